"""Ten minutes without a line, then all is back: no stampede, and no feed is blamed or forgotten."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from monitor.feeds.state import schedule
from monitor.feeds.state.connectivity import Line, sign_of_outage
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.feed_state import FeedState
from monitor.feeds.state.outcome import Failed, FailureKind, Unchanged

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DOWN, UP = NOW + 60 * MINUTE, NOW + 70 * MINUTE
FEEDS = 300


class World:
    """Three hundred feeds, each of a host of its own, as the recorder has them rescheduled."""

    def __init__(self):
        chance = random.Random(1)
        self.polls: list[tuple[datetime, int]] = []
        self.states = [FeedState()] * FEEDS
        line = Line()
        due = [(NOW + timedelta(seconds=chance.uniform(0, 900)), n) for n in range(FEEDS)]
        heapq.heapify(due)
        while due[0][0] < UP + 60 * MINUTE:
            now, n = heapq.heappop(due)
            feed, state = Feed(url=f"https://host{n}.example/"), self.states[n]
            outcome = Unchanged(url=feed.url, validators=Validators(), body_hash="h", status=304)
            if DOWN <= now < UP:
                outcome = Failed(url=feed.url, kind=FailureKind.DNS, message="out of reach")
            self.polls.append((now, n))
            line.add(outcome, now, was_failing=bool(state.trouble.failures))
            if sign_of_outage(outcome) == line.sign_of_outage() == "":
                state = schedule.due_after_outage(state, now=now, chance=chance.random())
            else:
                state = schedule.after_poll(feed, state, outcome, now=now, chance=chance.random())
            self.states[n] = state
            heapq.heappush(due, (state.schedule.next_poll_at, n))


@pytest.fixture(scope="module")
def world():
    return World()


def test_all_are_polled_again_within_minutes_of_its_return(world):
    back = {n for now, n in world.polls if UP <= now < UP + 6 * MINUTE}
    waited = {n for now, n in world.polls if DOWN <= now < UP}
    assert len(waited) > FEEDS / 3
    # Those that failed before it was known to be the line wait as long as they always do.
    assert len(waited - back) <= FEEDS / 5
    assert waited <= {n for now, n in world.polls if now >= UP}


def test_they_dont_come_back_all_at_once(world):
    seconds = Counter(int((now - UP).total_seconds()) for now, _ in world.polls if now >= UP)
    assert max(seconds.values()) <= 8  # three hundred in five minutes are one a second


def test_nor_do_they_ask_more_than_now_and_then_while_it_is_away(world):
    probes = sum(DOWN <= now < UP for now, _ in world.polls)
    assert probes <= FEEDS / 3 * 10  # each every three minutes, at most


def test_none_is_blamed(world):
    assert all(state.trouble.failures == 0 for state in world.states)
    assert all(state.last_success_at > UP for state in world.states)
