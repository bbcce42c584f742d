"""Daemon: puts the two flows together and runs them until told to stop.

    start    lock the database · open it · mirror the configuration into it · start one worker per
             target · start polling, a tick each second · say READY
    stop     SIGTERM or SIGINT: say STOPPING · no new tick · finish the polls and deliveries under
             way, for a few seconds · close the database

Leaves to others: what the flows do (``poll``, ``deliver``), the command line (``cli.run``).
"""

from __future__ import annotations

import logging
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType

import sqlite_utils
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from monitor import __version__
from monitor.alerts.alert import Alert, Message, Target
from monitor.alerts.render import render
from monitor.alerts.send import open_sender
from monitor.config import Config
from monitor.deliver import TargetWorker
from monitor.feeds import schedule
from monitor.feeds.polling import open_poller
from monitor.poll import Intake
from monitor.record import PollSummary, Recorder
from monitor.rules import KnownWords
from monitor.service import notify
from monitor.store import feeds as feed_store
from monitor.store import outbox
from monitor.store.database import Database
from monitor.store.lock import InstanceLock

logger = logging.getLogger(__name__)

TICK_SECONDS = 1
WORDS = ".news-monitor-words"
"""Folder beside the database where lists of known words are kept once they have been built."""
GRACE_SECONDS = 4.0
"""Polls, and then deliveries, under way at a stop get so long to finish."""


def utc_now() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


class Daemon:
    """The program, for one configuration."""

    def __init__(self, config: Config, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._config = config
        self._clock = clock
        self._stop = threading.Event()

    def run(self) -> None:
        """Run until SIGTERM or SIGINT.

        Raises:
            DatabaseInUse: another instance has this database.
            StoreError: the database can't be used.
        """
        with self._signals(), self._running(lambda _: None) as (intake, _):
            scheduler = BackgroundScheduler(timezone=UTC)
            # A tick that is late is still wanted, and many late ones are one.
            scheduler.add_job(
                intake.tick,
                IntervalTrigger(seconds=TICK_SECONDS),
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
            )
            scheduler.start()
            intake.tick()
            notify(f"READY=1\nSTATUS={self._watching()}")
            logger.info("%s", self._watching(), extra={"event": "start", "version": __version__})
            self._stop.wait()
            notify("STOPPING=1")
            logger.info("stopping: finishing what is under way", extra={"event": "stop"})
            scheduler.shutdown(wait=True)
        logger.info("stopped", extra={"event": "stopped"})

    def once(self, polled: Callable[[PollSummary], None]) -> int:
        """Poll every feed once and try what is due in the outbox once.

        Args:
            polled: Called after each poll.

        Returns:
            How many deliveries are still to be made.

        Raises:
            DatabaseInUse: another instance has this database.
            StoreError: the database can't be used.
        """
        with self._signals(), self._running(polled, deliver=False) as (intake, workers):
            database = intake.database
            database.write(lambda db: feed_store.poll_now(db, now=self._clock()))
            while not self._stop.is_set() and (intake.tick() or intake.busy):
                time.sleep(0.02)
            threads = [threading.Thread(target=worker.deliver_due) for worker in workers]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            counts = outbox.counts(database.read())
            return sum(counts.get(name, {}).get("pending", 0) for name in self._config.targets)

    @contextmanager
    def _running(
        self, polled: Callable[[PollSummary], None], *, deliver: bool = True
    ) -> Iterator[tuple[Intake, list[TargetWorker]]]:
        """Everything set up and, at the end, put away in order."""
        config = self._config
        with (
            InstanceLock(config.database),
            Database(config.database) as database,
            open_poller(clock=self._clock) as poller,
        ):
            self._mirror(database)
            workers = [self._worker(database, target) for target in config.targets.values()]

            def recorded(summary: PollSummary) -> None:
                if summary.alerts and deliver:
                    for worker in workers:
                        worker.wake()
                polled(summary)

            intake = Intake(
                database,
                Recorder(
                    database,
                    feeds=config.feeds,
                    rules=config.rules,
                    policies=config.policies,
                    known=KnownWords(cache=config.database.parent / WORDS),
                ),
                submit=poller.submit,
                allow_private=config.allow_private,
                clock=self._clock,
                recorded=recorded,
            )
            intake.start()
            if deliver:
                for worker in workers:
                    worker.start()
            try:
                yield intake, workers
            finally:
                if not intake.stop(GRACE_SECONDS):
                    logger.info("some polls were abandoned; they are due at the next start")
                for worker in workers:
                    worker.stop()
                if deliver:
                    _join(workers)

    def _mirror(self, database: Database) -> None:
        """Bring what the configuration says into the database."""
        config, now = self._config, self._clock()
        database.write(lambda db: feed_store.sync(db, config.feeds, now=now))
        _set_times_right(database, now)
        given_up = database.write(lambda db: outbox.give_up_on_unknown(db, set(config.targets)))
        for target, count in given_up.items():
            logger.warning(
                "%d deliveries to %s are dead: the configuration has no such target any more",
                count,
                target,
                extra={"event": "target-removed", "target": target},
            )

    def _worker(self, database: Database, target: Target) -> TargetWorker:
        def show(alert: Alert, key: str) -> Message:
            return render(alert, target.kind, key=key, timezone=self._config.timezone)

        return TargetWorker(
            database,
            target,
            render=show,
            send=open_sender(target, timezone=self._config.timezone),
            clock=self._clock,
        )

    def _watching(self) -> str:
        config = self._config
        feeds, rules = _plural(len(config.feeds), "feed"), _plural(len(config.rules), "rule")
        return f"watching {feeds} for {rules}, telling {', '.join(config.targets) or 'nobody'}"

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """SIGTERM and SIGINT ask for a stop; as they were before, afterwards."""

        def ask(number: int, _: FrameType | None) -> None:
            del number
            self._stop.set()

        before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _set_times_right(database: Database, now: datetime) -> None:
    """After a long stop, don't poll everything at once; after a clock set back, don't wait."""
    rows = [row for row in feed_store.all_feeds(database.read()) if row.state.last_poll_at]
    overdue = [row for row in rows if row.state.next_poll_at and row.state.next_poll_at <= now]
    spread = schedule.spread_for(len(overdue))

    def write(db: sqlite_utils.Database) -> None:
        for row in rows:
            state = schedule.clamp_due(
                row.state,
                now,
                chance=random.random(),  # noqa: S311 - jitter
                spread=spread,
            )
            if state != row.state:
                feed_store.save_state(db, row.id, state)

    database.write(write)


def _join(workers: list[TargetWorker]) -> None:
    deadline = time.monotonic() + GRACE_SECONDS
    for worker in workers:
        if not worker.join(max(deadline - time.monotonic(), 0.0)):
            # Its delivery stays pending: sent again, under the same key, after the next start.
            logger.warning("a delivery to %s was cut off", worker.target.name)


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
