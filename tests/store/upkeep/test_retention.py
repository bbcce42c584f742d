"""What is no longer kept goes whole, a little at a time, and is never new again."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from monitor.config.tables.keep import Keep
from monitor.store.history import match_list
from monitor.store.history.match_list import MatchQuery
from monitor.store.outbox import outbox
from monitor.store.upkeep.retention import Round, rounds, tidy, used_bytes
from monitor.store.writing import articles, items, tombstones

EVERYTHING = (
    "items",
    "stories",
    "events",
    "matches",
    "alerts",
    "deliveries",
    "attempts",
    "near_misses",
)


@pytest.fixture
def counts(database):
    def counts(*tables):
        return [
            database.read().execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in tables
        ]

    return counts


@pytest.fixture
def index_is_whole(database):
    """The full-text index holds what the items say, and nothing else."""

    def check():
        def compare(db):
            held = db.execute("SELECT count(*) FROM items_fts WHERE items_fts MATCH 'a*'")
            return held.fetchone()[0]

        found = database.write(compare)
        wanted = database.read().execute("SELECT count(*) FROM items WHERE title LIKE '%a%'")
        return found == wanted.fetchone()[0]

    return check


def deliver_all(database, now):
    database.write(
        lambda db: db.execute(
            "UPDATE deliveries SET state = 'delivered', next_attempt_at = NULL, delivered_at = ?",
            [now.isoformat()],
        )
    )


def unmatched(record, database, *titles, **rest):
    """Items that no rule has matched."""
    record(*titles, withheld="baseline", **rest)
    database.write(lambda db: db.execute("DELETE FROM matches WHERE withheld = 'baseline'"))


def test_what_goes_follows_from_what_is_kept(now):
    days = timedelta(days=1)
    assert rounds(Keep(items=None), now=now) == []
    assert rounds(Keep(items=30 * days, matches=60 * days), now=now) == [
        Round(matched=False, before=now - 30 * days),
        Round(matched=True, before=now - 60 * days),
    ]
    # By size, the items without matches go first; those with only if they needn't be kept.
    assert rounds(Keep(items=None, size=10**9), now=now) == [
        Round(matched=False, before=now - 14 * days, down_to=10**9)
    ]
    assert [each.matched for each in rounds(Keep(matches=days, size=1), now=now)] == [
        False, True, False, True,
    ]  # fmt: skip


def test_old_items_without_matches_go_and_others_stay(
    database, record, counts, now, index_is_whole
):
    old = now - timedelta(days=500)
    unmatched(record, database, "Apple a", "Apple b", published=old, at=old)
    unmatched(record, database, "Apple c", published=now, at=now)
    record("Apple matched", published=old, at=old)
    assert tidy(database, Keep(), now=now) == 2
    assert counts("items", "stories", "events", "matches") == [2, 2, 2, 1]
    assert index_is_whole()
    assert tidy(database, Keep(), now=now) == 0


def test_an_archive_that_was_seen_lately_stays(database, record, counts, now):
    unmatched(record, database, "Apple a", published=now - timedelta(days=900), at=now)
    assert tidy(database, Keep(), now=now) == 0
    assert counts("items") == [1]


def test_matches_go_with_their_alerts_and_deliveries_once_they_are_old_enough(
    database, record, counts, now
):
    old = now - timedelta(days=500)
    record("Apple one", "Apple two", targets=("desk", "mail"), published=old, at=old)
    deliver_all(database, now)
    assert tidy(database, Keep(), now=now) == 0
    assert tidy(database, Keep(matches=timedelta(days=400)), now=now) == 2
    assert counts(*EVERYTHING) == [0] * len(EVERYTHING)
    assert database.read().execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_full_text_goes_with_its_item_out_of_the_index_too(database, record, counts, now):
    old = now - timedelta(days=500)
    record("Apple one", published=old, at=old)
    deliver_all(database, now)
    database.write(lambda db: articles.want(db, 1, "https://a.test/1", now=old))
    database.write(lambda db: items.keep_full_text(db, 1, "A shop in Hangzhou."))
    assert tidy(database, Keep(matches=timedelta(days=400)), now=now) == 1
    assert counts("items", "articles") == [0, 0]
    assert database.read().execute(
        "SELECT count(*) FROM items_fts WHERE items_fts MATCH 'hangzhou'"
    ).fetchone() == (0,)


def test_what_is_still_to_be_sent_stays(database, record, counts, now):
    old = now - timedelta(days=500)
    record("Apple one", published=old, at=old)
    assert tidy(database, Keep(matches=timedelta(days=400)), now=now) == 0
    assert outbox.counts(database.read()) == {"desk": {"pending": 1}}


def test_a_story_with_a_match_keeps_its_other_items(database, record, counts, now):
    old = now - timedelta(days=500)
    record("Apple one", published=old, at=old)
    unmatched(record, database, "Apple two", published=old, at=old)
    database.write(lambda db: db.execute("UPDATE items SET story_id = 1"))
    assert tidy(database, Keep(), now=now) == 0
    assert counts("items") == [2]


def test_an_event_that_an_edit_left_without_items_goes_with_its_story(
    database, record, counts, now
):
    """Its alert stays as long as the item that it told of, which reports another event now."""
    old = now - timedelta(days=500)
    record("Apple one", "Apple one after all", published=old, at=old)
    deliver_all(database, now)

    def move(db):
        db.execute("UPDATE events SET story_id = 1")
        db.execute("UPDATE items SET event_id = (SELECT max(id) FROM events), story_id = 1")
        db.execute("UPDATE alerts SET story_id = 1")
        db.execute("DELETE FROM stories WHERE id = 2")

    database.write(move)
    assert tidy(database, Keep(), now=now) == 0
    assert counts("stories", "events", "alerts") == [1, 2, 2]
    assert tidy(database, Keep(matches=timedelta(days=400)), now=now) == 2
    assert counts(*EVERYTHING) == [0] * len(EVERYTHING)
    assert database.read().execute("PRAGMA foreign_key_check").fetchall() == []


def test_what_is_gone_is_known_as_gone(database, feed_id, record, now):
    old = now - timedelta(days=500)
    unmatched(record, database, "Apple a", published=old, at=old)
    assert tombstones.among(database.read(), feed_id, ["key-1"]) == frozenset()
    tidy(database, Keep(), now=now)
    assert tombstones.among(database.read(), feed_id, ["key-1", "key-2"]) == {"key-1"}
    assert tombstones.among(database.read(), feed_id + 1, ["key-1"]) == frozenset()


def test_too_big_a_database_loses_its_oldest_first_and_gets_smaller(database, record, now):
    for day in range(10):
        at = now - timedelta(days=400 - 9 * day)
        titles = [f"Apple {day} {number}" for number in range(10)]
        unmatched(record, database, *titles, summary="many words " * 900, published=at, at=at)
    record("Apple matched", published=now - timedelta(days=399), at=now - timedelta(days=399))
    before = used_bytes(database.read())
    removed = tidy(database, Keep(items=None, size=before // 2), now=now)
    assert 20 < removed <= 80
    assert used_bytes(database.read()) <= before // 2
    left = [row[0] for row in database.read().execute("SELECT title FROM items ORDER BY id")]
    assert left[0] == f"Apple {removed // 10} {removed % 10}"
    assert left[-1] == "Apple matched"


def test_the_file_shrinks(tmp_path, database, record, now):
    old = now - timedelta(days=500)
    titles = [f"Apple {number}" for number in range(60)]
    unmatched(record, database, *titles, summary="many words " * 1500, published=old, at=old)
    (before,) = database.read().execute("PRAGMA page_count").fetchone()
    tidy(database, Keep(), now=now)
    (after,) = database.read().execute("PRAGMA page_count").fetchone()
    assert after < before / 2
    assert database.read().execute("PRAGMA quick_check").fetchall() == [("ok",)]


def test_others_write_in_between(database, record, now):
    """While much is removed, no other write waits long."""
    old = now - timedelta(days=500)
    titles = [f"Apple {number}" for number in range(800)]
    unmatched(record, database, *titles, summary="some words " * 60, published=old, at=old)
    waited = []
    done = threading.Event()

    def others():
        while not done.is_set():
            began = time.perf_counter()
            database.write(lambda db: db.execute("SELECT 1").fetchone())
            waited.append(time.perf_counter() - began)
            done.wait(0.005)

    thread = threading.Thread(target=others)
    thread.start()
    assert tidy(database, Keep(), now=now) == 800
    done.set()
    thread.join()
    assert len(waited) > 5
    # Far above the 20 ms aimed for, as a busy machine may take its time; a removal in one piece
    # would take longer still.
    assert sorted(waited)[len(waited) // 2] < 0.2


def test_an_item_edited_meanwhile_stays(database, record, counts, now, monkeypatch):
    """Between the look at what is to go and its removal."""
    old = now - timedelta(days=500)
    unmatched(record, database, "Apple a", published=old, at=old)
    write = database.write

    def write_late(change):
        write(lambda db: db.execute("UPDATE items SET revision = 'another'"))
        return write(change)

    monkeypatch.setattr(database, "write", write_late)
    tidy(database, Keep(), now=now)
    assert counts("items", "stories") == [1, 1]


def test_it_stops_when_it_is_asked_to(database, record, counts, now):
    old = now - timedelta(days=500)
    unmatched(record, database, *[f"Apple {number}" for number in range(40)], published=old, at=old)
    assert 0 < tidy(database, Keep(), now=now, stop=lambda: True) < 40


def test_a_matched_item_of_another_alert_outlives_the_alert(database, record, now):
    """Matches may be part of an alert that tells of another item."""
    old = now - timedelta(days=500)
    record("Apple one", published=old, at=old)
    deliver_all(database, now)
    record("Apple two", published=now, at=now, withheld="silenced")
    database.write(
        lambda db: db.execute("UPDATE matches SET alert_id = 1, withheld = NULL WHERE id = 2")
    )
    tidy(database, Keep(matches=timedelta(days=400)), now=now)
    (row,) = match_list.matches(database.read(), MatchQuery())
    assert (row.item.title, row.alert_id) == ("Apple two", None)
