"""Limits count messages: three rules in one are one for the target, and one for each rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.planning.recent_messages import Lately

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
GATHER = timedelta(seconds=3)
LATER = NOW + timedelta(hours=1)


def at(seconds):
    return NOW + timedelta(seconds=seconds)


def counted(*alerts, rule="A", within=GATHER):
    """How many messages: all, and those of the rule. Each alert: (seconds, rule, event)."""
    lately = Lately(within)
    for seconds, its_rule, event in alerts:
        lately.add(at(seconds), its_rule, event)
    recent = lately.recent(rule, -1, at=LATER)
    return len(recent.all_rules), len(recent.this_rule)


def test_rules_about_one_event_at_one_time_are_one_message():
    assert counted((0, "A", 1), (0, "B", 1), (2, "C", 1)) == (1, 1)
    assert counted((0, "A", 1), (0, "B", 1), rule="B") == (1, 1)
    assert counted((0, "A", 1), (0, "B", 1), rule="D") == (1, 0)


def test_other_events_and_later_times_are_messages_of_their_own():
    assert counted((0, "A", 1), (0, "A", 2)) == (2, 2)
    assert counted((0, "A", 1), (4, "B", 1)) == (2, 1)


def test_without_gathering_only_the_same_moment_is_one_time():
    assert counted((0, "A", 1), (0, "B", 1), within=timedelta(0)) == (1, 1)
    assert counted((0, "A", 1), (1, "B", 1), within=timedelta(0)) == (2, 1)


def test_what_is_known_to_be_one_message_is_one_however_far_apart():
    lately = Lately()
    lately.add(at(0), "A", 1, bundle=7)
    lately.add(at(900), "B", 1, bundle=7)
    assert lately.recent("B", 2, at=LATER).all_rules == (NOW,)


def test_an_alert_isnt_counted_with_the_message_that_it_joins():
    lately = Lately(GATHER)
    lately.add(at(0), "A", 1)
    assert lately.recent("B", 1, at=at(2)).all_rules == ()
    assert lately.recent("B", 1, at=at(4)).all_rules == (NOW,)
    assert lately.recent("B", 2, at=at(2)).all_rules == (NOW,)


def test_what_is_forgotten_counts_no_more():
    lately = Lately(GATHER)
    lately.add(at(0), "A", 1)
    lately.add(at(60), "A", 2)
    lately.forget(at(30))
    assert lately.recent("A", 3, at=LATER).all_rules == (at(60),)


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from("ABC"), st.integers(1, 4)), max_size=30
    ).map(lambda alerts: sorted(alerts, key=lambda each: each[0]))
)
def test_there_are_never_more_messages_than_alerts_nor_fewer_than_events(alerts):
    everything, of_a = counted(*alerts)
    assert len({event for _, _, event in alerts}) <= everything <= len(alerts)
    assert of_a <= sum(rule == "A" for _, rule, _ in alerts)
    assert of_a <= everything
