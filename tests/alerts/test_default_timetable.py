"""When digests go out that were wished for without a time."""

import pytest

from monitor.alerts.default_timetable import with_timetables
from monitor.alerts.planning.policy import Group, Mode, Policy, Target, TargetKind
from monitor.alerts.timetable import parse_timetable

AT_NOON = parse_timetable("daily 12:00")


def digest_of(policies=(), **wished):
    targets = {"desk": Target(name="desk", url="console:", kind=TargetKind.TEXT, **wished)}
    return with_timetables(targets, policies)["desk"].digest


@pytest.mark.parametrize("wish", [{"mode": Mode.DIGEST}, {"group": Group.DAY}])
def test_a_rule_that_gathers_without_a_time_has_its_targets_told_in_the_morning(wish):
    policy = Policy(rule="r", targets=("desk", "who isn't there"), **wish)
    assert digest_of([policy]).text == "daily 08:00"
    assert digest_of([policy], digest=AT_NOON) == AT_NOON


def test_so_is_a_target_that_wants_digests():
    assert digest_of(mode=Mode.DIGEST).text == "daily 08:00"
    assert digest_of(mode=Mode.DIGEST, digest=AT_NOON) == AT_NOON


def test_what_is_told_at_once_needs_no_time():
    at_noon = Policy(rule="r", targets=("desk",), mode=Mode.DIGEST, digest=AT_NOON)
    assert digest_of([Policy(rule="r", targets=("desk",)), at_noon]) is None
