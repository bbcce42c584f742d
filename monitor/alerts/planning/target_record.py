"""TargetRecord: how a target has behaved lately, and what follows for what it doesn't take.

A delivery that fails says little: is it the message, or the target? Judged one by one, an alert
that waits alone is given up half a minute after its target has gone down, while of forty that wait
none has failed often enough for anybody to hear of it. So the target is judged: nothing is given up
while it has been down for minutes only, and the other targets hear of it after a few, however much
waits. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

PATIENCE = timedelta(minutes=5)
"""While a target has been down for less, no failure is the last."""
TELL_AFTER = timedelta(minutes=2)
"""A target that has been down for so long is told of."""
TELL_BUSY_AFTER = timedelta(hours=1)
"""One that says when to come again is told of later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRecord:
    """What a target did until an attempt that has just failed."""

    failing_since: datetime | None = None
    """The first failure since it last took something; None: it has taken something since."""
    took_another: bool = False
    """Whether it took something since this delivery was first tried: then it is the delivery."""


def is_patient(record: TargetRecord, *, now: datetime) -> bool:
    """Whether it is too early to give a delivery up, the target having been down for minutes."""
    if record.took_another:
        return False
    return timedelta(0) <= now - (record.failing_since or now) < PATIENCE


def is_to_be_told(record: TargetRecord, *, asked: bool, now: datetime) -> bool:
    """Whether the other targets are to hear that this one takes nothing.

    Args:
        record: Of the target.
        asked: Whether it named a time at which to try again.
        now: The time, aware.
    """
    if record.failing_since is None or record.took_another:
        return False
    return now - record.failing_since >= (TELL_BUSY_AFTER if asked else TELL_AFTER)
