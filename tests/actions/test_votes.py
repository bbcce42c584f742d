"""Voting on a match."""

from __future__ import annotations

import pytest

from monitor.actions.votes import Voted, vote
from monitor.errors import MonitorError, NoSuchError
from monitor.store.history import match_list


def test_a_vote_takes_the_place_of_the_one_before(act, database, record, now):
    record("Apple one")
    for said, kept in (("good", 1), ("bad", -1), ("none", None)):
        assert act(vote, 1, said, now=now) == Voted(rule="Apple in China", title="Apple one")
        assert match_list.match(database.read(), 1).vote == kept


def test_only_a_match_that_there_is_can_be_voted_on(act, now):
    with pytest.raises(NoSuchError, match="no match 7"):
        act(vote, 7, "good", now=now)


def test_another_word_is_no_vote(act, record, now):
    record("Apple one")
    with pytest.raises(MonitorError, match="good, bad or none"):
        act(vote, 1, "5", now=now)
