"""The write-ahead log stays small, or somebody hears why it doesn't."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from monitor.store.database import Database
from monitor.store.write_ahead_log import WriteAheadLog
from monitor.troubles import Troubles

LIMIT = 1_000_000


class Seconds:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def path(tmp_path):
    with Database(tmp_path / "news.db"):
        pass
    return tmp_path / "news.db"


@pytest.fixture
def writer(path):
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        yield connection


def _write(connection, megabytes):
    for _ in range(megabytes):
        with connection:
            connection.execute(
                "INSERT INTO stories (title, opened_at, last_item_at) VALUES (?, '', '')",
                ["x" * 1_000_000],
            )


def _size(path):
    return path.with_name("news.db-wal").stat().st_size


def test_what_a_long_reader_has_made_grow_is_told_and_cut_down_once_it_ends(path, writer, caplog):
    troubles, seconds = Troubles(), Seconds()
    log = WriteAheadLog(path, troubles, limit=LIMIT, counting=seconds)
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM stories").fetchall()
        _write(writer, 6)
        log.keep_small(writer)
        assert _size(path) > 6_000_000
        (trouble,) = troubles.now()
        assert trouble.name == "write-ahead log"
        assert "news.db-wal has grown to 6 MB" in trouble.what
        seconds.now += 10
        log.keep_small(writer)
        assert len(caplog.records) == 1
    log.keep_small(writer)  # not again so soon
    assert troubles.now()
    seconds.now += 10
    log.keep_small(writer)
    assert _size(path) == 0
    assert troubles.now() == ()


def test_a_writer_is_not_kept_waiting_for_a_reader(path, writer):
    log = WriteAheadLog(path, Troubles(), limit=LIMIT)
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM stories").fetchall()
        _write(writer, 2)
        before = writer.execute("PRAGMA busy_timeout").fetchone()
        log.keep_small(writer)  # else it would take 30 s, and the test its limit
    assert writer.execute("PRAGMA busy_timeout").fetchone() == before == (30_000,)


def test_a_small_one_is_left_alone(path, writer):
    troubles = Troubles()
    _write(writer, 2)
    WriteAheadLog(path, troubles).keep_small(writer)
    assert _size(path) > 2_000_000
    assert troubles.counts() == {}


def test_a_database_cuts_its_own_down(tmp_path, monkeypatch):
    monkeypatch.setattr("monitor.store.write_ahead_log.LIMIT", LIMIT)
    with Database(tmp_path / "news.db") as database:
        database.write(
            lambda db: db.execute(
                "INSERT INTO stories (title, opened_at, last_item_at) VALUES (?, '', '')",
                ["x" * 2_000_000],
            )
        )
        database.write(lambda _: None)  # after the first was looked after
        assert _size(tmp_path / "news.db") == 0
