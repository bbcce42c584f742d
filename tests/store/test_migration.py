"""A database of an earlier version goes on as if nothing had happened."""

from __future__ import annotations

import json
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
import sqlite_utils

from monitor.alerts.planning.alert_key import alert_key
from monitor.errors import DatabaseCorrupt, DatabaseInUse, DatabaseUnavailable, StoreError
from monitor.item import Item
from monitor.store.database import Database, open_reader, reading
from monitor.store.lock import InstanceLock
from monitor.store.reading import story_history
from monitor.store.reading.coverage import coverage
from monitor.store.schema import TABLES, migrations, missing_tables
from monitor.store.upkeep import transfer
from monitor.store.writing import alert_history, alerts, articles, events, items, known_items

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


def test_the_tables_that_are_looked_for_are_those_that_the_migrations_make():
    db = sqlite_utils.Database(memory=True)
    migrations.apply(db)
    made = {name for name in db.table_names() if not name.startswith(("_", "sqlite_"))}
    assert made == TABLES
    db["verdicts"].drop()
    assert missing_tables(db) == ["verdicts"]


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
    assert items.get(db, 1).full_text == ""
    assert articles.wanted(db) == {}
    assert events.next_id(db) == 4, "alerts of the merged story are known by its number"
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_stories_of_before_there_were_events_are_one_event_each(before):
    with Database(before) as database:
        assert_goes_on(database.read())


def test_so_they_are_in_an_export_of_before(exported, database):
    assert "m004_events" not in json.loads(exported[0])["schema"]
    database.write(lambda db: transfer.import_lines(db, exported))
    assert_goes_on(database.read())


STEPS = [each.name for each in migrations.pending(sqlite_utils.Database(memory=True))]


def schema_of(path):
    """What there is, in the order of its name; the words of CREATE may differ."""
    db = sqlite_utils.Database(sqlite3.connect(path))
    try:
        tables = {
            table.name: sorted((each.name, each.type, each.is_pk) for each in table.columns)
            for table in db.tables
            if not table.name.startswith("sqlite_")
        }
        rows = db.execute("SELECT type, name FROM sqlite_master WHERE type IN ('index', 'trigger')")
        return tables, sorted(rows)
    finally:
        db.conn.close()


@pytest.mark.parametrize("step", STEPS[1:])
def test_whatever_step_it_stands_before_it_becomes_what_a_new_one_is(tmp_path, step):
    """Each schema that there ever was, with something in it."""
    path = tmp_path / "old.db"
    db = sqlite_utils.Database(sqlite3.connect(path))
    migrations.apply(db, stop_before=step)
    db.conn.executescript(OLD)
    db.conn.commit()
    db.conn.close()
    Database(path).close()
    Database(tmp_path / "new.db").close()
    assert schema_of(path) == schema_of(tmp_path / "new.db")
    with reading(path) as db:
        assert db["items"].count == 3
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def applied(path):
    db = sqlite_utils.Database(sqlite3.connect(path))
    try:
        return [migration.name for migration in migrations.applied(db)]
    finally:
        db.conn.close()


def test_who_only_reads_an_older_database_brings_it_up_to_date(before):
    with reading(before) as db:
        assert_goes_on(db)


def test_several_that_read_it_at_once_wait_for_the_first(before):
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(_count_items, [before] * 4))
    assert counts == [3] * 4


def _count_items(path):
    with reading(path) as db:
        return db["items"].count


@pytest.mark.parametrize("open_it", [open_reader, Database])
def test_no_database_is_changed_under_a_daemon_of_an_older_version(before, open_it, monkeypatch):
    monkeypatch.setattr("monitor.store.opening.PATIENCE", 0)
    was = applied(before)
    with InstanceLock(before):
        message = f"older news-monitor, and process {os.getpid()} is using it; restart that"
        with pytest.raises(DatabaseInUse, match=message):
            open_it(before)
    assert applied(before) == was
    open_it(before).close()
    assert applied(before) != was


