"""What is told of one item goes to each target together, when the most urgent of it does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.alert import Delivery, HoldReason
from monitor.alerts.planning.bundle import aligned, bundle_key, most_urgent_first
from monitor.alerts.planning.policy import Policy, Priority
from tests.alerts.stories import alert_about

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)


def planned(target, minutes=0, hold=None):
    due = NOW + timedelta(minutes=minutes)
    return Delivery(key=f"{target} {minutes} {hold}", target=target, next_attempt_at=due, hold=hold)


matches = st.lists(
    st.lists(
        st.builds(
            planned,
            st.sampled_from(["desk", "mail"]),
            st.integers(0, 3),
            st.none() | st.sampled_from(HoldReason),
        ),
        unique_by=lambda each: each.target,
        max_size=2,
    ),
    max_size=5,
)


def test_the_most_urgent_rule_decides_for_each_target():
    urgent, gathering, quiet = planned("desk"), planned("desk", 1), planned("desk", 600, "quiet")
    other = planned("mail", 600, HoldReason.QUIET)
    (one,), (two,), (three, alone) = aligned([[gathering], [urgent], [quiet, other]])

    for delivery in (one, two, three):
        assert (delivery.next_attempt_at, delivery.hold) == (NOW, None)
    assert alone == other


def test_what_waits_for_a_digest_waits_for_it():
    digest = planned("desk", 600, HoldReason.DIGEST)
    assert aligned([[planned("desk")], [digest]]) == [(planned("desk"),), (digest,)]


def test_what_isnt_held_comes_before_what_is_held_until_the_same_time():
    held, free = planned("desk", 1, HoldReason.BREAKER), planned("desk", 1)
    assert [each.hold for (each,) in aligned([[held], [free]])] == [None, None]


@given(matches)
def test_none_is_lost_none_goes_later_and_each_target_has_one_time(decided):
    together = aligned(decided)

    assert [[d.key for d in each] for each in together] == [[d.key for d in m] for m in decided]
    times = {}
    for before, after in zip(chain(*decided), chain(*together), strict=True):
        if before.hold is HoldReason.DIGEST:
            assert after == before
            continue
        assert after.next_attempt_at <= before.next_attempt_at
        times.setdefault(after.target, set()).add((after.next_attempt_at, after.hold))
    assert all(len(each) == 1 for each in times.values())


@given(st.lists(st.text(max_size=3), unique=True, min_size=2), st.randoms())
def test_a_bundle_has_the_same_key_in_whatever_order_its_members_come(keys, random):
    assert bundle_key(random.sample(keys, len(keys))) == bundle_key(keys)
    assert bundle_key(keys) != bundle_key(keys[1:])


def test_the_urgent_rule_is_named_first_then_the_one_of_high_priority():
    plain, high, urgent = (
        alert_about(rule="Plain"),
        alert_about(rule="High", priority=Priority.HIGH),
        alert_about(rule="Urgent"),
    )
    first = replace(plain, rule="First", created_at=plain.created_at - HOUR)
    policies = {"Urgent": Policy(rule="Urgent", targets=(), urgent=True)}

    order = most_urgent_first([plain, high, urgent, first], policies)
    assert [alert.rule for alert in order] == ["Urgent", "High", "First", "Plain"]
