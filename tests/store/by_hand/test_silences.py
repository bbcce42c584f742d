"""Silences: asked for, holding, ended."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest

from monitor.store.by_hand import silences
from monitor.store.reading.silences import active

HOUR = timedelta(hours=1)


def test_a_silence_holds_until_its_time_and_not_at_it(database, now):
    id_ = database.write(
        lambda db: silences.add(db, rule="Apple in China", until=now + HOUR, now=now)
    )
    (silence,) = active(database.read(), now=now)
    assert (silence.id, silence.rule, silence.story) == (id_, "Apple in China", None)
    assert (silence.until, silence.created_at) == (now + HOUR, now)
    assert active(database.read(), now=now + HOUR) == ()


def test_the_one_that_ends_first_comes_first(database, now, record):
    record("Apple one", "Apple two")
    for story, hours in ((1, 3), (2, 1)):
        database.write(
            lambda db, story=story, hours=hours: silences.add(
                db, story=story, until=now + hours * HOUR, now=now
            )
        )
    assert [each.story for each in active(database.read(), now=now)] == [2, 1]


def test_an_ended_silence_holds_no_more_but_is_remembered(database, now):
    id_ = database.write(lambda db: silences.add(db, rule="r", until=now + HOUR, now=now))
    later = now + HOUR / 2
    assert database.write(lambda db: silences.end(db, id_, now=later))
    assert active(database.read(), now=later) == ()
    (silence,) = active(database.read(), now=now)
    assert (silence.id, silence.until) == (id_, later)


def test_what_does_not_hold_cannot_be_ended(database, now):
    id_ = database.write(lambda db: silences.add(db, rule="r", until=now + HOUR, now=now))
    assert not database.write(lambda db: silences.end(db, id_ + 1, now=now))
    assert not database.write(lambda db: silences.end(db, id_, now=now + HOUR))
    assert active(database.read(), now=now)


def test_a_silenced_story_that_is_merged_stays_silent_under_its_new_name(database, now, record):
    record("Apple one", "Apple two", "Apple three", "Apple four")
    database.write(lambda db: silences.add(db, story=1, until=now + HOUR, now=now))
    database.write(lambda db: db.execute("UPDATE stories SET merged_into = 2 WHERE id = 1"))
    database.write(lambda db: db.execute("UPDATE stories SET merged_into = 3 WHERE id = 2"))
    assert [each.story for each in active(database.read(), now=now)] == [3]
    (kept,) = database.read().execute("SELECT story_id FROM silences").fetchone()
    assert kept == 1


@pytest.mark.parametrize("what", [{}, {"rule": "r", "story": 1}])
def test_a_silence_is_of_a_rule_or_of_a_story(what, database, now, record):
    record("Apple one")
    with pytest.raises(sqlite3.IntegrityError):
        database.write(lambda db: silences.add(db, **what, until=now + HOUR, now=now))
