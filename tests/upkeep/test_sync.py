"""What the configuration wants, brought into the database at a start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.alerts.alert import Delivery, Note
from monitor.config import load_config
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.feed_state import FeedState
from monitor.feeds.state.outcome import Unchanged
from monitor.feeds.state.schedule import after_poll
from monitor.store.database import Database
from monitor.store.feeds import feeds as feed_store
from monitor.store.outbox import notes as note_store
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
    database.write(lambda db: note_store.add(db, note, [delivery]))
    start(DESK)
    assert not caplog.messages
    start(DESK.replace("desk", "boss"))
    (row,) = outbox.newest(database.read())
    assert row.delivery.state == "dead"
    assert row.delivery.last_error == "the configuration no longer has this target"
    (said,) = caplog.messages
    assert said.startswith("1 delivery to desk given up")


def test_an_interval_that_was_edited_counts_at_once(start):
    database = start(FEED)
    row = feed_store.by_url(database.read(), "https://one.example/feed")
    polled = after_poll(
        Feed(url=row.url),
        FeedState(),
        Unchanged(url=row.url, validators=Validators(), body_hash="h"),
        now=NOW,
        chance=0.5,
    )
    database.write(lambda db: feed_store.save_state(db, row.id, polled))
    start(FEED + 'interval = "12h"\n')
    due = feed_store.by_url(database.read(), row.url).state.schedule.next_poll_at
    assert due > NOW + timedelta(hours=10)
    start(FEED + 'interval = "12h"\n')
    assert feed_store.by_url(database.read(), row.url).state.schedule.next_poll_at == due


def test_what_waits_for_a_paused_target_goes_on_waiting(start):
    database = start(DESK)
    note = Note(key="n", title="Hello", text="there", created_at=NOW)
    delivery = Delivery(key="key of the note", target="desk", next_attempt_at=NOW)
    database.write(lambda db: note_store.add(db, note, [delivery]))
    start(DESK + "enabled = false\n")
    (row,) = outbox.newest(database.read())
    assert row.delivery.state == "pending"
