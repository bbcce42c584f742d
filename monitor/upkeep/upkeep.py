"""Upkeep: what is done again and again beside polling and sending.

    each minute          read the lists of feeds that are due
    each 15 seconds      look for spikes, if rules have found anything
    each ten minutes     write notes about feeds' health, about rules that fell silent, and about
                         rules that were voted bad
    each hour            remove what is no longer kept, and move what is old into the archive;
                         give memory back
    each day             look through a big database for damage

None of it may end the daemon: what fails is logged, and tried again the next time. Without this
module the database would grow for ever, and nobody would hear of a feed that died.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from monitor.config import Config
from monitor.errors import DatabaseCorrupt, StoreError
from monitor.garbage_collection import give_back
from monitor.human import plural
from monitor.notices import feed_health, overdue_rules
from monitor.notices.spikes import SpikeWatch
from monitor.notices.suggestions import Suggestions
from monitor.rules.vocabulary.known_words import known_beside
from monitor.store.archive import moving
from monitor.store.database import Database
from monitor.store.judge import verdicts
from monitor.store.trouble import explained
from monitor.store.upkeep import retention, soundness
from monitor.store.volume import tallies
from monitor.upkeep.subscriptions import Subscriber

logger = logging.getLogger(__name__)

LISTS_SECONDS = 60
"""How often to look for lists of feeds that are due; oftener if one is to be read oftener."""
HEALTH_SECONDS = 600
FIRST_HEALTH = 60
"""Seconds after a start, when the first polls have shown how the feeds are."""
SPIKE_SECONDS = 15
"""How often what rules find is counted; a spike is to be found within a quarter of an hour."""
FIRST_OVERDUE = HEALTH_SECONDS
"""When what was missed while nothing ran has been caught up with."""
FIRST_SUGGESTIONS = 120
TIDY_SECONDS = 3600
"""How often what is too old is removed."""
FIRST_TIDY = 300
LOOK_SECONDS = 86_400
FIRST_LOOK = 1_800
"""When a start's work is done: a big database is looked through for damage, which takes minutes."""
GIVE_BACK_SECONDS = 60
FIRST_GIVE_BACK = 30
"""When the first polls are over: they take much memory for a moment."""


class Job(NamedTuple):
    """Something to do again and again."""

    seconds: float
    """From one time to the next."""
    do: Callable[[], object]
    first: float
    """Seconds from the start to the first time."""


