"""A poll is recorded whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.feeds.state.feed_state import FeedState
from monitor.store.feeds import feeds
from monitor.store.outbox import outbox
from monitor.store.search.listed_words import ListedWords
from monitor.store.writing import items, polls, stories
from monitor.store.writing.recorded_matches import RecordedMatch


def test_a_poll_brings_items_matches_alerts_and_the_next_poll_at_once(
    database, record, feed_id, now
):
    record("Apple one", "Apple two", targets=("desk", "mail"))
    read = database.read()
    counts = {
        table: read[table].count
        for table in ("items", "stories", "events", "matches", "alerts", "deliveries")
    }
    assert counts == {
        "items": 2,
        "stories": 2,
        "events": 2,
        "matches": 2,
        "alerts": 2,
        "deliveries": 4,
    }
    state = feeds.by_url(read, "https://wire.example/feed").state
    assert state.schedule.next_poll_at == now + timedelta(minutes=15)


def test_a_poll_that_cannot_be_written_whole_leaves_nothing(database, record, feed_id, now):
    record("Apple one")
    with pytest.raises(Exception, match="UNIQUE"):
        record("Apple two", "Apple three", key="same")  # two items with one key
    read = database.read()
    assert (read["items"].count, read["deliveries"].count, read["stories"].count) == (1, 1, 1)


def test_known_items_are_found_by_key_with_their_rules(database, record, feed_id, make_item, now):
    record("Apple one")
    known = items.known(database.read(), feed_id, ["key-1", "key-2"])
    assert list(known) == ["key-1"]
    assert known["key-1"].revision == make_item(key="key-1", title="Apple one").revision
    assert known["key-1"].rules == {"Apple in China"}


def test_thousands_of_keys_can_be_asked_for(database, feed_id):
    assert items.known(database.read(), feed_id, [str(n) for n in range(5_000)]) == {}


def test_words_that_are_listed_already_are_not_listed_again(database, feed_id, make_item, now):
    def record(title, listed, event):
        item = make_item(key=title, title=title, summary="")
        poll = polls.PollRecord(
            feed_id=feed_id,
            state=FeedState(),
            items=(polls.RecordedItem(item=item, event=event, story=event),),
            at=now,
        )
        return database.write(lambda db: polls.record(db, poll, listed=listed))

    listed = ListedWords()
    first = record("Apple pears", listed, 101)
    assert {"apple", "pears"} <= set(first)
    listed.add(first)
    assert record("Apple plums", listed, 102) == ["plums"]
    rows = database.read().execute("SELECT word FROM items_fts_words")
    assert {word for (word,) in rows} == {*first, "plums"}


def test_an_edit_changes_what_is_read_and_found_but_not_when_it_was_published(
    database, record, feed_id, make_item, make_match, now
):
    record("Apple one")
    edited = make_item(key="key-1", title="Pear two", summary="Now of pears.")
    poll = polls.PollRecord(
        feed_id=feed_id,
        state=FeedState(),
        items=(polls.RecordedItem(item=edited, event=101, story=1, id=1),),
        at=now + timedelta(hours=1),
    )
    database.write(lambda db: polls.record(db, poll))
    stored = items.get(database.read(), 1)
    assert (stored.title, stored.summary, stored.published) == ("Pear two", "Now of pears.", now)
    search = "SELECT rowid FROM items_fts WHERE items_fts MATCH ?"
    assert database.read().execute(search, ["apple"]).fetchall() == []
    assert database.read().execute(search, ["pears"]).fetchall() == [(1,)]


def test_an_item_comes_back_as_it_was_stored(database, record, feed_id, make_item):
    values = {
        "link": "https://wire.example/a",
        "summary": "苹果 <b>",
        "content": "Long.",
        "author": "A. B.",
        "lang": "zh",
        "tags": ("tech", "中国"),
    }
    record("Apple one", **values)
    assert items.get(database.read(), 1) == make_item(key="key-1", title="Apple one", **values)


def test_a_match_recorded_again_takes_the_new_hits_and_keeps_its_alert(
    database, record, feed_id, make_item, make_match, now
):
    record("Apple one")
    match = replace(make_match(found="Apple"), score=0.5)
    poll = polls.PollRecord(
        feed_id=feed_id,
        state=FeedState(),
        items=(
            polls.RecordedItem(
                item=make_item(key="key-1", title="New: Apple one"),
                event=101,
                story=1,
                id=1,
                matches=(RecordedMatch(match=match, decision=None),),
            ),
        ),
        at=now,
    )
    database.write(lambda db: polls.record(db, poll))
    rows = database.read().execute("SELECT score, alert_id FROM matches").fetchall()
    assert rows == [(0.5, 1)]
    assert len(outbox.newest(database.read(), limit=5)) == 1


def test_story_ids_go_on_where_they_ended(database, record):
    assert stories.next_id(database.read()) == 1
    record("Apple one", "Apple two")
    assert stories.next_id(database.read()) == 3
