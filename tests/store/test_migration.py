"""A database of an earlier version goes on as if nothing had happened."""

from __future__ import annotations

import json
import sqlite3

import pytest
import sqlite_utils

from monitor.alerts.planning.plan import alert_key
from monitor.store.database import Database
from monitor.store.reading import story_history
from monitor.store.reading.coverage import coverage
from monitor.store.schema import migrations
from monitor.store.upkeep import transfer
from monitor.store.writing import alert_history, alerts, events

AT = "2025-02-13T08:14:00.000Z"
OLD = f"""
    INSERT INTO feeds (id, url, name, added_at) VALUES (1, 'https://w.example/', 'Wire', '{AT}');
    INSERT INTO stories (id, title, opened_at, last_item_at, items, merged_into) VALUES
        (1, 'Apple picks Alibaba', '{AT}', '{AT}', 3, NULL),
        (2, 'Rain in Oslo', '{AT}', '{AT}', 1, NULL),
        (3, 'Alibaba picked', '{AT}', '{AT}', 0, 1);
    INSERT INTO items (id, feed_id, key, title, link, summary, content, author, source, lang, tags,
                       published_at, first_seen_at, revision, story_id) VALUES
        (1, 1, 'a', 'Apple picks Alibaba', '', '', '', '', 'Wire', 'en', '[]', '{AT}', '{AT}',
         'r', 1),
        (2, 1, 'b', 'Rain in Oslo', '', '', '', '', 'Wire', 'en', '[]', '{AT}', '{AT}', 'r', 2),
        (3, 1, 'c', 'Alibaba picked', '', '', '', '', 'Post', 'en', '[]', '{AT}', '{AT}', 'r', 1);
    INSERT INTO alerts (id, key, rule, canonical, story_id, item_id, priority, created_at) VALUES
        (1, '{alert_key("Apple", 1)}', 'Apple', 'Apple', 1, 1, 'normal', '{AT}'),
        (2, '{alert_key("Apple", 3)}', 'Apple', 'Apple', 1, 3, 'normal', '{AT}');
"""


@pytest.fixture
def before(tmp_path):
    """The path of a database of before there were events, with a story merged into another."""
    path = tmp_path / "old.db"
    db = sqlite_utils.Database(sqlite3.connect(path))
    migrations.apply(db, stop_before="m004_events")
    db.conn.executescript(OLD)
    db.conn.commit()
    db.conn.close()
    return path


@pytest.fixture
def exported(before):
    """Its lines, as that version exported them."""
    db = sqlite_utils.Database(sqlite3.connect(before))
    lines = list(transfer.export_lines(db))
    db.conn.close()
    return lines


def assert_goes_on(db):
    """Each story is one event, of its number, with all that was told of it."""
    assert db.execute("SELECT id, story_id, title, items FROM events ORDER BY id").fetchall() == [
        (1, 1, "Apple picks Alibaba", 3),
        (2, 2, "Rain in Oslo", 1),
    ]
    assert db.execute("SELECT event_id FROM items ORDER BY id").fetchall() == [(1,), (2,), (1,)]
    assert [each.key for each in alert_history.of_event(db, "Apple", 1)] == [
        alert_key("Apple", 1),
        alert_key("Apple", 3),
    ]
    first, _ = alerts.read(db, [1, 2]).values()
    assert (first.event, first.earlier, coverage(db, first.event)[1]) == (1, "", 2)
    assert story_history.story(db, 3).story.first_title == "Apple picks Alibaba"
    assert events.next_id(db) == 4, "alerts of the merged story are known by its number"
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_stories_of_before_there_were_events_are_one_event_each(before):
    with Database(before) as database:
        assert_goes_on(database.read())


def test_so_they_are_in_an_export_of_before(exported, database):
    assert "m004_events" not in json.loads(exported[0])["schema"]
    database.write(lambda db: transfer.import_lines(db, exported))
    assert_goes_on(database.read())
