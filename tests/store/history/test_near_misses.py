"""Near misses: the newest are kept."""

from __future__ import annotations

from monitor.feeds.state.feed_state import FeedState
from monitor.rules.rule import NearMiss
from monitor.store.history import near_misses
from monitor.store.history.near_misses import RecordedNearMiss
from monitor.store.writing import polls


def test_the_oldest_go_once_there_are_too_many(
    database, feed_id, now, make_match, make_item, monkeypatch
):
    monkeypatch.setattr(near_misses, "KEPT", 2)
    hits = make_match().hits
    miss = RecordedNearMiss.of(NearMiss(rule="Pears", hits=hits, missing="pear"))
    items = tuple(
        polls.RecordedItem(
            item=make_item(key=title, title=title), story=n, event=n, near_misses=(miss,)
        )
        for n, title in enumerate(("One apple", "Two apples", "Three apples"), start=1)
    )
    poll = polls.PollRecord(feed_id=feed_id, state=FeedState(), items=items, at=now)
    database.write(lambda db: polls.record(db, poll))
    found = near_misses.newest(database.read(), limit=9)
    assert [each.item.title for each in found] == ["Three apples", "Two apples"]
