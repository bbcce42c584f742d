"""Who is told what, and why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.alert import DeliveryState, HoldReason, Silence
from monitor.alerts.planning import match_decision as decision
from monitor.alerts.planning.alert_history import EventNow, History, Told
from monitor.alerts.planning.alert_key import alert_key
from monitor.alerts.planning.delivery_state import delivery_key
from monitor.alerts.planning.match_decision import (
    LATE,
    LATE_BY_DATE,
    MAX_AGE,
    Arrival,
    Grouped,
    Planned,
    Withheld,
    WithheldReason,
)
from monitor.alerts.planning.policy import Group, Policy, Priority, Scope, Target, TargetKind
from monitor.alerts.timetable import parse_timetable
from monitor.rules.rule import Match
from tests.alerts.stories import ITEM, PUBLISHED, hit

MATCH = Match(rule="Apple", hits=(hit(ITEM, "title", "Apple", "Apple"),), score=1.0)
POLICY = Policy(rule="Apple", targets=("desk", "mail"))
HOUR = timedelta(hours=1)
EVENT = EventNow(id=7, story=3)
MIDNIGHT = PUBLISHED.replace(hour=0, minute=0, second=0, microsecond=0)


def target(name, **wishes):
    return Target(name=name, url="console:", kind=TargetKind.CONSOLE, **wishes)


TARGETS = {name: target(name) for name in ("desk", "mail", "phone")}


def decide(
    item=ITEM,
    policy=POLICY,
    *,
    age=timedelta(minutes=6),
    targets=TARGETS,
    event=EVENT,
    told=None,
    silences=(),
    **arrival,
):
    return decision.decide(
        MATCH,
        item,
        event,
        policy,
        canonical="Apple",
        targets=targets,
        now=PUBLISHED + age,
        zone=ZoneInfo("UTC"),
        arrival=Arrival(**arrival),
        history=History(told=told, silences=silences),
    )


def told(again=0, *, sources=1, ago=timedelta(0), targets=("desk", "mail"), waiting=()):
    """The rule told of the event ``ago`` before ITEM was published."""
    return Told(
        key=alert_key("Apple", 7, again),
        again=again,
        at=PUBLISHED - ago,
        sources=sources,
        targets=frozenset(targets),
        waiting=frozenset(waiting),
    )


def withheld(decision):
    return decision.reason if isinstance(decision, Withheld) else None


def wishing(**wishes):
    return replace(POLICY, **wishes)


class TestAMatch:
    def test_is_told_to_every_target_of_its_rule(self):
        planned = decide(
            policy=wishing(priority=Priority.HIGH), event=EventNow(id=7, story=3, sources=3)
        )

        assert isinstance(planned, Planned)
        alert = planned.alert
        assert (alert.hits, alert.rule) == (MATCH.hits, "Apple")
        assert (alert.event, alert.story) == (7, 3)
        assert (alert.canonical, alert.priority, alert.sources) == ("Apple", Priority.HIGH, 3)
        assert (alert.again, alert.reason) == (0, "")
        assert [delivery.target for delivery in planned.deliveries] == ["desk", "mail"]
        for delivery in planned.deliveries:
            assert delivery.state is DeliveryState.PENDING
            assert (delivery.next_attempt_at, delivery.hold) == (alert.created_at, None)
            assert delivery.key == delivery_key("Apple", 7, delivery.target)

    def test_is_told_once_to_a_target_named_twice(self):
        planned = decide(policy=Policy(rule="Apple", targets=("desk", "mail", "desk")))

        assert [delivery.target for delivery in planned.deliveries] == ["desk", "mail"]

    def test_has_the_same_alert_key_however_often_it_is_planned(self):
        late = decide(age=timedelta(hours=2))
        assert decide().alert.key == late.alert.key == alert_key("Apple", 7)
        assert alert_key("Apple", 7) != alert_key("Apple", 8) != alert_key("Apples", 7)

    def test_without_a_date_counts_as_new(self):
        assert isinstance(decide(replace(ITEM, published=None)), Planned)

    def test_of_an_item_the_rule_knew_before_an_edit_is_nothing_new(self):
        assert withheld(decide(known=True)) is WithheldReason.EDITED

    def test_that_nobody_is_to_be_told_of_is_withheld(self):
        assert withheld(decide(policy=wishing(targets=()))) is WithheldReason.NOBODY

    def test_whose_targets_are_all_paused_is_withheld_for_that(self):
        paused = wishing(targets=(), paused=("desk", "mail"))
        assert withheld(decide(policy=paused)) is WithheldReason.PAUSED

    def test_is_kept_from_a_target_that_is_paused(self):
        decision = decide(policy=wishing(targets=("desk",), paused=("mail",)))
        assert [each.target for each in decision.deliveries] == ["desk"]
        assert [(each.target, each.state) for each in decision.paused] == [
            ("mail", DeliveryState.WITHHELD)
        ]


class TestWhatIsNoNews:
    def test_stood_in_the_feed_at_the_first_poll(self):
        assert withheld(decide(baseline=True)) is WithheldReason.BASELINE

    @pytest.mark.parametrize(
        ("age", "is_told"),
        [(timedelta(hours=23), True), (timedelta(hours=24), False), (timedelta(days=9), False)],
    )
    def test_but_backfill_tells_its_young_part(self, age, is_told):
        decision = decide(baseline=True, backfill=timedelta(hours=24), age=age)

        assert isinstance(decision, Planned) is is_told
        assert is_told or withheld(decision) is WithheldReason.BASELINE

    @pytest.mark.parametrize("age", [timedelta(0), timedelta(days=4), timedelta(days=4000)])
    def test_but_backfill_of_everything_tells_everything_however_old(self, age):
        assert isinstance(decide(baseline=True, backfill=None, age=age), Planned)

    @pytest.mark.parametrize(
        ("before", "reason"),
        [(LATE, None), (LATE + timedelta(seconds=1), WithheldReason.BACKFILL)],
    )
    def test_was_published_long_before_a_poll_that_did_not_show_it(self, before, reason):
        decision = decide(previous_poll=PUBLISHED + before, age=timedelta(hours=25))
        assert withheld(decision) is reason

    @pytest.mark.parametrize(
        ("midnight", "before", "reason"),
        [
            (MIDNIGHT, LATE_BY_DATE, None),
            (MIDNIGHT, LATE_BY_DATE + timedelta(seconds=1), WithheldReason.BACKFILL),
            (MIDNIGHT + timedelta(seconds=1), LATE_BY_DATE, WithheldReason.BACKFILL),
        ],
    )
    def test_or_on_a_day_that_had_ended_everywhere_by_that_poll(self, midnight, before, reason):
        item = replace(ITEM, published=midnight)
        decision = decide(item, previous_poll=midnight + before, age=timedelta(hours=37))
        assert withheld(decision) is reason

    def test_has_no_date_in_a_rebuilt_feed(self):
        assert withheld(decide(rebuilt=True)) is WithheldReason.REBUILT

    def test_is_old(self):
        assert isinstance(decide(age=MAX_AGE), Planned)
        assert withheld(decide(age=MAX_AGE + timedelta(seconds=1))) is WithheldReason.OLD


class TestAToldEvent:
    def test_grows_and_is_not_told_twice(self):
        assert decide(told=told()) == Grouped(alert_key("Apple", 7))

    def test_grows_by_the_last_alert_of_several(self):
        assert decide(told=told(2)) == Grouped(alert_key("Apple", 7, 2))

    def test_is_told_to_a_target_that_no_earlier_item_concerned(self):
        decision = decide(told=told(targets=["desk"]))

        assert decision.alert_key == alert_key("Apple", 7)
        (delivery,) = decision.deliveries
        assert (delivery.target, delivery.key) == ("mail", delivery_key("Apple", 7, "mail"))

    @pytest.mark.parametrize(
        "but",
        [
            {
                "silences": (
                    Silence(id=1, rule="Apple", until=PUBLISHED + HOUR, created_at=PUBLISHED),
                )
            },
            {"policy": wishing(scope=Scope(languages=frozenset({"de"})))},
        ],
        ids=["silenced", "out of scope"],
    )
    def test_is_not_told_to_it_where_the_item_is(self, but):
        assert decide(told=told(targets=["desk"]), **but).deliveries == ()

    @pytest.mark.parametrize(
        ("had", "has", "thresholds", "reason"),
        [
            (2, 3, (3, 10), "3 outlets by now"),
            (2, 5, (3, 10), "5 outlets by now"),
            (2, 12, (3, 10), "12 outlets by now"),
            (3, 9, (3, 10), ""),
            (3, 10, (3, 10), "10 outlets by now"),
            (10, 99, (3, 10), ""),
            (1, 2, (), ""),
            (3, 3, (3,), ""),
        ],
    )
    def test_is_told_again_when_enough_sources_have_it(self, had, has, thresholds, reason):
        decision = decide(
            policy=wishing(again_at=thresholds),
            told=told(sources=had),
            event=EventNow(id=7, story=3, sources=has),
        )
        if not reason:
            assert decision == Grouped(alert_key("Apple", 7))
            return
        assert (decision.alert.again, decision.alert.reason) == (1, reason)
        assert decision.alert.key == alert_key("Apple", 7, 1)

    @pytest.mark.parametrize(
        ("silence", "since_told", "again_after", "reason"),
        [
            (26 * HOUR, 30 * HOUR, 24 * HOUR, "back in the news after 26 hours"),
            (80 * HOUR, 80 * HOUR, 24 * HOUR, "back in the news after 3 days"),
            (HOUR, 2 * HOUR, timedelta(minutes=30), "back in the news after 1 hour"),
            (24 * HOUR, 30 * HOUR, 24 * HOUR, ""),
            (26 * HOUR, 30 * HOUR, None, ""),
            (26 * HOUR, 3 * HOUR, 24 * HOUR, ""),  # it was found late, and told of only just now
            (-3 * HOUR, 30 * HOUR, 24 * HOUR, ""),
        ],
    )
    def test_is_told_again_when_it_is_in_the_news_again(
        self, silence, since_told, again_after, reason
    ):
        decision = decide(
            policy=wishing(again_after=again_after),
            told=told(ago=since_told),
            event=EventNow(id=7, story=3, sources=9, previous_at=PUBLISHED - silence),
            age=timedelta(0),
        )
        if not reason:
            assert decision == Grouped(alert_key("Apple", 7))
            return
        assert (decision.alert.again, decision.alert.reason) == (1, reason)

    def test_is_not_told_again_to_who_waits_to_be_told_of_it(self):
        """A digest says how many have the event when it is sent: it needs to be in it once."""
        decision = decide(
            policy=wishing(again_at=(2,)),
            told=told(waiting=["mail"]),
            event=EventNow(id=7, story=3, sources=2),
        )
        assert [each.target for each in decision.deliveries] == ["desk"]
        assert decision.alert.again == 1

    def test_grows_where_nobody_has_been_told_yet_and_counts_as_told_of_what_it_has_become(self):
        decision = decide(
            policy=wishing(again_at=(2,)),
            told=told(waiting=["desk", "mail"]),
            event=EventNow(id=7, story=3, sources=2),
        )
        assert decision == Grouped(alert_key("Apple", 7), sources=2)

    def test_is_told_again_under_keys_of_its_own(self):
        first = decide()
        second = decide(
            policy=wishing(again_at=(2,)), told=told(), event=EventNow(id=7, story=3, sources=2)
        )
        third = decide(
            policy=wishing(again_at=(3,)),
            told=told(1, sources=2),
            event=EventNow(id=7, story=3, sources=3),
        )
        keys = [each.key for plan in (first, second, third) for each in plan.deliveries]
        assert len(set(keys)) == 6
        assert len({plan.alert.key for plan in (first, second, third)}) == 3
        assert third.alert.again == 2

    def test_that_stood_in_a_new_feed_is_not_told_again(self):
        decision = decide(
            policy=wishing(again_at=(2,)),
            told=told(),
            event=EventNow(id=7, story=3, sources=2),
            baseline=True,
        )
        assert withheld(decision) is WithheldReason.BASELINE


class TestASilence:
    @pytest.mark.parametrize(
        ("of", "until", "silenced"),
        [
            ({"rule": "Apple"}, HOUR, True),
            ({"story": 3}, HOUR, True),
            ({"rule": "Pear"}, HOUR, False),
            ({"story": 7}, HOUR, False),  # the event's number,
            ({"rule": "Apple"}, timedelta(minutes=6), False),
        ],
    )
    def test_withholds_its_rule_or_story_until_it_ends(self, of, until, silenced):
        silence = Silence(id=1, until=PUBLISHED + until, created_at=PUBLISHED, **of)
        decision = decide(silences=(silence,))
        assert withheld(decision) is (WithheldReason.SILENCED if silenced else None)

    def test_withholds_telling_again(self):
        silence = Silence(id=1, story=3, until=PUBLISHED + HOUR, created_at=PUBLISHED)
        decision = decide(
            policy=wishing(again_at=(2,)),
            told=told(),
            event=EventNow(id=7, story=3, sources=2),
            silences=(silence,),
        )
        assert withheld(decision) is WithheldReason.SILENCED


GERMAN = Scope(languages=frozenset({"de"}))
ENGLISH = Scope(languages=frozenset({"en"}))


class TestAScope:
    def test_of_the_rule_withholds_what_is_outside(self):
        assert withheld(decide(policy=wishing(scope=GERMAN))) is WithheldReason.SCOPE
        assert isinstance(decide(policy=wishing(scope=ENGLISH)), Planned)

    def test_of_a_target_leaves_that_target_out(self):
        targets = TARGETS | {"desk": target("desk", scope=GERMAN)}
        planned = decide(targets=targets)
        assert [delivery.target for delivery in planned.deliveries] == ["mail"]

    def test_of_every_target_withholds(self):
        targets = {name: target(name, scope=GERMAN) for name in TARGETS}
        assert withheld(decide(targets=targets)) is WithheldReason.SCOPE

    def test_of_a_rule_that_tells_nobody_comes_first(self):
        policy = wishing(scope=GERMAN, targets=())
        assert withheld(decide(policy=policy)) is WithheldReason.SCOPE


@given(
    baseline=st.booleans(),
    backfill=st.none() | st.timedeltas(timedelta(0), timedelta(days=30)),
    before=st.none() | st.timedeltas(timedelta(-3), timedelta(3)),
    rebuilt=st.booleans(),
    known=st.booleans(),
    was_told=st.booleans(),
    age=st.timedeltas(timedelta(days=-1), timedelta(days=60)),
    names=st.lists(st.sampled_from(sorted(TARGETS)), max_size=5),
)
def test_every_match_is_told_grouped_or_withheld_with_a_reason(
    baseline, backfill, before, rebuilt, known, was_told, age, names
):
    decision = decide(
        policy=Policy(rule="Apple", targets=tuple(names)),
        baseline=baseline,
        backfill=backfill,
        previous_poll=None if before is None else PUBLISHED + before,
        rebuilt=rebuilt,
        known=known,
        told=told() if was_told else None,
        age=age,
    )
    match decision:
        case Planned(_, deliveries):
            assert not was_told
            assert {delivery.target for delivery in deliveries} == set(names)
        case Grouped(key, deliveries):
            assert was_told
            assert key == told().key
            assert {delivery.target for delivery in deliveries} == set(names) - {"desk", "mail"}
        case Withheld(reason):
            assert reason.value


class TestEveryItem:
    """``group = "item"``."""

    EACH = wishing(group=Group.ITEM)

    def test_is_told_although_its_event_was(self):
        alert = decide(policy=self.EACH, told=told()).alert
        assert (alert.event, alert.again, alert.reason) == (7, 0, "")
        assert alert.key != alert_key("Apple", 7)

    def test_has_keys_of_its_own(self):
        one, same, other = (
            decide(replace(ITEM, key=key), self.EACH, told=told()) for key in ("1", "1", "2")
        )
        assert one.alert.key == same.alert.key != other.alert.key
        keys = [each.key for each in (*one.deliveries, *other.deliveries)]
        assert len(set(keys)) == 4

    def test_is_told_anew_when_an_edit_makes_it_another_event(self):
        before = decide(policy=self.EACH, told=told())
        edited = decide(
            policy=self.EACH, event=EventNow(id=8, story=3), updated_from="Apple won't"
        ).alert
        assert edited.key != before.alert.key
        assert edited.reason.startswith("updated. Was: “Apple won't")

    def test_is_not_told_where_an_item_never_is(self):
        each = self.EACH
        silence = Silence(id=1, story=EVENT.story, until=PUBLISHED + HOUR, created_at=PUBLISHED)
        assert withheld(decide(policy=each, known=True)) is WithheldReason.EDITED
        assert withheld(decide(policy=each, silences=(silence,))) is WithheldReason.SILENCED
        assert withheld(decide(policy=each, age=MAX_AGE + HOUR)) is WithheldReason.OLD


def test_once_a_day_events_are_told_each_once_and_held():
    policy = wishing(group=Group.DAY, digest=parse_timetable("daily 12:00"))
    first = decide(policy=policy)
    assert first.alert.key == alert_key("Apple", 7)
    assert {each.hold for each in first.deliveries} == {HoldReason.DIGEST}
    assert {each.next_attempt_at.hour for each in first.deliveries} == {12}
    assert decide(policy=policy, told=told()) == Grouped(alert_key("Apple", 7))
