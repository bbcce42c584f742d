"""Releasing: what was held for a target, and whose time has come, is made ready to be sent.

One alert is sent as it is; several become one digest, or one bundle (``planning.digest``). Without
it what was held once would never be sent.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlite_utils

from monitor.alerts.planning.digest import releases
from monitor.store.outbox import joining


def release_held(
    db: sqlite_utils.Database,
    target: str,
    *,
    now: datetime,
    gather: timedelta = timedelta(0),
    daily: Collection[str] = (),
) -> None:
    """Release what is held for the target and due.

    What is about an event of which the target is told within ``gather`` anyway is left for that
    message, which is made to be due now: it doesn't come after what is released.

    Args:
        db: In a transaction.
        target: Its name.
        now: Aware.
        gather: See above.
        daily: Rules that have a message of their own.
    """
    held = joining.to_release(db, target, now=now)
    events = {each.event for each in held}
    anyway = joining.at_once(db, target, events, now=now, gather=gather)
    joining.hasten(db, [each.id for each in anyway], now=now)
    told_anyway = {each.event for each in anyway}
    messages = releases(held, told_anyway=told_anyway, daily=daily)
    joining.release(db, target, messages, now=now)
