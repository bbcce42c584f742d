"""Silencing a rule or a story, and lifting a silence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.actions import silences
from monitor.errors import MonitorError, NoSuchError
from monitor.store.reading.silences import active

RULES = ["Apple in China", "Storm Vega"]
HOUR = timedelta(hours=1)


def test_a_rule_is_known_in_any_capitals(act, database, now):
    made = act(silences.silence_rule, " apple in CHINA", rules=RULES, until=now + HOUR, now=now)
    assert (made.rule, made.story, made.until) == ("Apple in China", None, now + HOUR)
    assert active(database.read(), now=now) == (made,)


def test_a_mistyped_rule_gets_a_suggestion(act, database, now):
    with pytest.raises(MonitorError, match='no rule "Aple in China"; did you mean "Apple in Chi'):
        act(silences.silence_rule, "Aple in China", rules=RULES, until=now + HOUR, now=now)
    assert active(database.read(), now=now) == ()


def test_of_a_story_that_was_merged_the_other_is_silenced(act, database, record, now):
    record("Apple one", "Apple two")
    database.write(lambda db: db.execute("UPDATE stories SET merged_into = 2 WHERE id = 1"))
    made = act(silences.silence_story, 1, until=now + HOUR, now=now)
    assert (made.rule, made.story) == ("", 2)
    assert active(database.read(), now=now) == (made,)


def test_a_story_that_is_not_there_is_refused(act, now):
    with pytest.raises(NoSuchError, match="no story 99"):
        act(silences.silence_story, 99, until=now + HOUR, now=now)


def test_a_silence_ends_later_than_now(act, database, record, now):
    record("Apple one")
    with pytest.raises(MonitorError, match="in the future"):
        act(silences.silence_rule, RULES[0], rules=RULES, until=now, now=now)
    with pytest.raises(MonitorError, match="in the future"):
        act(silences.silence_story, 1, until=now, now=now)


def test_a_silence_is_lifted_once(act, database, now):
    made = act(silences.silence_rule, RULES[0], rules=RULES, until=now + HOUR, now=now)
    act(silences.lift, made.id, now=now)
    assert active(database.read(), now=now) == ()
    for gone in (made.id, 99):
        with pytest.raises(MonitorError, match=f"no active silence {gone}"):
            act(silences.lift, gone, now=now)


def test_one_that_has_ended_by_itself_is_not_lifted(act, now):
    made = act(silences.silence_rule, RULES[0], rules=RULES, until=now + HOUR, now=now)
    with pytest.raises(MonitorError, match="no active silence"):
        act(silences.lift, made.id, now=now + HOUR)
