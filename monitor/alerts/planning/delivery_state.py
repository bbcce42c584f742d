"""The state machine of one delivery: what becomes of it after an attempt, and when to try again.

                 Sent
    pending ───────────────► delivered            the end: nothing leaves it
     ▲  │ ▲
     │  │ └── failed: again after the backoff, never before the service's Retry-After
     │  ▼
     dead      permanent error, or the last of ``max_attempts`` failed, unless the target takes
               nothing for a few minutes only (``target_record``); always with the reason
     retry()   takes it back to pending, with all its attempts before it

Pure. Without this module a target that is down would be tried without end, or never again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from monitor.alerts.alert import Delivery, DeliveryState, SendFailed, SendResult, Sent
from monitor.item import digest

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
JITTER = 0.2
"""A wait is up to this share shorter or longer, so that deliveries that failed together spread."""

MAX_REASON = 500
"""Characters kept of a reason."""


def delivery_key(rule: str, about: int | str, target: str, *, again: int = 0) -> str:
    """Return the stable key of one alert to one target.

    A digest of rule, subject and target; of ``Alert.again`` too, if it isn't the first alert.
    """
    parts = (rule, str(about), target)
    return digest((*parts, "again", str(again)) if again else parts)


def wait_after(attempts: int, *, chance: float) -> timedelta:
    """Return how long to wait after so many failed attempts (1 or more).

    10 s, 20 s, 40 s … up to an hour; ``chance`` (0 to 1) moves it within ± 20 %.
    """
    doublings = min(attempts - 1, 30)
    wait = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    return wait * (1 - JITTER + 2 * JITTER * chance)


def after_attempt(
    delivery: Delivery,
    result: SendResult,
    *,
    now: datetime,
    chance: float,
    max_attempts: int,
    patient: bool = False,
) -> Delivery:
    """Return what the delivery has become after one attempt to send it.

    Args:
        delivery: As it was when the attempt began.
        result: What the sender returned.
        now: When the attempt ended, aware UTC.
        chance: A random number from 0 to 1, for the jitter.
        max_attempts: After so many failed attempts the delivery is dead.
        patient: Whether it is too early for that: only an error for good makes it dead.

    Returns:
        Delivered; pending with a later ``next_attempt_at``; or dead, with the reason in
        ``last_error``. A delivery that isn't pending is returned as it is: a result that arrives
        twice changes nothing.
    """
    if delivery.state is not DeliveryState.PENDING:
        return delivery
    attempts = delivery.attempts + 1
    match result:
        case Sent():
            return replace(
                delivery,
                state=DeliveryState.DELIVERED,
                attempts=attempts,
                next_attempt_at=None,
                last_error="",
                delivered_at=now,
            )
        case SendFailed():
            reason = result.reason.strip()[:MAX_REASON] or "the target gave no reason"
            if result.permanent or (attempts >= max_attempts and not patient):
                return replace(
                    delivery,
                    state=DeliveryState.DEAD,
                    attempts=attempts,
                    next_attempt_at=None,
                    last_error=reason,
                )
            again = now + wait_after(attempts, chance=chance)
            if result.retry_at is not None:
                again = max(again, result.retry_at)
            return replace(delivery, attempts=attempts, next_attempt_at=again, last_error=reason)
    assert_never(result)


def retry(delivery: Delivery, now: datetime) -> Delivery:
    """Make a dead delivery pending again, due now and with all its attempts before it.

    Whatever held it before it died holds it no more. ``last_error`` stays until the next attempt,
    so that one can still see why it died. A delivery that isn't dead is returned as it is.
    """
    if delivery.state is not DeliveryState.DEAD:
        return delivery
    return replace(
        delivery, state=DeliveryState.PENDING, attempts=0, next_attempt_at=now, hold=None
    )
