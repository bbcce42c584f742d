"""Notes to the other targets when one doesn't take what it is sent.

One note for each sick target and day, to all targets but itself: when it has been taking nothing
for minutes, or when a delivery is given up. A note that can't be delivered
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
from monitor.alerts.wording.card import when
from monitor.item import digest
from monitor.notices.notice import Notice
from monitor.store.outbox import notes as note_store


def tell_others(
    db: sqlite_utils.Database,
    content: Content,
    delivery: Delivery,
    others: Iterable[str],
    *,
    failing_since: datetime | None = None,
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """Write the note about a sick target, if it is one; one note a day is enough.

    Args:
        db: In the transaction that records the attempt.
        content: What was to be delivered.
        delivery: The delivery after its attempt.
        others: Names of all targets; the sick one is left out.
        failing_since: Since when it has been taking nothing, if that is to be told.
        now: When the attempt ended, aware.
        zone: The user's time zone: what a day is.
    """
    notice = notice_of(content, delivery, others, failing_since=failing_since, now=now, zone=zone)
    if notice is not None:
        note_store.add(db, *notice)


def notice_of(
    content: Content,
    delivery: Delivery,
    others: Iterable[str],
    *,
    failing_since: datetime | None = None,
    now: datetime,
    zone: ZoneInfo,
) -> Notice | None:
    """Return the note about a sick target, and to whom it goes. Pure.

    Args:
        content: What was to be delivered.
        delivery: After its last attempt; its reason holds no secret.
        others: Names of all targets; the sick one is left out.
        failing_since: Since when it has been taking nothing, if that is to be told although the
            delivery is tried again.
        now: When the attempt ended, aware.
        zone: The user's time zone: what a day is.

    Returns:
        None if the delivery isn't dead and nothing else is to be told, if there is no other target,
        or if it was a note.
    """
    is_dead = delivery.state is DeliveryState.DEAD
    if not is_dead and failing_since is None:
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
    if is_dead:
        title = f"The target {sick} doesn't take {what}"
        listed = f"--dead --target {shlex.quote(sick)}"
        lines = [
            f"Given up: {named}",
            f"Reason: {delivery.last_error}",
            f"All of them: news-monitor deliveries {listed}",
            f"Try them again: news-monitor deliveries retry {listed}",
        ]
    else:
        assert failing_since is not None
        title = f"The target {sick} takes nothing"
        lines = [
            f"Since: {when(failing_since, zone)}",
            f"Reason: {delivery.last_error}",
            f"Waiting, among others: {named}",
            "It is tried again and again. All that waits for it:",
            f"news-monitor deliveries --target {shlex.quote(sick)}",
        ]
    note = Note(
        key=digest(("target-trouble", sick, f"{now.astimezone(zone):%Y-%m-%d}")),
        title=title,
        text="\n".join((*lines, "You hear of this target once a day at most.")),
        created_at=now,
    )
    deliveries = tuple(
        Delivery(key=digest((note.key, name)), target=name, next_attempt_at=now) for name in names
    )
    return Notice(note, deliveries)
