"""When an alert is due at a target, and what it waits for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.alert import HoldReason
from monitor.alerts.planning.alert_history import Recent
from monitor.alerts.planning.due import due_at, late
from monitor.alerts.planning.hours import parse_quiet_hours
from monitor.alerts.planning.policy import Group, Mode, Policy, Target, TargetKind
from monitor.alerts.timetable import parse_timetable

BERLIN = ZoneInfo("Europe/Berlin")
EIGHT = parse_timetable("daily 08:00")
NOON = parse_timetable("daily 12:00")
TWICE = parse_timetable("daily 08:00, 18:00")
HOURLY = parse_timetable("hourly")
MONDAYS = parse_timetable("mon 08:00")
NIGHT = parse_quiet_hours("22:00-07:00")
DIGEST, QUIET, BREAKER = HoldReason.DIGEST, HoldReason.QUIET, HoldReason.BREAKER


def at(text):
    """A time on the wall in Berlin, in the week of Monday, 10 February 2025."""
    day, clock = text.split()
    hour, minute = map(int, clock.split(":"))
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].index(day)
    days += hour // 24  # "sun 32:00" is Monday, 08:00
    return datetime(2025, 2, 10 + days, hour % 24, minute, tzinfo=BERLIN).astimezone(UTC)


def due(now, rule=None, target=None, *, told=(), told_by_rule=()):
    return due_at(
        Policy(rule="Apple", targets=("desk",), **(rule or {})),
        Target(name="desk", url="console:", kind=TargetKind.CONSOLE, **(target or {})),
        Recent(tuple(map(at, told)), tuple(map(at, told_by_rule))),
        now=at(now),
        zone=BERLIN,
    )


@pytest.mark.parametrize(
    ("now", "rule", "target", "expected"),
    [
        # At once, unless something else is wished.
        ("mon 12:00", {}, {}, ("mon 12:00", None)),
        # A digest, as the rule or the target wishes; the rule first.
        ("mon 12:01", {}, {"mode": Mode.DIGEST, "digest": NOON}, ("tue 12:00", DIGEST)),
        ("mon 11:59", {"mode": Mode.DIGEST, "digest": NOON}, {}, ("mon 12:00", DIGEST)),
        ("mon 11:59", {"mode": Mode.DIGEST}, {"digest": EIGHT}, ("tue 08:00", DIGEST)),
        (
            "mon 11:59",
            {"mode": Mode.DIGEST, "digest": NOON},
            {"mode": Mode.DIGEST, "digest": EIGHT},
            ("mon 12:00", DIGEST),
        ),
        (
            "mon 11:59",
            {"mode": Mode.INSTANT},
            {"mode": Mode.DIGEST, "digest": EIGHT},
            ("mon 11:59", None),
        ),
        ("mon 11:59", {"mode": Mode.DIGEST}, {}, ("mon 11:59", None)),  # nothing to wait for
        # Quiet hours, of either; the end of the later.
        ("mon 21:59", {}, {"quiet_hours": NIGHT}, ("mon 21:59", None)),
        ("mon 22:00", {}, {"quiet_hours": NIGHT}, ("tue 07:00", QUIET)),
        ("mon 06:59", {"quiet_hours": NIGHT}, {}, ("mon 07:00", QUIET)),
        ("mon 07:00", {"quiet_hours": NIGHT}, {}, ("mon 07:00", None)),
        (
            "mon 23:00",
            {"quiet_hours": NIGHT},
            {"quiet_hours": parse_quiet_hours("23:00-09:00")},
            ("tue 09:00", QUIET),
        ),
        (
            "mon 23:00",  # the target's begin before the rule's end
            {"quiet_hours": NIGHT},
            {"quiet_hours": parse_quiet_hours("06:30-08:30")},
            ("tue 08:30", QUIET),
        ),
        # A digest that falls into quiet hours waits for their end.
        (
            "mon 20:00",
            {},
            {
                "mode": Mode.DIGEST,
                "digest": parse_timetable("daily 06:00"),
                "quiet_hours": NIGHT,
            },
            ("tue 07:00", DIGEST),
        ),
        (
            "mon 23:00",
            {"quiet_hours": NIGHT},
            {"mode": Mode.DIGEST, "digest": EIGHT},
            ("tue 08:00", DIGEST),
        ),
        # Once a day: the first time of a day, the rule's before the target's.
        ("mon 07:59", {"group": Group.DAY, "digest": EIGHT}, {}, ("mon 08:00", DIGEST)),
        ("mon 08:00", {"group": Group.DAY, "digest": EIGHT}, {}, ("tue 08:00", DIGEST)),
        ("mon 09:00", {"group": Group.DAY}, {"digest": NOON}, ("mon 12:00", DIGEST)),
        (
            "mon 09:00",
            {"group": Group.DAY, "digest": EIGHT},
            {"digest": NOON},
            ("tue 08:00", DIGEST),
        ),
        ("mon 09:00", {"group": Group.DAY, "digest": TWICE}, {}, ("tue 08:00", DIGEST)),
        ("mon 09:00", {"group": Group.DAY, "digest": HOURLY}, {}, ("tue 00:00", DIGEST)),
        ("tue 09:00", {"group": Group.DAY, "digest": MONDAYS}, {}, ("sun 32:00", DIGEST)),
        # In quiet hours it waits for their end …
        (
            "mon 09:00",
            {"group": Group.DAY, "digest": EIGHT},
            {"quiet_hours": parse_quiet_hours("22:00-09:30")},
            ("tue 09:30", DIGEST),
        ),
        (
            "mon 09:00",
            {"group": Group.DAY, "digest": parse_timetable("daily 23:00")},
            {"quiet_hours": NIGHT},
            ("tue 07:00", DIGEST),
        ),
        # … and if that is on a day that has a message anyway, it is in that one.
        (
            "fri 09:00",
            {"group": Group.DAY, "digest": EIGHT},
            {"quiet_hours": parse_quiet_hours("sat,sun 00:00-24:00")},
            ("sun 32:00", DIGEST),
        ),
        (
            "mon 09:00",
            {"group": Group.DAY, "urgent": True, "digest": NOON},
            {},
            ("mon 09:00", None),
        ),
        ("mon 09:00", {"group": Group.ITEM}, {}, ("mon 09:00", None)),
        ("mon 23:00", {"group": Group.ITEM}, {"quiet_hours": NIGHT}, ("tue 07:00", QUIET)),
        # What is urgent waits for nothing.
        (
            "mon 23:00",
            {"urgent": True, "mode": Mode.DIGEST, "digest": NOON, "quiet_hours": NIGHT},
            {"mode": Mode.DIGEST, "digest": EIGHT, "quiet_hours": NIGHT},
            ("mon 23:00", None),
        ),
    ],
)
def test_the_rules_wish_the_targets_wish_and_the_hour_decide(now, rule, target, expected):
    moment, hold = due(now, rule, target)
    assert (moment, hold) == (at(expected[0]), expected[1])


class TestTheBreaker:
    TOLD = ("mon 11:10", "mon 11:20", "mon 11:30")

    @pytest.mark.parametrize(
        ("now", "limit", "expected"),
        [
            ("mon 11:40", 4, ("mon 11:40", None)),
            ("mon 11:40", 3, ("mon 12:10", BREAKER)),
            ("mon 12:09", 3, ("mon 12:10", BREAKER)),
            ("mon 12:10", 3, ("mon 12:10", None)),  # 11:10 is an hour ago
            ("mon 12:10", 2, ("mon 12:20", BREAKER)),
            ("mon 11:40", 1, ("mon 12:30", BREAKER)),  # it was higher before
        ],
    )
    def test_holds_to_the_end_of_the_hour_what_exceeds_it(self, now, limit, expected):
        assert due(now, {}, {"max_per_hour": limit}, told=self.TOLD) == (
            at(expected[0]),
            expected[1],
        )

    def test_of_the_rule_counts_what_the_rule_told(self):
        told = {"told": self.TOLD, "told_by_rule": self.TOLD[:1]}
        assert due("mon 11:40", {"max_per_hour": 2}, **told) == (at("mon 11:40"), None)
        assert due("mon 11:40", {"max_per_hour": 1}, **told) == (at("mon 12:10"), BREAKER)

    def test_of_both_holds_until_both_are_free(self):
        told = {"told": self.TOLD, "told_by_rule": self.TOLD[1:2]}
        wish = {"max_per_hour": 1}
        assert due("mon 11:40", wish, {"max_per_hour": 3}, **told) == (at("mon 12:20"), BREAKER)

    def test_never_holds_what_is_urgent(self):
        wish = {"max_per_hour": 1, "urgent": True}
        told = {"told": self.TOLD, "told_by_rule": self.TOLD}
        assert due("mon 11:40", wish, {"max_per_hour": 1}, **told) == (at("mon 11:40"), None)

    def test_never_releases_in_quiet_hours(self):
        told = ("mon 21:10", "mon 21:20")
        wish = {"max_per_hour": 2, "quiet_hours": NIGHT}
        assert due("mon 21:30", {}, wish, told=told) == (at("tue 07:00"), BREAKER)


def test_a_rule_and_a_target_without_a_common_hour_are_told_all_the_same():
    """Held for ever would be lost."""
    day = {"quiet_hours": parse_quiet_hours("07:00-22:00")}
    assert due("mon 23:00", day, {"quiet_hours": NIGHT}) == (at("tue 07:00"), QUIET)


def test_quiet_hours_end_on_the_clock_on_the_wall_when_the_clocks_change():
    """The night of 30 March 2025 is an hour short in Berlin."""
    now = datetime(2025, 3, 29, 22, 30, tzinfo=BERLIN)
    moment, hold = due_at(
        Policy(rule="Apple", targets=("desk",), quiet_hours=NIGHT),
        Target(name="desk", url="console:", kind=TargetKind.CONSOLE),
        Recent(),
        now=now.astimezone(UTC),
        zone=BERLIN,
    )
    assert hold is QUIET
    assert moment.astimezone(BERLIN) == datetime(2025, 3, 30, 7, tzinfo=BERLIN)
    assert moment - now == timedelta(hours=7, minutes=30)


def wishes(rule=None, target=None):
    return (
        Policy(rule="Apple", targets=("desk",), **(rule or {})),
        Target(name="desk", url="console:", kind=TargetKind.CONSOLE, **(target or {})),
    )


class TestWhatIsLate:
    """Its time has come before, but it wasn't sent then."""

    @pytest.mark.parametrize(
        ("now", "rule", "target", "told", "expected"),
        [
            ("mon 12:00", {}, {}, (), ("mon 12:00", None)),
            # The time of its digest has come already.
            ("mon 12:01", {}, {"mode": Mode.DIGEST, "digest": NOON}, (), ("mon 12:01", None)),
            ("mon 23:00", {}, {"quiet_hours": NIGHT}, (), ("tue 07:00", QUIET)),
            ("mon 23:00", {"quiet_hours": NIGHT}, {}, (), ("tue 07:00", QUIET)),
            ("mon 23:00", {"urgent": True}, {"quiet_hours": NIGHT}, (), ("mon 23:00", None)),
            ("mon 12:00", {}, {"max_per_hour": 1}, ("mon 11:30",), ("mon 12:30", BREAKER)),
            (
                "mon 12:00",
                {"urgent": True},
                {"max_per_hour": 1},
                ("mon 11:30",),
                ("mon 12:00", None),
            ),
        ],
    )
    def test_waits_if_it_may_not_be_sent_now(self, now, rule, target, told, expected):
        recent = Recent(tuple(map(at, told)))
        moment, hold = late(*wishes(rule, target), recent, now=at(now), zone=BERLIN)
        assert (moment, hold) == (at(expected[0]), expected[1])

    @pytest.mark.parametrize(
        ("now", "target", "expected"),
        [
            ("mon 08:00", {}, ("mon 08:00", None)),
            ("mon 11:00", {}, ("mon 11:00", None)),  # the program wasn't running at eight
            ("mon 11:00", {"max_per_hour": 1}, ("mon 11:00", None)),  # one a day is no flood
            ("mon 23:00", {"quiet_hours": NIGHT}, ("tue 08:00", QUIET)),  # with Tuesday's others
        ],
    )
    def test_is_one_message_a_day_where_the_rule_wants_that(self, now, target, expected):
        once = wishes({"group": Group.DAY, "digest": EIGHT}, target)
        moment, hold = late(*once, Recent((at("mon 07:50"),) * 9), now=at(now), zone=BERLIN)
        assert (moment, hold) == (at(expected[0]), expected[1])

    def test_is_sent_where_it_is_never_loud(self):
        both = wishes({"quiet_hours": parse_quiet_hours("07:00-22:00")}, {"quiet_hours": NIGHT})
        for now in ("mon 23:00", "tue 07:00", "tue 12:00"):
            assert late(*both, Recent(), now=at(now), zone=BERLIN) == (at(now), None)


