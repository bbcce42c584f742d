"""Mirror: brings the feeds, rules and targets of the configuration into the database, at a start.

Without this module feeds and rules that were taken out would still be counted, and what waits for a
target that was taken out would look as if it were to be sent.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Collection, Iterable
from datetime import datetime

import sqlite_utils

from monitor.config import Config
from monitor.feeds.state.feed import Feed
from monitor.feeds.state.schedule import at_its_interval
from monitor.human import plural
from monitor.rules.rule import Rule
from monitor.store.database import Database
from monitor.store.feeds import feeds as feed_store
from monitor.store.outbox import outbox
from monitor.store.writing import rules as rule_store
from monitor.upkeep.clock_jump import set_deliveries_right, set_times_right

logger = logging.getLogger(__name__)

NO_SUCH_TARGET = "the configuration no longer has this target"
"""Why deliveries to it are given up."""


def mirror(database: Database, config: Config, feeds: Iterable[Feed], *, now: datetime) -> None:
    """Have the database know these feeds, the rules and the targets; plan anew what waits.

    Args:
        database: The database to write to.
        config: The rules, the targets, and how they want alerts sent.
        feeds: The configuration's own feeds and those of its lists.
        now: Aware.
    """
    watched = tuple(feeds)
    database.write(lambda db: feed_store.sync(db, watched, now=now))
    database.write(lambda db: apply_intervals(db, watched, now=now))
    database.write(lambda db: rule_store.sync(db, config.rules, now=now))
    known = config.targets.keys() | config.paused_targets
    _tell(database.write(lambda db: give_up_on_unknown(db, known)))
    set_times_right(database, config, now)


def mirror_change(
    database: Database,
    config: Config,
    *,
    gone: Iterable[str],
    changed: Iterable[Rule],
    now: datetime,
) -> None:
    """Have the database know other rules and targets while the daemon runs.

    Args:
        database: The database to write to.
        config: What is wanted from now on.
        gone: Names of rules that are no longer watched for.
        changed: Rules that are new, or read differently.
        now: Aware.
    """
    known = config.targets.keys() | config.paused_targets

    def write(db: sqlite_utils.Database) -> dict[str, int]:
        rule_store.change(db, changed, gone=gone, now=now)
        given_up = give_up_on_unknown(db, known)
        set_deliveries_right(db, config, now)
        return given_up

    _tell(database.write(write))


def _tell(given_up: dict[str, int]) -> None:
    for target, count in given_up.items():
        logger.warning(
            "%s to %s given up: the configuration no longer has this target",
            plural(count, "delivery", "deliveries"),
            target,
            extra={"event": "target-removed", "target": target},
        )


def apply_intervals(db: sqlite_utils.Database, watched: Iterable[Feed], *, now: datetime) -> None:
    """Let an interval that was edited count at once, from each feed's last poll.

    A feed that is being polled goes by it afterwards anyway.
    """
    by_url = {feed.url: feed for feed in watched}
    for row in feed_store.all_feeds(db):
        chance = random.random()  # noqa: S311 - jitter
        feed = by_url.get(row.url)
        if feed and (state := at_its_interval(feed, row.state, now=now, chance=chance)):
            feed_store.reschedule(db, row.id, state)


def give_up_on_unknown(db: sqlite_utils.Database, known: Collection[str]) -> dict[str, int]:
    """Give up what waits for targets that aren't ``known``; return how many deliveries, by target.

    Nothing would ever try it, and what is never tried must not look as if it were waiting.
    """
    unknown = [
        target
        for target, states in outbox.counts(db).items()
        if target not in known and "pending" in states
    ]
    return {target: outbox.give_up(db, target, NO_SUCH_TARGET) for target in unknown}
