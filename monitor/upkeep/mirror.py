"""Mirror: brings what the configuration wants watched and told into the database, at a start.

Without it a feed that was added would never be polled, and what waits for a target that was removed
would look as if it were waiting, for ever.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from datetime import datetime

import sqlite_utils

from monitor.alerts.alert import DeliveryState
from monitor.alerts.planning import delivery as machine
from monitor.config import Config
from monitor.feeds.state.feed import Feed
from monitor.store.database import Database
from monitor.store.notices import rules as rule_store
from monitor.store.outbox import outbox
from monitor.store.writing import feeds as feed_store
from monitor.upkeep.clock_jump import set_times_right

logger = logging.getLogger(__name__)

_NO_TARGET = "the configuration has no such target any more"


def mirror(database: Database, config: Config, feeds: Iterable[Feed], *, now: datetime) -> None:
    """Have the database know these feeds, the rules and the targets, and what waits wait for them.

    Args:
        database: Where they are kept.
        config: The rules, the targets and how they want to be told.
        feeds: Its own and those of its lists.
        now: Aware.
    """
    watched = tuple(feeds)
    database.write(lambda db: feed_store.sync(db, watched, now=now))
    database.write(lambda db: rule_store.sync(db, config.rules, now=now))
    given_up = database.write(lambda db: give_up_on_unknown(db, config.targets.keys()))
    for target, count in given_up.items():
        logger.warning(
            "%s to %s given up: %s",
            "1 delivery" if count == 1 else f"{count:,} deliveries",
            target,
            _NO_TARGET,
            extra={"event": "target-removed", "target": target},
        )
    set_times_right(database, config, now)


def give_up_on_unknown(db: sqlite_utils.Database, targets: Collection[str]) -> dict[str, int]:
    """Give up what waits for targets that aren't among ``targets``, and count it by target.

    Nothing would ever try it, and what is never tried must not look as if it were waiting.
    """
    gone = [
        target
        for target, states in outbox.counts(db).items()
        if target not in targets and DeliveryState.PENDING in states
    ]
    given_up: dict[str, int] = {}
    for target in gone:
        waiting = outbox.newest(db, state=DeliveryState.PENDING, target=target)
        for row in waiting:
            outbox.save(db, row.id, machine.give_up(row.delivery, _NO_TARGET))
        given_up[target] = len(waiting)
    return given_up
