"""Trouble: what the other targets are told when one can't be delivered to. Pure.

One note for each sick target and day, to all targets but itself. A note that can't be delivered
makes no other: two sick targets must not tell each other of it for ever. Leaves to others: sending
(``deliver``), wording for each kind (``render``).
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.alerts.alert import Alert, Bundle, Content, Delivery, Digest, Note
from monitor.item import digest

Trouble = tuple[Note, tuple[Delivery, ...]]


def trouble(
    content: Content,
    delivery: Delivery,
    others: Iterable[str],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> Trouble | None:
    """Return the note about a delivery that has just died, and to whom it goes.

    Args:
        content: What couldn't be delivered.
        delivery: The dead delivery; its reason holds no secret.
        others: Names of all targets; the sick one is left out.
        now: When it died, aware.
        zone: The user's: what a day is.

    Returns:
        None if there is nobody else to tell, or if it was a note that died.
    """
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
                "You are told of this target once a day.",
            )
        ),
        created_at=now,
    )
    deliveries = tuple(
        Delivery(key=digest((note.key, name)), target=name, next_attempt_at=now) for name in names
    )
    return note, deliveries
