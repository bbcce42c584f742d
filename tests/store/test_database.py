"""The database: what is written is there, whoever else writes, and whatever goes wrong."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from subprocess import run

import pytest

from monitor.errors import DatabaseCorrupt, DiskFull, StoreError
from monitor.store.database import Database, open_reader, reading
from monitor.store.trouble import UnreadableError
from monitor.troubles import Troubles


def _stories(database):
    return [row[0] for row in database.read().execute("SELECT title FROM stories ORDER BY id")]


def _add_story(title):
    def write(db):
        db.execute(
            "INSERT INTO stories (title, opened_at, last_item_at) VALUES (?, '', '')", [title]
        )

    return write


def test_what_was_written_is_there_after_reopening(tmp_path):
    path = tmp_path / "deep" / "news.db"
    with Database(path) as database:
        database.write(_add_story("one"))
    with Database(path) as database:
        assert _stories(database) == ["one"]


def test_a_database_commits_durably(database):
    """WAL with synchronous FULL (2): a commit survives a power cut."""
    pragmas = database.write(
        lambda db: (
            db.execute("PRAGMA journal_mode").fetchone()[0],
            db.execute("PRAGMA synchronous").fetchone()[0],
            db.execute("PRAGMA foreign_keys").fetchone()[0],
        )
    )
    assert pragmas == ("wal", 2, 1)


def test_a_write_that_raises_leaves_nothing_and_hurts_no_other(database):
    def half(db):
        _add_story("half")(db)
        raise ValueError("no")

    gate = threading.Event()
    blocker = database.submit(lambda _: gate.wait(10))
    # These three queue up behind the blocker and so share one transaction.
    before, failing, after = map(database.submit, (_add_story("a"), half, _add_story("b")))
    gate.set()
    blocker.result()
    before.result()
    after.result()
    with pytest.raises(ValueError, match="no"):
        failing.result()
    assert _stories(database) == ["a", "b"]


def test_many_threads_lose_no_write(database):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: database.write(_add_story(str(n))), range(400)))
    assert len(_stories(database)) == 400


def test_another_process_writing_makes_us_wait_not_fail(tmp_path, database):
    other = sqlite3.connect(database.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    waiting = database.submit(_add_story("patient"))
    assert not waiting.done()
    other.execute("COMMIT")
    other.close()
    waiting.result(timeout=30)
    assert _stories(database) == ["patient"]


def test_readers_cannot_write(database):
    with pytest.raises(sqlite3.OperationalError, match="readonly|read-only|query_only"):
        database.read().conn.execute("DELETE FROM stories")


def test_a_reader_sees_the_last_commit_while_a_write_is_under_way(database):
    database.write(_add_story("old"))
    inside, gate = threading.Event(), threading.Event()

    def slow(db):
        _add_story("new")(db)
        inside.set()
        gate.wait(10)

    writing = database.submit(slow)
    assert inside.wait(10)
    assert _stories(database) == ["old"]
    gate.set()
    writing.result()
    assert _stories(database) == ["old", "new"]


def test_a_damaged_file_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "news.db"
    with Database(path) as database:
        for number in range(500):
            database.submit(_add_story(f"story {number} " + "x" * 200))
    content = bytearray(path.read_bytes())
    content[8192:40000] = b"\xff" * (40000 - 8192)
    path.write_bytes(content)
    with pytest.raises(DatabaseCorrupt, match="restore a backup"):
        Database(path)
    assert path.read_bytes() == content


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary, this is no database at all. " * 50)
    with pytest.raises(DatabaseCorrupt, match="notes.txt isn't a database"):
        Database(path)


def test_a_database_of_a_newer_version_is_refused(tmp_path):
    path = tmp_path / "news.db"
    with Database(path) as database:
        database.write(
            lambda db: db.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
                "VALUES ('news-monitor', 'm999_future', '')"
            )
        )
    with pytest.raises(StoreError, match="newer news-monitor.*m999_future"):
        Database(path)


def test_reading_where_no_database_is_says_what_to_do(tmp_path):
    with pytest.raises(StoreError, match="news-monitor run"):
        open_reader(tmp_path / "none.db")


def test_a_pipe_is_not_waited_on(tmp_path):
    os.mkfifo(tmp_path / "news.db")
    with pytest.raises(StoreError, match="isn't a file; name one"):
        open_reader(tmp_path / "news.db")


def test_reading_beside_a_daemon_sees_its_commits(database):
    database.write(_add_story("seen"))
    with reading(database.path) as reader:
        assert reader.execute("SELECT title FROM stories").fetchall() == [("seen",)]


def test_a_closed_database_takes_no_writes_and_closes_twice(tmp_path):
    database = Database(tmp_path / "news.db")
    done = database.submit(_add_story("last"))
    database.close()
    database.close()
    done.result()
    with pytest.raises(StoreError, match="closed"):
        database.write(_add_story("late"))


@pytest.fixture
def space(database):
    """``space(0)``: the file can't grow any more; ``space(1000)``: by so many pages."""

    def space(pages):
        def limit(db):
            (used,) = db.execute("PRAGMA page_count").fetchone()
            db.execute(f"PRAGMA max_page_count = {used + pages}")

        database.insist(limit)  # beside a write that fails, it fails as well

    return space