def test_a_daemon_that_holds_the_lock_brings_its_database_up_to_date(before):
    with InstanceLock(before), Database(before, alone=True) as database:
        assert_goes_on(database.read())


@pytest.mark.parametrize("alone", [True, False])
def test_as_it_was_it_is_kept_beside_it(before, alone):
    was = applied(before)
    before.chmod(0o640)
    with ExitStack() as stack:
        if alone:
            stack.enter_context(InstanceLock(before))
        Database(before, alone=alone).close()
    copy = before.with_name("old.db.before-m004_events")
    assert applied(copy) == was
    assert copy.stat().st_mode & 0o777 == 0o640
    assert applied(before) != was
    Database(before).close()
    assert sorted(before.parent.glob("old.db.before-*")) == [copy]


def test_only_the_copy_of_the_last_upgrade_stays(before):
    names = ["old.db.before-m001_tables", "old.db.before-20260101T000000Z", "old.db.before-mine"]
    for name in names:
        before.with_name(name).touch()
    Database(before).close()
    there = {path.name for path in before.parent.glob("old.db.before-*")}
    assert there == {"old.db.before-m004_events", *names[1:]}


def test_a_full_disk_is_no_reason_to_stay_old(before, monkeypatch, caplog):
    monkeypatch.setattr("monitor.store.before_upgrade.ROOM", 1 << 62)
    Database(before).close()
    assert "no room for a copy" in caplog.text
    assert list(before.parent.glob("*.before-*")) == []


def test_a_new_database_is_no_upgrade(tmp_path):
    Database(tmp_path / "new.db").close()
    assert list(tmp_path.glob("*before*")) == []


def test_who_may_not_write_is_told_who_can(before, monkeypatch):
    def forbidden(*_, **__):
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr("monitor.store.opening.migrate", forbidden)
    with pytest.raises(DatabaseUnavailable, match="older news-monitor; start `news-monitor run`"):
        open_reader(before)


def test_a_newer_database_is_not_read_by_an_older_version(before):
    with Database(before) as database:
        database.write(
            lambda db: db["_sqlite_migrations"].insert(
                {"migration_set": "news-monitor", "name": "m999_later", "applied_at": AT}
            )
        )
    with pytest.raises(StoreError, match="written by a newer"):
        open_reader(before)


def test_a_file_without_tables_of_ours_is_not_read_nor_given_any(tmp_path):
    path = tmp_path / "other.db"
    sqlite3.connect(path).close()
    with pytest.raises(DatabaseUnavailable, match="holds no news-monitor data yet"):
        open_reader(path)
    assert path.stat().st_size == 0


def test_a_file_that_is_no_database_is_named_to_who_reads_it(tmp_path):
    path = tmp_path / "notes.db"
    path.write_text("Dear diary, this is no database at all. " * 50)
    with pytest.raises(DatabaseCorrupt, match="is damaged"):
        open_reader(path)


def test_items_of_before_are_found_by_their_page(tmp_path):
    path = tmp_path / "old.db"
    db = sqlite_utils.Database(sqlite3.connect(path))
    migrations.apply(db, stop_before="m011_pages")
    db.conn.executescript(OLD.replace("'Rain in Oslo', '', '',", "'Rain', '{link}', '',").format(
        link="https://www.wire.example/rain?utm_source=rss"
    ))  # fmt: skip
    db.conn.execute("UPDATE items SET event_id = NULL")
    db.conn.commit()
    lines = list(transfer.export_lines(db))
    db.conn.close()
    again = Item(feed="f", key="new", title="Rain", link="http://wire.example/rain")
    with Database(path) as migrated, Database(tmp_path / "new.db") as imported:
        imported.write(lambda db: transfer.import_lines(db, lines))
        for database in (migrated, imported):
            (stored,) = known_items.like(database.read(), 1, [again])["new"]
            assert stored.key == "b"
