"""What waits is planned anew when the configuration or the clock has changed."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import HoldReason
from monitor.alerts.planning.policy import Mode, Policy, Target, TargetKind
from monitor.alerts.timetable import parse_timetable
from monitor.store.moment import to_text
from monitor.store.outbox import holds, outbox

RULE = "Apple in China"
HOUR = timedelta(hours=1)


@pytest.fixture
def waits(database, record, now):
    """Have the only delivery wait; return until when it waits after ``set_right``."""
    record("Apple one")

    def waits(until, *, hold="", tried=None, rule=RULE, **wishes):
        def write(db):
            db.execute(
                "UPDATE deliveries SET next_attempt_at = ?, hold = ?, attempts = ?",
                [to_text(until), hold, int(tried is not None)],
            )
            if tried is not None:
                db.execute(
                    "INSERT INTO attempts (delivery_id, at, result, seconds) VALUES (1, ?, ?, 0)",
                    [to_text(tried), "failed"],
                )
            target = Target(name="desk", url="console:", kind=TargetKind.CONSOLE, **wishes)
            holds.set_right(
                db,
                {rule: Policy(rule=rule, targets=("desk",))},
                {"desk": target},
                now=now,
                zone=ZoneInfo("UTC"),
            )

        database.write(write)
        (row,) = outbox.newest(database.read())
        assert row.delivery.hold == (HoldReason(hold) if hold else None)
        return row.delivery.next_attempt_at

    return waits


def test_a_digest_moves_with_its_timetable(waits, now):
    daily = {"mode": Mode.DIGEST, "digest": parse_timetable("daily 09:00")}
    assert waits(now + 200 * HOUR, hold="digest", **daily) == now.replace(hour=9, minute=0)
    assert waits(now - HOUR, hold="digest", **daily) == now - HOUR  # it is due


@pytest.mark.parametrize("rule", [RULE, "another that is gone"])
def test_what_is_held_for_no_reason_any_more_is_due(waits, now, rule):
    for hold in ("digest", "quiet"):
        assert waits(now + 9 * HOUR, hold=hold, rule=rule) == now


def test_what_is_tried_again_waits_as_long_as_it_was_to(waits, now):
    assert waits(now + HOUR, tried=now - HOUR) == now + HOUR


def test_what_a_clock_that_was_ahead_planned_is_due_or_waits_as_long_as_it_was_to(waits, now):
    ahead = now + 9_000 * HOUR
    assert waits(ahead) == now
    assert waits(ahead + HOUR, tried=ahead) == now + HOUR
