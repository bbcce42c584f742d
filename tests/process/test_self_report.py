"""The daemon says how it is: to other processes, and to a dead man's switch while all is well."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.config import load_config
from monitor.errors import DatabaseInUse
from monitor.health.daemon_status import Reloaded, daemon_status_of
from monitor.process.self_report import SelfReport, ping
from monitor.store.database import Database
from monitor.store.lock import InstanceLock
from monitor.troubles import Troubles

URL = "https://switch.example/secret-id"


class Body:
    """A daemon's report, and whom it reports to."""

    def __init__(self, folder, lock, database):
        self.now = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
        self.database, self.sent, self.answers = database, [], True
        path = folder / "config.toml"
        path.write_text(f'[heartbeat]\nurl = "{URL}"\n')
        self.config = load_config(path, environ={"TZ": "UTC"})
        self.troubles = Troubles(lambda: self.now)
        self.report = SelfReport(
            self.config,
            lock,
            self.troubles,
            watching=lambda: "watching 2 feeds",
            clock=lambda: self.now,
            send=self.send,
        )

    def send(self, url):
        self.sent.append(url)
        if not self.answers:
            raise ConnectionError(url)

    def heartbeat(self):
        return self.report.send_heartbeat(self.database.read())

    @property
    def daemon(self):
        return daemon_status_of(self.config.database)


@pytest.fixture
def body(tmp_path):
    path = tmp_path / "news.db"
    with InstanceLock(path) as lock, Database(path) as database:
        yield Body(tmp_path, lock, database)


def test_it_says_what_it_does_and_what_is_wrong(body):
    body.troubles.met("database", "the disk is full", cure="make room")
    body.report.beat()
    said = body.daemon
    assert (said.at, said.started, said.watching) == (body.now, body.now, "watching 2 feeds")
    (trouble,) = said.troubles
    assert (trouble.name, trouble.what, trouble.cure, trouble.since) == (
        "database",
        "the disk is full",
        "make room",
        body.now,
    )


def test_what_is_new_is_said_at_once_and_that_nothing_is_now_and_then(body):
    body.report.beat()
    began = body.now
    body.now += timedelta(seconds=2)
    body.report.beat()
    assert body.daemon.at == began
    body.report.reloaded(Reloaded(at=body.now, ok=False, lines=("line 3: …",)))
    assert body.daemon.reloaded.lines == ("line 3: …",)
    assert body.daemon.at == body.now
    body.now += timedelta(seconds=11)
    body.report.beat()
    assert body.daemon.at == body.now


def test_half_a_line_is_nothing_said(body):
    body.report.beat()
    lock = body.config.database.with_name("news.db.lock")
    lock.write_text(lock.read_text()[:-30])
    assert body.daemon is None


def test_a_heartbeat_is_sent_only_while_all_is_well(body):
    assert body.heartbeat()
    assert body.sent == [URL]
    body.troubles.met("thread recorder", "it ended")
    assert not body.heartbeat()
    body.troubles.over("thread recorder")
    assert body.heartbeat()
    assert body.sent == [URL, URL]


def test_none_is_sent_where_the_database_cannot_be_read(body):
    body.database.read().conn.execute("PRAGMA query_only = 0").close()
    body.database.write(lambda db: db.execute("DROP TABLE deliveries"))
    assert not body.heartbeat()
    assert body.sent == []


def test_a_switch_that_does_not_answer_is_told_once_without_its_address(body, caplog):
    body.answers = False
    assert not body.heartbeat()
    assert not body.heartbeat()
    (record,) = caplog.records
    assert "doesn't answer" in record.getMessage()
    assert "secret-id" not in caplog.text


def test_an_error_is_no_answer(feed_server):
    feed_server.answer("/gone", status=404)
    with pytest.raises(OSError, match="404"):
        ping(feed_server.url("/gone"))
    feed_server.publish("/ok", b"OK")
    ping(feed_server.url("/ok"))


def test_a_database_that_the_configuration_names_now_is_claimed_for_the_next_start(body, tmp_path):
    """Else who asks is told that no daemon runs, starts another, and gets everything twice."""
    new = tmp_path / "other.db"
    body.report.claim(new)
    body.report.beat()
    assert daemon_status_of(new).watching == "watching 2 feeds"
    (trouble,) = daemon_status_of(new).troubles
    assert "still works on" in trouble.what
    with pytest.raises(DatabaseInUse):
        InstanceLock(new).__enter__()
    body.report.claim(body.config.database)  # as it was
    assert body.troubles.now() == ()
    with InstanceLock(new):
        pass
