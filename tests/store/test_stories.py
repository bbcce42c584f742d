"""Stories are opened, grow, merge, and are read back as the daemon's memory had them."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest

from monitor.feeds.feed import FeedState
from monitor.store import polls, silences, stories
from monitor.store.moment import to_text
from monitor.stories import Assignment, Reason, Shared, Stories
from monitor.stories.story import WINDOW

TITLES = (
    "Irish importer Fyffes in banana merger talks",
    "Banana company Chiquita agrees merger",
    "Rain in Oslo",
    "Chiquita and Fyffes agree banana merger: Irish importer, big company",
    "Chiquita merger makes biggest banana company",
    "Oslo rain goes on",
)


@pytest.fixture
def engine(database, feed_id, make_item, now):
    """Assigns items as the daemon does and writes what comes of it; ``hours`` after now."""

    class Engine:
        def __init__(self):
            self.stories = self.empty()
            self.keys = count(1)

        def empty(self):
            ids = count(stories.next_id(database.read()))
            return Stories(next_id=lambda: next(ids), zipf=lambda *_: 3.0)

        def restored(self, **options):
            again = self.empty()
            again.restore(stories.open_items(database.read(), now=now, **options))
            return again

        def take(self, title, hours=0.0, **values):
            at = now + timedelta(hours=hours)
            given = {"key": f"key-{next(self.keys)}", "published": at, "lang": "en"}
            item = make_item(title=title, **(given | values))
            assignment = self.stories.assign(item, now=at)
            poll = polls.PollRecord(
                feed_id=feed_id,
                state=FeedState(),
                at=at,
                items=(
                    polls.RecordedItem(
                        item=item,
                        story=assignment.story,
                        opens_story=assignment.opens,
                        assignment=assignment,
                    ),
                ),
            )
            database.write(lambda db: polls.record(db, poll))
            return assignment

        def rows(self):
            return (
                database.read()
                .execute("SELECT id, items, merged_into FROM stories ORDER BY id")
                .fetchall()
            )

    return Engine()


def test_a_story_counts_its_items_and_knows_its_newest(engine, database, now):
    engine.take(TITLES[0])
    engine.take(TITLES[0], 2, source="Globe")
    engine.take(TITLES[0], 1, source="Herald")
    row = database.read().execute("SELECT title, items, opened_at, last_item_at FROM stories")
    last = now + timedelta(hours=2)
    assert row.fetchall() == [(TITLES[0], 3, to_text(now), to_text(last))]
    assert stories.last_item_at(database.read(), [1]) == last


def test_a_story_opened_when_the_item_was_published_that_came_late(engine, database, now):
    """A slower feed may have had the story first."""
    engine.take(TITLES[0])
    engine.take(TITLES[0], -3, source="Globe")
    row = database.read().execute("SELECT opened_at, last_item_at FROM stories").fetchone()
    assert row == (to_text(now - timedelta(hours=3)), to_text(now))


def test_absorbed_stories_give_all_they_have_to_the_elder(engine, database):
    for title in TITLES[:3]:
        engine.take(title)
    assert engine.take(TITLES[3]).absorbed == (2,)
    assert engine.rows() == [(1, 3, None), (2, 0, 1), (3, 1, None)]


def test_one_step_leads_from_a_merged_story_to_where_it_went(engine, database, now):
    for title in TITLES[:3]:
        engine.take(title)
    database.write(lambda db: silences.add(db, story=3, until=now, now=now))
    database.write(lambda db: stories.absorb(db, 2, [3]))
    database.write(lambda db: stories.absorb(db, 1, [2]))
    assert engine.rows() == [(1, 3, None), (2, 0, 1), (3, 0, 1)]
    assert [each.story for each in silences.every(database.read())] == [1]


def test_restored_stories_decide_as_those_that_were_never_forgotten(engine, make_item, now):
    for hour, title in enumerate(TITLES[:5]):
        engine.take(title, hour / 10)
    again = engine.restored()
    assert len(again) == len(engine.stories)
    for number, title in enumerate(TITLES):
        item = make_item(key=f"late-{number}", title=title, published=now, lang="en", source="G")
        assert again.assign(item, now=now) == engine.stories.assign(item, now=now)


def test_stories_too_old_to_grow_are_not_restored(engine, database, now):
    hours = WINDOW / timedelta(hours=1)
    engine.take(TITLES[0], -hours - 1)
    engine.take(TITLES[1], -hours + 1)
    engine.take(TITLES[2], -hours - 1)
    engine.take(TITLES[2], -hours + 10, source="Globe")  # by which its story may still grow
    restored = [item.title for item, _ in stories.open_items(database.read(), now=now)]
    assert restored == [TITLES[1], TITLES[2], TITLES[2]]


def test_of_too_many_items_the_newest_are_restored_in_their_order(engine, database, now):
    for title in TITLES[:4]:
        engine.take(title)
    restored = list(stories.open_items(database.read(), now=now, most=2))
    assert [(item.title, story) for item, story in restored] == [(TITLES[2], 3), (TITLES[3], 1)]


def test_outlets_are_counted_by_name_whatever_its_capitals(engine, database):
    for source in ("Wire", "WIRE", "Globe"):
        engine.take(TITLES[0], source=source)
    engine.take(TITLES[0], source="")  # that of its feed
    engine.take(TITLES[2], source="Oslo Post")
    assert stories.outlets(database.read(), [1]) == {"wire", "globe"}
    assert stories.outlets(database.read(), [1, 2]) == {"wire", "globe", "oslo post"}
    assert stories.outlets(database.read(), [99]) == set()
    assert stories.last_item_at(database.read(), [99]) is None


def test_why_an_item_joined_comes_back_as_it_was_written():
    joined = Assignment(
        story=1, reason=Reason.SAME_EVENT, score=0.43217, why=(Shared("阿里巴巴", 0.2),)
    )
    why = stories.why_from_text(stories.why_to_text(joined))
    assert (why.reason, why.score, why.shared) == ("same event", 0.432, (("阿里巴巴", 0.2),))
    assert stories.why_to_text(Assignment(story=1, reason=Reason.NEW, score=0.0)) is None
    assert stories.why_from_text(None) is None
