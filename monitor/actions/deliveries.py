"""Try again what was given up: one delivery, or all of them; send what was withheld after all.

To everything else is said what becomes of it. What is dead is due at once, whatever held it before,
but quiet hours and limits of now count. What was withheld is asked for, and nothing holds it up.
Without this module what a target didn't take would stay unsent after the target is well again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlite_utils

from monitor.alerts.alert import Alert, DeliveryState
from monitor.alerts.planning import delivery_state
from monitor.config.reading.problems import suggest
from monitor.errors import MonitorError, NoSuchError
from monitor.store.outbox import outbox, sent, withholding
from monitor.store.outbox.outbox_row import OutboxRow


def retry(
    db: sqlite_utils.Database, delivery_id: int, *, targets: Collection[str], now: datetime
) -> str:
    """Make a dead or withheld delivery pending again, due now and with all its attempts before it.

    Args:
        db: In a transaction.
        delivery_id: Which.
        targets: Names of those that the configuration has.
        now: Aware.

    Returns:
        The name of the target that it goes to.

    Raises:
        NoSuchError: there is no such delivery.
        MonitorError: it is neither dead nor withheld, its target is gone from the configuration, or
            has had by another message what was withheld.
    """
    row = outbox.get(db, delivery_id)
    if row is None:
        raise NoSuchError(
            f"there is no delivery {delivery_id}; `news-monitor deliveries` lists them"
        )
    state = row.delivery.state
    if state not in {DeliveryState.DEAD, DeliveryState.WITHHELD}:
        raise MonitorError(_alive(row))
    if row.delivery.target not in targets:
        raise MonitorError(
            f"delivery {delivery_id} goes to the target {row.delivery.target!r}, which is "
            "paused or no longer in the configuration; resume it or add it first"
        )
    if state is DeliveryState.DEAD:
        outbox.save(db, row.id, delivery_state.retry(row.delivery, now))
    elif row.alert and _has_had(db, row.alert, row.delivery.target):
        raise MonitorError(
            f"{row.delivery.target} has had this headline by another message; nothing to send"
        )
    else:
        withholding.want_again(db, row.id, now=now)
    return row.delivery.target


def retry_dead(
    db: sqlite_utils.Database, *, targets: Collection[str], only: str = "", now: datetime
) -> int:
    """Do the same with all that are dead, or with those to one target.

    What goes to a target that the configuration no longer has stays dead.

    Args:
        db: In a transaction.
        targets: Names of those that the configuration has.
        only: The name of one of them; empty: all.
        now: Aware.

    Returns:
        How many deliveries will be tried again.

    Raises:
        MonitorError: there is no target ``only``.
    """
    if only and only not in targets:
        raise MonitorError(f'there is no target "{only}"{suggest(only, targets)}')
    wanted = {only} if only else set(targets)
    dead = [
        row for row in outbox.newest(db, state=DeliveryState.DEAD) if row.delivery.target in wanted
    ]
    for row in dead:
        outbox.save(db, row.id, delivery_state.retry(row.delivery, now))
    return len(dead)


def _has_had(db: sqlite_utils.Database, alert: Alert, target: str) -> bool:
    return target in sent.shown_to(db, alert.item_id, alert.item.title)


def _alive(row: OutboxRow) -> str:
    """Why a delivery isn't retried that isn't dead."""
    which, delivery = f"delivery {row.id}", row.delivery
    if delivery.state is DeliveryState.DELIVERED:
        return f"{which} has been delivered; nothing to retry"
    if delivery.state is DeliveryState.GROUPED:
        return f"{which} is part of {row.whole}; see: news-monitor deliveries show {row.digest_id}"
    if delivery.hold:
        return f"{which} isn't dead but held; it will be sent when its time comes"
    return f"{which} isn't dead but waiting; it will be sent, or tried again, without your help"
