"""The state machine of one delivery."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from monitor.alerts.alert import Delivery, DeliveryState, HoldReason, SendFailed, Sent
from monitor.alerts.planning.delivery_state import (
    LONGEST_WAIT,
    MAX_REASON,
    after_attempt,
    delivery_key,
    retry,
    wait_after,
)

NOW = datetime(2025, 2, 13, 8, 20, tzinfo=UTC)
PENDING = Delivery(key="k", target="desk", next_attempt_at=NOW)
REFUSED = SendFailed(reason="503")


def attempt(delivery, result, *, now=NOW, chance=0.5, max_attempts=12):
    return after_attempt(delivery, result, now=now, chance=chance, max_attempts=max_attempts)


def test_a_message_that_was_taken_is_delivered_and_its_errors_are_forgotten():
    done = attempt(replace(PENDING, attempts=2, last_error="503"), Sent())

    assert done.state is DeliveryState.DELIVERED
    assert done.delivered_at == NOW
    assert (done.attempts, done.next_attempt_at, done.last_error) == (3, None, "")


def test_a_failed_one_is_tried_again_after_a_while():
    again = attempt(PENDING, REFUSED)

    assert again.state is DeliveryState.PENDING
    assert again.next_attempt_at == NOW + timedelta(seconds=10)
    assert (again.attempts, again.last_error) == (1, "503")


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 10), (2, 20), (3, 40), (4, 80), (9, 2560), (10, 3600), (99, 3600)]
)
def test_waits_double_up_to_an_hour(attempts, seconds):
    assert wait_after(attempts, chance=0.5) == timedelta(seconds=seconds)


@given(attempts=st.integers(1, 10_000), chance=st.floats(0, 1))
def test_a_wait_is_never_more_than_a_fifth_off(attempts, chance):
    middle = wait_after(attempts, chance=0.5)

    assert middle <= LONGEST_WAIT
    assert 0.8 * middle <= wait_after(attempts, chance=chance) <= 1.2 * middle


def test_a_service_that_names_a_time_is_not_asked_before_it():
    named = NOW + timedelta(minutes=7)

    again = attempt(PENDING, SendFailed(reason="429", retry_at=named))

    assert again.next_attempt_at == named


def test_a_named_time_that_is_sooner_does_not_shorten_the_wait():
    again = attempt(PENDING, SendFailed(reason="429", retry_at=NOW + timedelta(seconds=1)))

    assert again.next_attempt_at == NOW + timedelta(seconds=10)


def test_a_permanent_error_kills_at_once():
    dead = attempt(PENDING, SendFailed(reason="404 no such hook", permanent=True))

    assert dead.state is DeliveryState.DEAD
    assert (dead.attempts, dead.next_attempt_at, dead.last_error) == (1, None, "404 no such hook")


def test_the_last_allowed_failure_kills():
    last_but_one = attempt(replace(PENDING, attempts=10), REFUSED, max_attempts=12)
    dead = attempt(last_but_one, REFUSED, max_attempts=12)

    assert last_but_one.state is DeliveryState.PENDING
    assert (dead.state, dead.attempts, dead.last_error) == (DeliveryState.DEAD, 12, "503")


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_delivery_that_dies_without_a_reason_says_so(reason):
    assert attempt(PENDING, SendFailed(reason=reason, permanent=True)).last_error


def test_a_result_that_comes_twice_changes_nothing():
    done = attempt(PENDING, Sent())
    dead = attempt(PENDING, SendFailed(reason="404", permanent=True))

    assert attempt(done, REFUSED, now=NOW + timedelta(hours=1)) == done
    assert attempt(dead, Sent(), now=NOW + timedelta(hours=1)) == dead


def test_retry_gives_a_dead_one_all_its_attempts_again_and_leaves_the_others():
    dead = attempt(replace(PENDING, attempts=11), REFUSED)
    later = NOW + timedelta(days=1)

    revived = retry(dead, later)

    assert (revived.state, revived.attempts) == (DeliveryState.PENDING, 0)
    assert revived.next_attempt_at == later
    assert revived.last_error == "503", "one can still see why it died"
    assert retry(PENDING, later) == PENDING
    assert retry(attempt(PENDING, Sent()), later).state is DeliveryState.DELIVERED


def test_what_held_it_before_it_died_holds_it_no_more():
    dead = replace(PENDING, state=DeliveryState.DEAD, hold=HoldReason.DIGEST)
    assert retry(dead, NOW).hold is None


def test_keys_are_stable_and_tell_rules_stories_and_targets_apart():
    keys = {
        delivery_key(rule, story, target)
        for rule in ("a", "ab", "b")
        for story in (1, 11, "1a")
        for target in ("desk", "1desk")
    }

    assert len(keys) == 18
    assert delivery_key("Apple", 7, "desk") == delivery_key("Apple", 7, "desk")
    assert delivery_key("Apple", 7, "desk") == "f21add33ffc8942a88e5fb04a3975aa5", (
        "changing it would send everything in the outbox under a new name"
    )


results = st.one_of(
    st.just(Sent()),
    st.builds(
        SendFailed,
        reason=st.text(max_size=MAX_REASON * 2),
        permanent=st.booleans(),
        retry_at=st.none() | st.integers(-3600, 200_000).map(lambda s: NOW + timedelta(seconds=s)),
    ),
)


class LifeOfADelivery(RuleBasedStateMachine):
    """Whatever happens to a delivery, the promises hold."""

    @initialize(max_attempts=st.integers(1, 15))
    def start(self, max_attempts):
        self.max_attempts = max_attempts
        self.now = NOW
        self.delivery = self.before = PENDING
        self.delivered_once = False

    @rule(seconds=st.integers(0, 100_000))
    def time_passes(self, seconds):
        self.now += timedelta(seconds=seconds)
        self.before = self.delivery

    @rule(result=results, chance=st.floats(0, 1))
    def an_attempt_ends(self, result, chance):
        self.before = self.delivery
        self.delivery = after_attempt(
            self.delivery, result, now=self.now, chance=chance, max_attempts=self.max_attempts
        )
        if self.before.state is DeliveryState.PENDING:
            assert self.delivery.attempts == self.before.attempts + 1
            if isinstance(result, Sent):
                assert self.delivery.state is DeliveryState.DELIVERED
            elif self.delivery.state is DeliveryState.PENDING:
                assert self.delivery.next_attempt_at > self.now
                assert self.delivery.next_attempt_at >= (result.retry_at or self.now)
                assert not result.permanent
        else:
            assert self.delivery == self.before

    @precondition(lambda self: self.delivery.state is DeliveryState.DEAD)
    @rule()
    def the_user_retries(self):
        self.before = self.delivery
        self.delivery = retry(self.delivery, self.now)
        assert self.delivery.state is DeliveryState.PENDING
        assert self.delivery.next_attempt_at == self.now

    @invariant()
    def delivered_is_for_ever(self):
        if self.before.state is DeliveryState.DELIVERED:
            assert self.delivery == self.before

    @invariant()
    def the_key_and_the_target_never_change(self):
        assert (self.delivery.key, self.delivery.target) == (PENDING.key, PENDING.target)

    @invariant()
    def attempts_are_bounded(self):
        assert 0 <= self.delivery.attempts <= self.max_attempts

    @invariant()
    def each_state_has_what_belongs_to_it(self):
        delivery = self.delivery
        match delivery.state:
            case DeliveryState.PENDING:
                assert delivery.next_attempt_at is not None
                assert delivery.attempts < self.max_attempts
            case DeliveryState.DELIVERED:
                assert delivery.delivered_at is not None
                assert (delivery.next_attempt_at, delivery.last_error) == (None, "")
            case DeliveryState.DEAD:
                assert delivery.last_error.strip()
                assert delivery.next_attempt_at is None
        assert len(delivery.last_error) <= MAX_REASON


TestLifeOfADelivery = LifeOfADelivery.TestCase
