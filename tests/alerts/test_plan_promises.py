"""What holds for any sequence of matches: nothing told twice, nothing lost, nobody woken."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.alert import Silence
from monitor.alerts.hours import parse_quiet_hours
from monitor.alerts.planning.alert_history import EventNow, History, Recent, Told, together
from monitor.alerts.planning.due import HOUR
from monitor.alerts.planning.match_decision import Arrival, Grouped, Planned, Withheld, decide
from monitor.alerts.planning.policy import Group, Mode, Policy, Scope, Target, TargetKind
from monitor.alerts.timetable import parse_timetable
from monitor.rules.rule import Match
from tests.alerts.stories import ITEM, PUBLISHED

ZONE = ZoneInfo("Europe/Berlin")
QUIET = [parse_quiet_hours(text) for text in ("22:00-07:00", "12:00-13:30", "sat,sun 00:00-24:00")]
TIMES = [parse_timetable(text) for text in ("daily 08:00", "weekdays 06:30, 18:00", "hourly")]
RULES, EVENTS, TARGETS, OUTLETS = ("Apple", "Pear"), (1, 2, 3), ("desk", "mail"), "abcd"

quiet = st.none() | st.sampled_from(QUIET)
limits = st.none() | st.integers(1, 3)
scopes = st.sampled_from([Scope(), Scope(), Scope(languages=frozenset({"de"}))])


@st.composite
def targets(draw):
    return {
        name: Target(
            name=name,
            url="console:",
            kind=TargetKind.CONSOLE,
            mode=draw(st.sampled_from(Mode)),
            digest=draw(st.sampled_from(TIMES)),
            quiet_hours=draw(quiet),
            max_per_hour=draw(limits),
            scope=draw(scopes),
        )
        for name in TARGETS
    }


@st.composite
def policies(draw):
    return {
        rule: Policy(
            rule=rule,
            targets=draw(st.sampled_from([TARGETS, TARGETS, TARGETS[:1], ()])),
            mode=draw(st.none() | st.sampled_from(Mode)),
            group=draw(st.sampled_from(Group)),
            digest=draw(st.none() | st.sampled_from(TIMES)),
            quiet_hours=draw(quiet),
            urgent=draw(st.booleans()),
            max_per_hour=draw(limits),
            scope=draw(scopes),
            again_after=draw(st.none() | st.just(timedelta(hours=6))),
            again_at=draw(st.sampled_from([(), (), (2, 4)])),
        )
        for rule in RULES
    }


@dataclass(frozen=True)
class Step:
    """An item that one rule matches, ``wait`` after the one before."""

    rule: str
    event: int
    outlet: str
    lang: str
    wait: timedelta
    age: timedelta
    arrival: Arrival
    silenced: bool


steps = st.builds(
    Step,
    rule=st.sampled_from(RULES),
    event=st.sampled_from(EVENTS),
    outlet=st.sampled_from(OUTLETS),
    lang=st.sampled_from(["en", "de"]),
    wait=st.timedeltas(timedelta(0), timedelta(hours=9)) | st.just(timedelta(minutes=2)),
    age=st.timedeltas(timedelta(0), timedelta(hours=80)) | st.just(timedelta(minutes=1)),
    arrival=st.sampled_from(
        [Arrival()] * 8 + [Arrival(baseline=True), Arrival(known=True), Arrival(rebuilt=True)]
    ),
    silenced=st.sampled_from([False, False, False, True]),
)


@dataclass
class World:
    """What the database would know."""

    alerts: list[tuple[str, int, Told]] = field(default_factory=list)
    items: list[tuple[int, str, datetime]] = field(default_factory=list)
    sent: list[tuple[str, str, datetime]] = field(default_factory=list)
    held: list[tuple[str, int, str, datetime]] = field(default_factory=list)
    delivery_keys: list[str] = field(default_factory=list)

    def state_of(self, event, outlet):
        outlets = {outlet} | {each[1] for each in self.items if each[0] == event}
        dates = [each[2] for each in self.items if each[0] == event]
        return EventNow(
            id=event, story=1, sources=len(outlets), previous_at=max(dates, default=None)
        )

    def history(self, rule, event, silences, now):
        own = [
            replace(
                told,
                waiting=frozenset(
                    to
                    for its_rule, about, to, due in self.held
                    if (its_rule, about) == (rule, event) and due > now
                ),
            )
            for its, about, told in self.alerts
            if (its, about) == (rule, event)
        ]
        recent = {
            name: Recent(
                tuple(at for to, _, at in self.sent if to == name),
                tuple(at for to, its, at in self.sent if (to, its) == (name, rule)),
            )
            for name in TARGETS
        }
        return History(told=together(own), recent=recent, silences=silences)

    def take(self, rule, event, told, deliveries, now):
        reached = told.targets.union(each.target for each in deliveries)
        self.alerts.append((rule, event, replace(told, targets=reached)))
        self.sent += [(each.target, rule, now) for each in deliveries if each.hold is None]
        self.held += [
            (rule, event, each.target, each.next_attempt_at) for each in deliveries if each.hold
        ]
        self.delivery_keys += [each.key for each in deliveries]


@given(policies=policies(), targets=targets(), steps=st.lists(steps, max_size=25))
def test_nothing_is_told_twice_or_lost_and_nobody_is_woken(policies, targets, steps):
    world, now = World(), PUBLISHED
    for number, step in enumerate(steps):
        now += step.wait
        policy = policies[step.rule]
        item = replace(ITEM, key=str(number), lang=step.lang, published=now - step.age)
        silence = Silence(id=1, rule=step.rule, until=now + HOUR, created_at=now)
        event = world.state_of(step.event, step.outlet)
        history = world.history(step.rule, step.event, (silence,) if step.silenced else (), now)
        decision = decide(
            Match(rule=step.rule, hits=(), score=1.0),
            item,
            event,
            policy,
            canonical=step.rule,
            targets=targets,
            now=now,
            zone=ZONE,
            arrival=step.arrival,
            history=history,
        )
        made = {told.key for _, _, told in world.alerts}
        match decision:
            case Planned(alert, deliveries):
                assert deliveries, "an alert that nobody gets"
                assert alert.key not in made, "told twice"
                assert not step.silenced
                each = policy.group is Group.ITEM
                told = None if each else history.told
                assert_again_as_configured(alert, policy, told)
                waiting = told.waiting if told else frozenset()
                assert not waiting & {each.target for each in deliveries}, "twice in a digest"
                told = Told(key=alert.key, again=alert.again, at=now, sources=event.sources)
                world.take(step.rule, step.event, told, deliveries, now)
            case Grouped(key, deliveries, sources):
                assert policy.group is not Group.ITEM, "every item is told"
                assert key in made, "lost: grouped with an alert that was never made"
                assert not (step.silenced and deliveries)
                told = replace(history.told, sources=max(history.told.sources, sources))
                world.take(step.rule, step.event, told, deliveries, now)
            case Withheld(reason):
                assert reason.value
                deliveries = ()
        for delivery in deliveries:
            recent = history.recent[delivery.target]
            assert_due_rightly(delivery, policy, targets[delivery.target], recent, now)
        assert len(set(world.delivery_keys)) == len(world.delivery_keys), "sent twice"
        world.items.append((step.event, step.outlet, item.published))


def assert_again_as_configured(alert, policy, told):
    if told is None:
        assert (alert.again, alert.reason) == (0, "")
        return
    assert alert.again == told.again + 1
    assert alert.reason
    if alert.reason.endswith("outlets by now"):
        assert any(told.sources < n <= alert.sources for n in policy.again_at)
    else:
        assert policy.again_after
        assert alert.created_at - told.at > policy.again_after


def assert_due_rightly(delivery, policy, target, recent, now):
    assert (delivery.hold is None) == (delivery.next_attempt_at == now)
    if policy.urgent:
        assert delivery.hold is None
        return
    for hours in (policy.quiet_hours, target.quiet_hours):
        assert hours is None or hours.end_after(delivery.next_attempt_at, ZONE) is None
    assert delivery.next_attempt_at - now < timedelta(days=5), "held out of sight"
    if delivery.hold is None:
        for times, limit in (
            (recent.all_rules, target.max_per_hour),
            (recent.this_rule, policy.max_per_hour),
        ):
            assert limit is None or sum(at > now - HOUR for at in times) < limit