class Upkeep:
    """The chores, for one configuration and one database."""

    def __init__(
        self,
        database: Database,
        config: Config,
        subscriber: Subscriber,
        *,
        wake: Callable[[], None],
        clock: Callable[[], datetime],
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        """Take what the chores need; ``jobs`` says which there are.

        Args:
            database: The database to read and to tidy.
            config: What the user wants kept, and where notes go.
            subscriber: Reads the lists of feeds.
            wake: Called when there is something new in the outbox.
            clock: Returns the time, aware.
            stopping: Returns whether the daemon is stopping; the rest is left for the next start.
        """
        self._database = database
        self._config = config
        self._subscriber = subscriber
        self._wake = wake
        self._clock = clock
        self._stopping = stopping
        self._suggestions = Suggestions(database, lambda: known_beside(database.path))
        self._spikes = SpikeWatch(database)

    def take_up(self, config: Config) -> None:
        """Do the chores for this configuration from now on; ``jobs`` may be others."""
        self._config = config

    def jobs(self) -> Iterator[Job]:
        """Yield the jobs that the configuration asks for."""
        yield Job(TIDY_SECONDS, self.tidy, FIRST_TIDY)
        yield Job(LOOK_SECONDS, self.look, FIRST_LOOK)
        yield Job(GIVE_BACK_SECONDS, give_back, FIRST_GIVE_BACK)
        if lists := self._config.subscriptions:
            shortest = min(each.every.total_seconds() for each in lists)
            yield Job(min(shortest, LISTS_SECONDS), self.refresh, 0)
        if self._config.health_targets:
            yield Job(HEALTH_SECONDS, self.tell_health, FIRST_HEALTH)
        if any(policy.expect is not None for policy in self._config.policies.values()):
            yield Job(HEALTH_SECONDS, self.tell_overdue, FIRST_OVERDUE)
        if any(policy.targets for policy in self._config.policies.values()):
            yield Job(HEALTH_SECONDS, self.tell_suggestions, FIRST_SUGGESTIONS)
        yield Job(SPIKE_SECONDS, self.tell_spikes, SPIKE_SECONDS)

    def tidy(self) -> None:
        """Remove what is older than is to be kept; move what is old into the archive."""
        removed = 0
        with self._surviving("old items couldn't be removed; trying again in an hour"):
            removed = retention.tidy(
                self._database, self._config.keep, now=self._clock(), stop=self._stopping
            )
            self._database.write(lambda db: tallies.forget(db, now=self._clock()))
            self._database.write(lambda db: verdicts.forget(db, now=self._clock()))
        if removed:
            logger.info(
                "removed %s no longer kept",
                plural(removed, "item"),
                extra={"event": "tidied", "items": removed},
            )
        self._archive()

    def look(self) -> None:
        """Look through a big database for damage."""
        try:
            soundness.look(self._database, stop=self._stopping)
        except DatabaseCorrupt as error:
            logger.error("%s", error, extra={"event": "damaged"})  # noqa: TRY400 - no bug of ours

    def _archive(self) -> None:
        keep, moved, dropped = self._config.keep, 0, list[str]()
        with self._surviving(
            "old items couldn't be moved into the archive; trying again in an hour"
        ):
            moved = moving.move(self._database, keep, now=self._clock(), stop=self._stopping)
            dropped = moving.drop(self._database, keep, now=self._clock())
        if moved:
            logger.info(
                "moved %s into the archive",
                plural(moved, "item"),
                extra={"event": "archived", "items": moved},
            )
        for month in dropped:
            logger.info(
                "removed %s from the archive: nothing of it is kept any longer",
                month,
                extra={"event": "archive-dropped", "month": month},
            )

    def refresh(self) -> None:
        """Read the lists of feeds that are due."""
        with self._surviving("the lists of feeds couldn't be updated"):  # what is due stays due
            self._subscriber.refresh()

    def tell_health(self) -> None:
        """Write a note about feeds that have died, fallen silent or come back, if there are any."""
        targets, now = self._config.health_targets, self._clock()
        if not targets:
            return
        told = 0
        with self._surviving("feed health couldn't be reported; trying again in ten minutes"):
            told = self._database.write(lambda db: feed_health.tell_changes(db, targets, now=now))
        if told:
            logger.info("reported a change in %s", plural(told, "feed"), extra={"event": "health"})
            self._wake()

    def tell_overdue(self) -> None:
        """Tell whom it concerns which rules have matched nothing for too long."""
        config, now, told = self._config, self._clock(), 0
        with self._surviving("silent rules couldn't be reported; trying again in ten minutes"):
            told = self._database.write(
                lambda db: overdue_rules.tell_overdue(
                    db, config.policies, config.targets, now=now, zone=config.timezone
                )
            )
        if told:
            logger.info(
                "reported %s",
                plural(told, "silent rule"),
                extra={"event": "overdue"},
            )
            self._wake()

    def tell_suggestions(self) -> None:
        """Tell whom it concerns how rules that were voted bad could be written better."""
        config, told = self._config, 0
        with self._surviving("no suggestions could be made; trying again in ten minutes"):
            told = self._suggestions.tell(
                config.rules,
                config.policies,
                config.targets,
                now=self._clock(),
                zone=config.timezone,
            )
        if told:
            logger.info(
                "made suggestions for %s", plural(told, "rule"), extra={"event": "suggestion"}
            )
            self._wake()

    def tell_spikes(self) -> None:
        """Count what rules have found, and tell whom it concerns which find far more than usual."""
        config, now, told = self._config, self._clock(), 0
        with self._surviving("what rules found couldn't be counted; trying again in a moment"):
            told = self._spikes.check(
                config.policies, config.targets, now=now, zone=config.timezone
            )
        if told:
            logger.info("reported %s", plural(told, "spike"), extra={"event": "spike"})
            self._wake()

    @contextmanager
    def _surviving(self, failure: str) -> Iterator[None]:
        """Whatever a chore raises is logged, and no more; a database's fault is said elsewhere."""
        try:
            with explained(self._database.path):
                yield
        except StoreError as error:
            logger.debug("%s: %s", failure, error, extra={"event": "chore-waits"})
        except Exception:
            logger.exception("%s", failure, extra={"event": "bug"})