def test_what_a_clock_that_was_ahead_has_told_does_not_count():
    assert due("mon 12:00", {}, {"max_per_hour": 1}, told=["fri 12:00"]) == (at("mon 12:00"), None)


@given(
    moments=st.lists(st.integers(0, 60 * 24 * 12), min_size=1, max_size=40),
    timetable=st.sampled_from([EIGHT, TWICE, HOURLY, MONDAYS, parse_timetable("daily 23:30")]),
    quiet=st.sampled_from(
        [
            None,
            NIGHT,
            parse_quiet_hours("07:30-09:00"),
            parse_quiet_hours("sat,sun 00:00-24:00"),
            parse_quiet_hours("weekdays 18:00-08:00"),
        ]
    ),
)
def test_once_a_day_is_at_most_one_message_a_day_and_never_in_quiet_hours(
    moments, timetable, quiet
):
    rule, desk = wishes({"group": Group.DAY, "digest": timetable}, {"quiet_hours": quiet})
    start = at("mon 00:00")
    sent = set()
    for minute in sorted(moments):
        now = start + timedelta(minutes=minute)
        moment, hold = due_at(rule, desk, Recent(), now=now, zone=BERLIN)
        assert moment > now
        assert hold is DIGEST
        assert quiet is None or quiet.end_after(moment, BERLIN) is None
        sent.add(moment)
    days = [moment.astimezone(BERLIN).date() for moment in sent]
    assert len(days) == len(set(days))
