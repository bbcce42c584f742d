"""Notes to the other targets when one doesn't take what it is sent.

One note for each sick target and day, to all targets but itself. A note that can't be delivered
makes no other: two sick targets must not send each other notes about it for ever. Without this
module a target that changed its address would fail without anybody hearing of it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlite_utils

from monitor.alerts.alert import Alert, Bundle, Content, Delivery, DeliveryState, Digest, Note
from monitor.item import digest
from monitor.notices.notice import Notice
from monitor.store.outbox import outbox


def tell_others(
    db: sqlite_utils.Database,
    content: Content,
    delivery: Delivery,
    others: Iterable[str],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """Write the note about a delivery that has just died, if it has; one note a day is enough.

    Args:
        db: In the transaction that records the attempt.
        content: What was to be delivered.
        delivery: The delivery after its attempt.
        others: Names of all targets; the sick one is left out.
        now: When the attempt ended, aware.
        zone: The user's time zone: what a day is.
    """
    notice = notice_of(content, delivery, others, now=now, zone=zone)
    if notice is not None:
        outbox.add_note(db, *notice)


def notice_of(
    content: Content,
    delivery: Delivery,
    others: Iterable[str],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> Notice | None:
    """Return the note about a delivery that has just died, and to whom it goes. Pure.

    Args:
        content: What was to be delivered.
        delivery: After its last attempt; its reason holds no secret.
        others: Names of all targets; the sick one is left out.
        now: When the attempt ended, aware.
        zone: The user's time zone: what a day is.

    Returns:
        None if the delivery isn't dead, if there is no other target, or if it was a note.
    """
    if delivery.state is not DeliveryState.DEAD:
        return None
    sick = delivery.target
    names = [name for name in dict.fromkeys(others) if name != sick]
    if isinstance(content, Note) or not names:
        return None
    what = "a digest" if isinstance(content, Digest) else "an alert"
    match content:
        case Digest():
            named = f"{content.size} alerts in one message"
        case Bundle():
            named = f"[{', '.join(content.rules)}] {content.alerts[0].item.title}"
        case Alert():
            named = f"[{content.rule}] {content.item.title}"
    listed = f"--dead --target {shlex.quote(sick)}"
    note = Note(
        key=digest(("target-trouble", sick, f"{now.astimezone(zone):%Y-%m-%d}")),
        title=f"The target {sick} doesn't take {what}",
        text="\n".join(
            (
                f"Given up: {named}",
                f"Reason: {delivery.last_error}",
                f"All of them: news-monitor deliveries {listed}",
                f"Try them again: news-monitor deliveries retry {listed}",
                "You hear of this target once a day at most.",
            )
        ),
        created_at=now,
    )
    deliveries = tuple(
        Delivery(key=digest((note.key, name)), target=name, next_attempt_at=now) for name in names
    )
    return Notice(note, deliveries)
