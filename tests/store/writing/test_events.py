"""Events and their stories are opened, grow, and are read back as the daemon's memory had them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from monitor.feeds.state.feed_state import FeedState
from monitor.rules import KnownWords
from monitor.store.timestamps import to_text
from monitor.store.writing import events, items, polls, stories
from monitor.store.writing.recorded_matches import RecordedMatch
from monitor.stories import Assignment, Reason, Shared, Stories
from monitor.stories.stories import WINDOW

FIRST_EVENT = 101
TITLES = (
    "Irish importer Fyffes in banana merger talks",
    "Banana company Chiquita agrees merger with Fyffes",
    "Rain in Oslo",
    "Chiquita and Fyffes agree banana merger: Irish importer, big company",
    "Fyffes merger makes biggest banana company",
    "Oslo rain goes on",
    "Goalkeeper breaks hand in training",
)


@pytest.fixture(scope="session")
def known(words):
    return KnownWords(words)


@pytest.fixture
def engine(database, feed_id, make_item, now, known):
    """Assigns items as the daemon does and writes what comes of it; ``hours`` after now."""

    class Engine:
        def __init__(self):
            self.stories = self.empty()
            self.keys = count(1)

        def empty(self):
            return Stories(
                next_story=lambda: stories.next_id(database.read()),
                next_event=self.next_event,
                zipf=known.zipf,
            )

        def next_event(self):
            return max(events.next_id(database.read()), FIRST_EVENT)

        def restored(self, **options):
            again = self.empty()
            again.restore(events.open_items(database.read(), now=now, **options))
            return again

        def take(self, title, hours=0.0, *, matches=(), **values):
            at = now + timedelta(hours=hours)
            given = {"key": f"key-{next(self.keys)}", "published": at, "lang": "en"}
            item = make_item(title=title, **(given | values))
            assignment = self.stories.assign(item, now=at, wanted=bool(matches))
            self.record(item, assignment, at, matches=matches)
            return assignment

        def develop(self, title, event, hours=0.0):
            """Another event of the story of that one, whatever the judgement would be."""
            at = now + timedelta(hours=hours)
            item = make_item(title=title, key=f"key-{next(self.keys)}", published=at)
            new = self.next_event()
            self.record(
                item,
                Assignment(story=1, event=new, reason=Reason.DEVELOPMENT, score=1, follows=event),
                at,
            )
            return new

        def edit(self, item_id, title, *, event=None):
            """An edit of an item of story 1; with ``event``, it is other news."""
            item = replace(items.get(database.read(), item_id), title=title)
            update = event and Assignment(story=1, event=event, reason=Reason.UPDATED, score=1.0)
            _, before = items.told_of(database.read(), item_id)
            self.record(item, update, now, event=event or before, id=item_id)

        def record(self, item, assignment, at, **values):
            values.setdefault("event", assignment and assignment.event)
            story = assignment.story if assignment else 1
            recorded = polls.RecordedItem(item=item, story=story, assignment=assignment, **values)
            poll = polls.PollRecord(feed_id=feed_id, state=FeedState(), at=at, items=(recorded,))
            database.write(lambda db: polls.record(db, poll))

    return Engine()


@pytest.fixture
def rows(database):
    def rows(table, *columns):
        listed = ", ".join(columns)
        return database.read().execute(f"SELECT {listed} FROM {table} ORDER BY id").fetchall()

    return rows


def test_an_event_and_its_story_count_their_items_and_know_their_newest(
    engine, database, rows, now
):
    engine.take(TITLES[0])
    engine.take(TITLES[0], 2, source="Globe")
    engine.take(TITLES[0], 1, source="Herald")
    last = now + timedelta(hours=2)
    columns = ("title", "items", "opened_at", "last_item_at")
    assert rows("events", "id", "story_id", *columns) == [
        (101, 1, TITLES[0], 3, to_text(now), to_text(last))
    ]
    assert rows("stories", *columns) == [(TITLES[0], 3, to_text(now), to_text(last))]
    assert events.last_item_at(database.read(), 101) == last
    assert events.last_item_at(database.read(), 1) is None


def test_an_event_opened_when_the_item_was_published_that_came_late(engine, rows, now):
    """A slower feed may have had it first."""
    engine.take(TITLES[0])
    engine.take(TITLES[0], -3, source="Globe")
    for table in ("events", "stories"):
        assert rows(table, "opened_at", "last_item_at") == [
            (to_text(now - timedelta(hours=3)), to_text(now))
        ]


def test_a_development_is_an_event_of_its_own_in_the_same_story(engine, database, rows):
    engine.take(TITLES[0])
    engine.develop(TITLES[3], 101, 5)
    engine.take(TITLES[2])
    assert rows("events", "id", "story_id", "items") == [(101, 1, 1), (102, 1, 1), (103, 2, 1)]
    assert rows("items", "event_id", "story_id") == [(101, 1), (102, 1), (103, 2)]
    assert events.followed(database.read(), 102) == 101
    assert events.followed(database.read(), 101) is None


def test_a_story_is_called_by_its_newest_event_and_keeps_its_first(engine, rows):
    engine.take(TITLES[0])
    engine.develop(TITLES[3], 101, 5)
    assert rows("stories", "title", "first_title") == [(TITLES[3], TITLES[0])]
    engine.take(TITLES[0], 1, source="Globe")  # which came late
    assert rows("stories", "title", "first_title") == [(TITLES[3], TITLES[0])]


def test_a_corrected_headline_is_that_of_its_event_and_story_too(engine, rows):
    engine.take("Fyfes in merger talks")
    engine.edit(1, "Fyffes in merger talks")
    assert rows("events", "title", "items") == [("Fyffes in merger talks", 1)]
    assert rows("stories", "title", "first_title") == [
        ("Fyffes in merger talks", "Fyfes in merger talks")
    ]


def test_a_correction_of_another_report_changes_neither(engine, rows):
    engine.take("Fyffes in merger talks", link="https://wire.example/1")
    engine.take("Merger talks at Fyfes", 0, source="Globe", link="https://wire.example/1")
    engine.take("Fyffes talks of merger", 1, source="Post", link="https://wire.example/1")
    engine.edit(2, "Merger talks at Fyffes")
    assert rows("events", "title") == [("Fyffes in merger talks",)]
    assert rows("stories", "title") == [("Fyffes in merger talks",)]


def test_an_edit_that_is_other_news_moves_its_item_to_an_event_of_its_own(engine, rows, database):
    engine.take("Fyffes chief will not resign")
    engine.take("Fyffes chief will not resign", 1, source="Globe")
    engine.edit(1, "Fyffes chief resigns", event=102)
    assert rows("events", "id", "story_id", "title", "items") == [
        (101, 1, "Fyffes chief will not resign", 1),
        (102, 1, "Fyffes chief resigns", 1),
    ]
    assert rows("items", "id", "event_id") == [(1, 102), (2, 101)]
    assert rows("stories", "title", "first_title", "items") == [
        ("Fyffes chief resigns", "Fyffes chief will not resign", 2)
    ]
    (why,) = database.read().execute("SELECT story_why FROM items WHERE id = 1").fetchone()
    assert stories.why_from_text(why).reason == "updated"


def test_no_event_has_a_number_that_a_story_had(engine, database):
    """Alerts of before there were events are known by the numbers of stories, merged ones too."""
    engine.take(TITLES[0])
    assert events.next_id(database.read()) == 102
    database.write(
        lambda db: db.execute(
            "INSERT INTO stories (id, title, opened_at, last_item_at, merged_into) "
            "VALUES (200, '', '', '', 1)"
        )
    )
    assert events.next_id(database.read()) == 201


def test_restored_events_decide_as_those_that_were_never_forgotten(engine, make_item, now):
    for hour, title in enumerate(TITLES[:5]):
        engine.take(title, hour / 10)
    again = engine.restored()
    assert len(again) == len(engine.stories)
    for number, title in enumerate(TITLES):
        item = make_item(key=f"late-{number}", title=title, published=now, lang="en", source="G")
        assert again.assign(item, now=now) == engine.stories.assign(item, now=now)


def test_events_too_old_to_grow_are_not_restored(engine, database, now):
    hours = WINDOW / timedelta(hours=1)
    engine.take(TITLES[0], -hours - 1)
    engine.take(TITLES[5], -hours + 1)
    engine.take(TITLES[2], -hours - 1)
    engine.take(TITLES[2], -hours + 10, source="Globe")  # by which its event may still grow
    restored = [item.title for item, *_ in events.open_items(database.read(), now=now)]
    assert restored == [TITLES[5], TITLES[2], TITLES[2]]


def test_of_too_many_items_the_newest_are_restored_in_their_order(
    engine, database, now, make_match
):
    match = RecordedMatch(match=make_match(), decision=None)
    engine.take(TITLES[0], matches=[match])
    engine.take(TITLES[2], matches=[match])
    engine.take(TITLES[6], matches=[match])
    restored = list(events.open_items(database.read(), now=now, most=2))
    assert [(item.title, *rest) for item, *rest in restored] == [
        (TITLES[2], 2, 102, True),
        (TITLES[6], 3, 103, True),
    ]


def test_of_events_that_no_rule_has_found_the_newest_are_restored(
    engine, database, now, make_match
):
    match = RecordedMatch(match=make_match(found="Sbarro"), decision=None)
    engine.take(TITLES[0])
    engine.take(TITLES[2], 3)
    engine.take(TITLES[6], 2)
    engine.take("Sbarro files for bankruptcy", 1, matches=[match])
    engine.take("Wolves seen near Turin", -90)
    restored = events.open_items(database.read(), now=now, most_unwanted=2)
    assert [(item.title, wanted) for item, _, _, wanted in restored] == [
        (TITLES[2], False),
        (TITLES[6], False),
        ("Sbarro files for bankruptcy", True),
    ]


def test_outlets_are_counted_by_name_whatever_its_capitals(engine, database):
    for source in ("Wire", "WIRE", "Globe"):
        engine.take(TITLES[0], source=source)
    engine.take(TITLES[0], source="")  # that of its feed
    engine.develop(TITLES[3], 101)
    engine.take(TITLES[2], source="Oslo Post")
    assert events.outlets(database.read(), 101) == {"wire", "globe"}
    assert events.outlets(database.read(), 103) == {"oslo post"}
    assert events.outlets(database.read(), 1) == set()


def test_why_an_item_joined_comes_back_as_it_was_written():
    joined = Assignment(
        story=1,
        event=101,
        reason=Reason.DEVELOPMENT,
        score=0.43217,
        why=(Shared("阿里巴巴", 0.2),),
        new=("probe",),
    )
    why = stories.why_from_text(stories.why_to_text(joined))
    assert (why.reason, why.score, why.shared) == ("development", 0.432, (("阿里巴巴", 0.2),))
    assert why.new == ("probe",)
    unlike = Assignment(story=1, event=101, reason=Reason.NEW, score=0.0)
    assert stories.why_to_text(unlike) is None
    assert stories.why_from_text(None) is None
