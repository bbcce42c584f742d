"""Mirror: brings what the configuration wants watched and told into the database, at a start.

Leaves to others: each table (``store``), what was planned before (``clock_jump``).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from monitor.config import Config
from monitor.feeds.state.feed import Feed
from monitor.human import plural
from monitor.store.database import Database
from monitor.store.notices import rules as rule_store
from monitor.store.outbox import outbox
from monitor.store.writing import feeds as feed_store
from monitor.upkeep.clock_jump import set_times_right

logger = logging.getLogger(__name__)


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
    given_up = database.write(lambda db: outbox.give_up_on_unknown(db, set(config.targets)))
    for target, count in given_up.items():
        logger.warning(
            "%s to %s given up: the configuration has no such target any more",
            plural(count, "delivery", "deliveries"),
            target,
            extra={"event": "target-removed", "target": target},
        )
    set_times_right(database, config, now)
