"""What waits is planned anew when the configuration or the clock has changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import HoldReason
from monitor.alerts.hours import parse_quiet_hours
from monitor.alerts.planning.policy import Mode, Policy, Target, TargetKind
from monitor.alerts.planning.replanning import Waits, planned_anew
from monitor.alerts.timetable import parse_timetable

BERLIN = ZoneInfo("Europe/Berlin")
EIGHT, NOON = parse_timetable("daily 08:00"), parse_timetable("daily 12:00")
NIGHT = parse_quiet_hours("22:00-07:00")
DIGEST, QUIET, BREAKER = HoldReason.DIGEST, HoldReason.QUIET, HoldReason.BREAKER
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def at(text):
    """A time on the wall in Berlin, in the week of Monday, 10 February 2025."""
    day, clock = text.split()
    hour, minute = map(int, clock.split(":"))
    return datetime(2025, 2, 10 + DAYS.index(day), hour, minute, tzinfo=BERLIN).astimezone(UTC)


NOW = at("mon 12:00")


def until(due, *, hold=None, tried=None, rule="Apple", wishes=None, target=None, told=("desk",)):
    """Until when a delivery of the rule "Apple" waits that was to wait until ``due``."""
    waits = Waits(id=7, target="desk", rule=rule, due=due, hold=hold, tried_at=tried)
    policy = Policy(rule="Apple", targets=told, **(wishes or {}))
    desk = Target(name="desk", url="console:", kind=TargetKind.CONSOLE, **(target or {}))
    found = planned_anew([waits], {"Apple": policy}, {"desk": desk}, now=NOW, zone=BERLIN)
    assert found.get(7) != due, "what stays as it is isn't named"
    return found.get(7, due)


@pytest.mark.parametrize(
    ("held_until", "hold", "rule", "target", "expected"),
    [
        # As before.
        ("tue 08:00", DIGEST, {}, {"mode": Mode.DIGEST, "digest": EIGHT}, "tue 08:00"),
        ("tue 07:00", QUIET, {}, {"quiet_hours": parse_quiet_hours("12:00-07:00")}, "tue 07:00"),
        ("mon 12:30", BREAKER, {}, {"max_per_hour": 1}, "mon 12:30"),
        # Another timetable, other hours, no digest any more.
        ("sun 08:00", DIGEST, {}, {"mode": Mode.DIGEST, "digest": EIGHT}, "tue 08:00"),
        ("tue 08:00", DIGEST, {"mode": Mode.DIGEST, "digest": NOON}, {}, "tue 12:00"),
        ("tue 07:00", QUIET, {}, {"quiet_hours": NIGHT}, "mon 12:00"),
        ("tue 08:00", DIGEST, {}, {}, "mon 12:00"),
        (
            "tue 08:00",
            DIGEST,
            {"urgent": True},
            {"mode": Mode.DIGEST, "digest": EIGHT},
            "mon 12:00",
        ),
        # A clock that was ahead.
        ("sun 12:00", BREAKER, {}, {"max_per_hour": 1}, "mon 13:00"),
        # Its time has come: it isn't put off to the next digest.
        ("mon 08:00", DIGEST, {}, {"mode": Mode.DIGEST, "digest": EIGHT}, "mon 08:00"),
    ],
)
def test_what_is_held_waits_as_the_wishes_and_the_clock_are_now(
    held_until, hold, rule, target, expected
):
    assert until(at(held_until), hold=hold, wishes=rule, target=target) == at(expected)


def test_a_held_digest_waits_as_its_target_wishes():
    assert until(at("tue 07:00"), hold=QUIET, rule="", wishes={"urgent": True}) == NOW


def test_what_is_held_of_a_rule_that_was_removed_keeps_its_time():
    assert until(at("tue 07:00"), hold=QUIET, rule="gone") == at("tue 07:00")


def test_what_is_held_for_a_target_that_the_rule_no_longer_tells_keeps_its_time():
    assert until(at("tue 07:00"), hold=QUIET, told=()) == at("tue 07:00")


def test_what_is_tried_again_waits_as_long_as_it_was_to():
    assert until(at("mon 13:00"), tried=at("mon 11:00")) == at("mon 13:00")


def test_what_a_clock_that_was_ahead_planned_is_due_or_waits_as_long_as_it_was_to():
    ahead = NOW + timedelta(days=400)
    assert until(ahead) == NOW
    assert until(ahead + timedelta(hours=1), tried=ahead) == at("mon 13:00")


def test_to_whom_what_isnt_held_goes_doesnt_matter():
    waits = Waits(id=7, target="somebody else", due=at("tue 08:00"))
    assert planned_anew([waits], {}, {}, now=NOW, zone=BERLIN) == {7: NOW}
