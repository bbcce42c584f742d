"""Who is told what, and why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.alert import DeliveryState
from monitor.alerts.delivery import delivery_key
from monitor.alerts.plan import MAX_AGE, Planned, Withheld, WithheldReason, alert_key, plan
from monitor.alerts.policy import Policy
from monitor.rules.rule import Match
from tests.alerts.stories import ITEM, PUBLISHED, hit

MATCH = Match(rule="Apple", hits=(hit(ITEM, "title", "Apple", "Apple"),), score=1.0)
POLICY = Policy(rule="Apple", targets=("desk", "mail"))


def decide(item=ITEM, policy=POLICY, *, age=timedelta(minutes=6), **facts):
    return plan(MATCH, item, 7, policy, now=PUBLISHED + age, canonical="Apple", **facts)


def withheld(decision):
    return decision.reason if isinstance(decision, Withheld) else None


def test_a_match_is_told_to_every_target_of_its_rule():
    planned = decide()

    assert isinstance(planned, Planned)
    assert planned.alert.hits == MATCH.hits
    assert (planned.alert.rule, planned.alert.story, planned.alert.canonical) == (
        "Apple",
        7,
        "Apple",
    )
    assert [delivery.target for delivery in planned.deliveries] == ["desk", "mail"]
    for delivery in planned.deliveries:
        assert delivery.state is DeliveryState.PENDING
        assert delivery.next_attempt_at == planned.alert.created_at
        assert delivery.key == delivery_key("Apple", 7, delivery.target)


def test_a_target_named_twice_is_told_once():
    planned = decide(policy=Policy(rule="Apple", targets=("desk", "mail", "desk")))

    assert [delivery.target for delivery in planned.deliveries] == ["desk", "mail"]


def test_the_alert_has_the_same_key_however_often_it_is_planned():
    assert decide().alert.key == decide(age=timedelta(hours=2)).alert.key == alert_key("Apple", 7)
    assert alert_key("Apple", 7) != alert_key("Apple", 8) != alert_key("Apples", 7)


def test_what_stood_in_the_feed_at_the_first_poll_is_not_told():
    assert withheld(decide(baseline=True)) is WithheldReason.BASELINE


@pytest.mark.parametrize(
    ("age", "told"),
    [(timedelta(hours=23), True), (timedelta(hours=24), False), (timedelta(days=9), False)],
)
def test_backfill_tells_the_young_part_of_the_first_poll(age, told):
    decision = decide(baseline=True, backfill=timedelta(hours=24), age=age)

    assert isinstance(decision, Planned) is told
    assert told or withheld(decision) is WithheldReason.BASELINE


@pytest.mark.parametrize("age", [timedelta(0), timedelta(days=4), timedelta(days=4000)])
def test_backfill_of_everything_tells_everything_however_old(age):
    assert isinstance(decide(baseline=True, backfill=None, age=age), Planned)


def test_old_news_is_not_told():
    assert isinstance(decide(age=MAX_AGE), Planned)
    assert withheld(decide(age=MAX_AGE + timedelta(seconds=1))) is WithheldReason.OLD


def test_an_item_without_a_date_counts_as_new():
    assert isinstance(decide(replace(ITEM, published=None)), Planned)


def test_an_edited_item_is_not_told_twice_but_told_if_only_now_it_matches():
    assert withheld(decide(told=True, edited=True)) is WithheldReason.EDITED
    assert isinstance(decide(edited=True), Planned)


def test_a_story_is_not_told_twice():
    assert withheld(decide(told=True)) is WithheldReason.TOLD


@given(
    baseline=st.booleans(),
    backfill=st.none() | st.timedeltas(timedelta(0), timedelta(days=30)),
    told=st.booleans(),
    edited=st.booleans(),
    age=st.timedeltas(timedelta(days=-1), timedelta(days=60)),
    targets=st.lists(st.sampled_from(["a", "b", "c"]), max_size=5),
)
def test_every_match_is_told_or_withheld_with_a_reason(
    baseline, backfill, told, edited, age, targets
):
    decision = decide(
        policy=Policy(rule="Apple", targets=tuple(targets)),
        baseline=baseline,
        backfill=backfill,
        told=told,
        edited=edited,
        age=age,
    )

    if isinstance(decision, Planned):
        assert not told
        assert {delivery.target for delivery in decision.deliveries} == set(targets)
    else:
        assert decision.reason.value
