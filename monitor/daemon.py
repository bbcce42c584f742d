"""Daemon: puts the two flows together and runs them until told to stop.

    start    lock the database · open it · mirror the configuration into it, with the feeds of its
             lists as they were last read · start one worker per target · start polling, a tick each
             second · say READY
    then     each minute read the lists that are due · each ten minutes tell of feeds' health
    stop     SIGTERM or SIGINT: say STOPPING · no new tick · finish the polls and deliveries under
             way, for a few seconds · close the database

Leaves to others: what the flows do (``poll``, ``deliver``, ``subscribe``), the command
line (``cli.run``).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from monitor import __version__
from monitor.alerts.alert import Alert, Message, Note
from monitor.alerts.policy import Target
from monitor.alerts.render import render, render_note
from monitor.alerts.send import open_sender
from monitor.config import Config
from monitor.deliver import TargetWorker
from monitor.feeds.feed import Feed
from monitor.feeds.polling import open_poller
from monitor.poll import Intake
from monitor.record import Recorder
from monitor.rules import KnownWords
from monitor.service import notify
from monitor.stopping import StopSignal
from monitor.store import feeds as feed_store
from monitor.store import health, outbox
from monitor.store.database import Database
from monitor.store.lock import InstanceLock
from monitor.subscribe import Subscriber
from monitor.summary import PollSummary
from monitor.wake import ClockWatch, set_times_right

logger = logging.getLogger(__name__)

TICK_SECONDS = 1
LISTS_SECONDS = 60
"""How often to look for lists of feeds that are due; oftener if one is to be read oftener."""
HEALTH_SECONDS = 600
FIRST_HEALTH = timedelta(seconds=60)
"""After a start, when the first polls have told how things are."""
WORDS = ".news-monitor-words"
"""Folder beside the database where lists of known words are kept once they have been built."""
GRACE_SECONDS = 4.0
"""Polls, and then deliveries, under way at a stop get so long to finish."""


def utc_now() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


class _Running(NamedTuple):
    intake: Intake
    workers: list[TargetWorker]
    subscriber: Subscriber


class Daemon:
    """The program, for one configuration."""

    def __init__(self, config: Config, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._config = config
        self._clock = clock
        self._stop = StopSignal()
        self._clock_watch = ClockWatch(clock)

    def run(self) -> None:
        """Run until SIGTERM or SIGINT.

        Raises:
            DatabaseInUse: another instance has this database.
            StoreError: the database can't be used.
        """
        with self._stop.listening(), self._running(lambda _: None) as running:
            scheduler = BackgroundScheduler(timezone=UTC)
            self._schedule(scheduler, running)
            scheduler.start()
            running.intake.tick()
            watching = self._watching(len(running.subscriber.feeds))
            notify(f"READY=1\nSTATUS={watching}")
            logger.info("%s", watching, extra={"event": "start", "version": __version__})
            self._stop.wait()
            notify("STOPPING=1")
            logger.info("stopping: finishing what is under way", extra={"event": "stop"})
            running.subscriber.stop()
            scheduler.shutdown(wait=True)
        logger.info("stopped", extra={"event": "stopped"})

    def once(
        self,
        polled: Callable[[PollSummary], None],
        *,
        begun: Callable[[int], None] = lambda _: None,
    ) -> int:
        """Poll every feed once, after the lists that are due, and try the outbox once.

        Args:
            polled: Called after each poll.
            begun: Called before them, with the number of feeds.

        Returns:
            How many deliveries are still to be made.

        Raises:
            DatabaseInUse: another instance has this database.
            StoreError: the database can't be used.
        """
        with self._stop.listening(), self._running(polled, deliver=False) as running:
            intake, workers, subscriber = running
            database = intake.database
            subscriber.refresh()
            begun(len(subscriber.feeds))
            database.write(lambda db: feed_store.poll_now(db, now=self._clock()))
            while not self._stop.asked and (intake.tick() or intake.busy):
                time.sleep(0.02)
            self._tell_health(running)
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
    ) -> Iterator[_Running]:
        """Everything set up and, at the end, put away in order."""
        config = self._config
        with (
            InstanceLock(config.database),
            Database(config.database) as database,
            open_poller(clock=self._clock) as poller,
            Subscriber(
                database,
                config,
                clock=self._clock,
                changed=lambda feeds: self._watch(database, recorder, feeds),
            ) as subscriber,
        ):
            self._mirror(database, subscriber.feeds)
            workers = [self._worker(database, target) for target in config.targets.values()]

            def recorded(summary: PollSummary) -> None:
                if summary.alerts and deliver:
                    for worker in workers:
                        worker.wake()
                polled(summary)

            recorder = Recorder(
                database,
                feeds=subscriber.feeds,
                rules=config.rules,
                policies=config.policies,
                known=KnownWords(cache=config.database.parent / WORDS),
            )
            intake = Intake(
                database,
                recorder,
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
                yield _Running(intake, workers, subscriber)
            finally:
                if not intake.stop(GRACE_SECONDS):
                    logger.info("some polls were abandoned; they are due at the next start")
                for worker in workers:
                    worker.stop()
                if deliver:
                    _join(workers)

    def _schedule(self, scheduler: BackgroundScheduler, running: _Running) -> None:
        """Plan what is done again and again."""

        def every(seconds: float, do: Callable[[], object], first: timedelta) -> None:
            scheduler.add_job(
                do,
                IntervalTrigger(seconds=seconds),
                next_run_time=datetime.now(UTC) + first,
                # What is late is still wanted, and many late ones are one.
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
            )

        every(TICK_SECONDS, lambda: self._tick(running.intake), timedelta(seconds=TICK_SECONDS))
        if lists := self._config.subscriptions:
            shortest = min(each.every.total_seconds() for each in lists)
            every(min(shortest, LISTS_SECONDS), lambda: self._refresh(running), timedelta(0))
        if self._config.health_targets:
            every(HEALTH_SECONDS, lambda: self._tell_health(running), FIRST_HEALTH)

    def _tick(self, intake: Intake) -> None:
        if self._clock_watch.jumped():
            logger.info("the clock has jumped: polls are planned anew", extra={"event": "clock"})
            set_times_right(intake.database, self._clock())
        intake.tick()

    def _refresh(self, running: _Running) -> None:
        try:
            running.subscriber.refresh()
        except Exception:
            # A full disk, say: what is due stays due.
            logger.exception("the lists of feeds couldn't be taken up")

    def _watch(self, database: Database, recorder: Recorder, feeds: tuple[Feed, ...]) -> None:
        """Take up the feeds of lists that have changed, without disturbing polls under way."""
        now = self._clock()
        recorder.watch(feeds)
        database.write(lambda db: feed_store.sync(db, feeds, now=now, running=True))
        logger.info("now watching %s", _plural(len(feeds), "feed"), extra={"event": "feeds"})

    def _tell_health(self, running: _Running) -> None:
        """Tell whom it concerns which feeds have died, fallen silent or come back."""
        targets, now = self._config.health_targets, self._clock()
        if not targets:
            return
        try:
            told = running.intake.database.write(
                lambda db: health.tell_changes(db, targets, now=now)
            )
        except Exception:
            logger.exception("the feeds' health couldn't be told; it will be in ten minutes")
            return
        if told:
            logger.info("told of %s", _plural(told, "feed"), extra={"event": "health"})
            for worker in running.workers:
                worker.wake()

    def _mirror(self, database: Database, feeds: tuple[Feed, ...]) -> None:
        """Bring what is to be watched into the database."""
        config, now = self._config, self._clock()
        database.write(lambda db: feed_store.sync(db, feeds, now=now))
        set_times_right(database, now)
        given_up = database.write(lambda db: outbox.give_up_on_unknown(db, set(config.targets)))
        for target, count in given_up.items():
            logger.warning(
                "%d deliveries to %s are dead: the configuration has no such target any more",
                count,
                target,
                extra={"event": "target-removed", "target": target},
            )

    def _worker(self, database: Database, target: Target) -> TargetWorker:
        def show(content: Alert | Note, key: str) -> Message:
            if isinstance(content, Note):
                return render_note(content.title, content.text, target.kind, key=key)
            return render(content, target.kind, key=key, timezone=self._config.timezone)

        return TargetWorker(
            database,
            target,
            render=show,
            send=open_sender(target, timezone=self._config.timezone),
            clock=self._clock,
        )

    def _watching(self, count: int) -> str:
        config = self._config
        feeds, rules = _plural(count, "feed"), _plural(len(config.rules), "rule")
        return f"watching {feeds} for {rules}, telling {', '.join(config.targets) or 'nobody'}"


def _join(workers: list[TargetWorker]) -> None:
    deadline = time.monotonic() + GRACE_SECONDS
    for worker in workers:
        if not worker.join(max(deadline - time.monotonic(), 0.0)):
            # Its delivery stays pending: sent again, under the same key, after the next start.
            logger.warning("a delivery to %s was cut off", worker.target.name)


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