BIG = "big " * 5_000


def test_a_full_disk_is_told_in_plain_words_and_nothing_is_written(database, space):
    space(0)
    with pytest.raises(DiskFull, match="^the disk is full: nothing can be written to .*news.db$"):
        database.write(_add_story(BIG))
    assert _stories(database) == []
    database.write(_add_story("small"))
    space(1000)
    database.write(_add_story(BIG))
    assert _stories(database) == ["small", BIG]


def test_a_disk_that_fills_up_fails_all_that_was_to_be_written_together(database, space):
    space(0)
    inside, gate = threading.Event(), threading.Event()
    blocker = database.submit(lambda _: inside.set() or gate.wait(10))
    assert inside.wait(10)
    together = list(map(database.submit, map(_add_story, ("a", BIG, "b"))))
    gate.set()
    blocker.result()
    for each in together:
        with pytest.raises(DiskFull):
            each.result()
    assert _stories(database) == []


def test_what_has_happened_is_written_as_soon_as_there_is_space(database, space, monkeypatch):
    monkeypatch.setattr("monitor.store.database.RETRY_SECONDS", 0.01)
    space(0)
    with ThreadPoolExecutor(1) as pool:
        insisting = pool.submit(database.insist, _add_story(BIG))
        time.sleep(0.05)
        assert not insisting.done()
        space(1000)
        insisting.result(timeout=30)
    assert _stories(database) == [BIG]


def test_who_insists_gives_up_when_told_to(database, space):
    space(0)
    with ThreadPoolExecutor(1) as pool:
        insisting = pool.submit(database.insist, _add_story(BIG))
        database.give_up()
        with pytest.raises(DiskFull):
            insisting.result(timeout=30)


def test_who_opens_it_hears_of_each_commit_that_failed(tmp_path):
    heard = []
    with Database(tmp_path / "news.db", written=heard.append) as database:
        database.write(_add_story("one"))
        database.write(lambda db: db.execute("PRAGMA max_page_count = 1"))
        with pytest.raises(DiskFull):
            database.write(_add_story(BIG))
    assert [type(each) for each in heard] == [type(None), type(None), DiskFull]


def test_nobody_waits_for_a_writer_that_has_died(tmp_path, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", lambda _: None)

    def dies(_):
        raise KeyboardInterrupt

    database = Database(tmp_path / "news.db", written=dies)
    database.write(_add_story("one"))
    deadline = time.monotonic() + 10
    while database.works and time.monotonic() < deadline:
        time.sleep(0.002)
    assert not database.works
    with pytest.raises(StoreError, match="is closed"):
        database.write(_add_story("two"))
    database.close()


def test_a_writer_that_meets_a_bug_goes_on(tmp_path):
    bugs, troubles = [ValueError()], Troubles()

    def heard(_):
        if bugs:
            raise bugs.pop()

    with Database(tmp_path / "news.db", written=heard, troubles=troubles) as database:
        database.write(_add_story("one"))
        database.write(_add_story("two"))
        assert _stories(database) == ["one", "two"]
    assert troubles.counts() == {"thread store-writer": 1}


def test_who_opens_it_hears_of_damage_that_one_of_many_writes_met(tmp_path):
    def meets_damage(_):
        raise UnreadableError("rubbish")

    heard = []
    database = Database(tmp_path / "news.db", written=heard.append)
    with pytest.raises(DatabaseCorrupt):
        database.write(meets_damage)
    database.close()
    assert [type(each) for each in heard] == [DatabaseCorrupt]


def test_what_sqlite_sorts_lies_beside_the_database_however_full_the_folder_for_that_is(tmp_path):
    """In a process of its own: SQLite is told once."""
    script = f"""
import os
from pathlib import Path
from monitor.store.database import Database

with Database(Path({str(tmp_path / "news.db")!r})) as database:
    def spill(db):
        db.execute("PRAGMA temp.cache_size = 1")
        db.execute("CREATE TEMP TABLE much AS SELECT randomblob(1000000)")
        return [os.readlink(link) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    print(*database.write(spill), sep="\\n")
"""
    ran = run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    spilled = [line for line in ran.stdout.splitlines() if "etilqs" in line]
    assert spilled
    assert all(line.startswith(str(tmp_path)) for line in spilled)
