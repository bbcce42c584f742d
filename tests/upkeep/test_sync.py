"""What the configuration wants, brought into the database at a start."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.alerts.alert import Delivery, Note
from monitor.config import load_config
from monitor.store.database import Database
from monitor.store.outbox import outbox
from monitor.upkeep.sync import mirror

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
DESK = '[targets.desk]\nurl = "console:"\n'
FEED = '[[feeds]]\nurl = "https://one.example/feed"\n'
RULE = '[[rules]]\nname = "R"\nmatch = "apple"\n'


@pytest.fixture
def start(tmp_path):
    """Start with a configuration; return the database, as each start finds it."""
    path = tmp_path / "config.toml"
    with Database(tmp_path / "news.db") as database:

        def start(text):
            path.write_text(text)
            config = load_config(path, environ={"TZ": "UTC"})
            mirror(database, config, config.feeds, now=NOW)
            return database

        yield start


def _active(database, table):
    return [row[0] for row in database.read().execute(f"SELECT active FROM {table}").fetchall()]


def test_feeds_and_rules_come_and_go_with_the_configuration(start):
    database = start(DESK + FEED + RULE)
    assert (_active(database, "feeds"), _active(database, "rules")) == ([1], [1])
    start(DESK)
    assert (_active(database, "feeds"), _active(database, "rules")) == ([0], [0])


def test_what_waits_for_a_target_that_is_gone_is_given_up_and_said(start, caplog):
    database = start(DESK)
    note = Note(key="n", title="Hello", text="there", created_at=NOW)
    delivery = Delivery(key="key of the note", target="desk", next_attempt_at=NOW)
    database.write(lambda db: outbox.add_note(db, note, [delivery]))
    start(DESK)
    assert not caplog.messages
    start(DESK.replace("desk", "boss"))
    (row,) = outbox.newest(database.read())
    assert row.delivery.state == "dead"
    assert row.delivery.last_error == "the configuration no longer has this target"
    (said,) = caplog.messages
    assert said.startswith("1 delivery to desk given up")


def test_what_waits_for_a_paused_target_goes_on_waiting(start):
    database = start(DESK)
    note = Note(key="n", title="Hello", text="there", created_at=NOW)
    delivery = Delivery(key="key of the note", target="desk", next_attempt_at=NOW)
    database.write(lambda db: outbox.add_note(db, note, [delivery]))
    start(DESK + "enabled = false\n")
    (row,) = outbox.newest(database.read())
    assert row.delivery.state == "pending"
