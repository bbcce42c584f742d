"""A story is read as the sequence of its events, and told is said of what was sent alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.feeds.state.feed_state import FeedState
from monitor.store.reading.story_history import StoryQuery, stories, story
from monitor.store.timestamps import to_text
from monitor.store.writing import polls
from monitor.stories import Assignment, Reason

PLANT = "Volkswagen opens battery plant in Valencia"


@pytest.fixture
def add(database, feed_id, make_item, now):
    """Add a report of an event of story 1, so many hours after the first; give its id."""

    def add(title, event, reason, *, source="Wire", hours=0.0, edits=None):
        at = now + timedelta(hours=hours)
        item = make_item(key=title, title=title, source=source, published=at)
        if edits is not None:
            item = replace(item, key=edits, published=now)
        recorded = polls.RecordedItem(
            item=item,
            event=event,
            story=1,
            id=None if edits is None else id_of(database, edits),
            assignment=Assignment(story=1, event=event, reason=reason, score=0.9),
        )
        poll = polls.PollRecord(feed_id=feed_id, state=FeedState(), items=(recorded,), at=at)
        database.write(lambda db: polls.record(db, poll))
        return id_of(database, item.key)

    return add


def id_of(database, key):
    return database.read().execute("SELECT id FROM items WHERE key = ?", [key]).fetchone()[0]


@pytest.fixture
def events(database):
    def events():
        return story(database.read(), 1).story.events

    return events


def test_the_newest_event_is_last_and_each_has_its_reports_from_the_first_on(add, events, now):
    add(PLANT, 11, Reason.NEW)
    add("Workers at the plant in Valencia walk out", 12, Reason.DEVELOPMENT, hours=3)
    add("VW's plant opens", 11, Reason.SAME_EVENT, source="Post", hours=4)
    add("Plant opens", 11, Reason.SAME_EVENT, source="Post", hours=5)

    opening, strike = events()
    assert (opening.id, opening.title, opening.at) == (11, PLANT, now)
    assert [each.source for each in opening.tellings] == ["Wire", "Post", "Post"]
    assert (opening.first, opening.sources, opening.source_count) == ("Wire", ("Wire", "Post"), 2)
    assert (strike.id, strike.at) == (12, now + timedelta(hours=3))


def test_an_event_that_an_edit_opened_is_as_old_as_the_edit(add, events, now):
    add("Blume says he will not resign", 11, Reason.NEW)
    add("Board meets over Blume", 12, Reason.DEVELOPMENT, hours=1)
    edit = "Blume resigns"
    add(edit, 13, Reason.UPDATED, hours=2, edits="Blume says he will not resign")

    board, resigned = events()
    assert (board.title, resigned.title) == ("Board meets over Blume", edit)
    (telling,) = resigned.tellings
    assert (telling.published_at, telling.at) == (now, now + timedelta(hours=2))


def test_an_event_that_was_told_stays_when_its_only_report_reads_otherwise(
    record, add, database, events
):
    record("Blume says he will not resign", key="k", targets=("desk",))
    database.write(lambda db: db.execute("UPDATE deliveries SET state = 'delivered'"))
    add("Blume resigns", 113, Reason.UPDATED, hours=2, edits="k")

    before, after = events()
    assert (before.title, before.tellings, before.source_count) == (
        "Blume says he will not resign",
        (),
        0,
    )
    assert (before.told_by, after.told_by) == (("Apple in China",), ())


@pytest.mark.parametrize(
    ("deliveries", "state"),
    [
        (["delivered", "dead"], "sent"),
        (["pending", "dead"], "waiting"),
        (["held", "dead"], "held"),
        (["held", "pending"], "waiting"),
        (["dead", "dead"], "dead"),
        (["in a digest that waits", "dead"], "waiting"),
        (["in a digest that was sent", "dead"], "sent"),
    ],
)
def test_it_is_told_when_somebody_was_sent_it(deliveries, state, record, database, events, now):
    record(PLANT, targets=("desk", "mail"))

    def settle(db):
        for id_, what in enumerate(deliveries, 1):
            hold = "digest" if what == "held" else ""
            to = {"held": "pending"}.get(what, what)
            if "digest" in what:
                db.execute(
                    "INSERT INTO deliveries (id, key, target, state, created_at) "
                    "VALUES (99, 'd', 'desk', ?, ?)",
                    ["delivered" if "sent" in what else "pending", to_text(now)],
                )
                db.execute("UPDATE deliveries SET digest_id = 99 WHERE id = ?", [id_])
                to = "grouped"
            db.execute("UPDATE deliveries SET state = ?, hold = ? WHERE id = ?", [to, hold, id_])

    database.write(settle)
    (event,) = events()
    assert event.alerts == (("Apple in China", state),)
    assert event.told_by == (("Apple in China",) if state == "sent" else ())


def test_what_was_withheld_is_told_by_nobody(record, events):
    record(PLANT, withheld="silenced")
    (event,) = events()
    assert event.alerts == ()


def test_a_list_of_stories_has_their_events_too(add, database):
    add(PLANT, 11, Reason.NEW)
    add("Workers at the plant in Valencia walk out", 12, Reason.DEVELOPMENT, hours=3)
    (row,) = stories(database.read(), StoryQuery(matched_only=False))
    assert [event.id for event in row.events] == [11, 12]
