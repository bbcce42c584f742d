"""Daemon: puts the two flows together and runs them until told to stop.

    start    lock the database · open it · bring the configuration into it (``sync``), with the
             feeds of its lists as they were last read · start one worker per target · start
             polling, a tick each second · serve the page, in threads of its own · say READY
    then     each second poll what is due · now and then what ``upkeep`` has to do
    stop     SIGTERM or SIGINT: say STOPPING · no new tick · finish the polls and deliveries under
             way, for a few seconds · close the database

Without this module the two flows would be parts that nobody starts, and a stop would cut off polls
and deliveries half done.
"""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from monitor import __version__
from monitor.alerts.alert import Content, Message
from monitor.alerts.planning.policy import Target
from monitor.alerts.sending.send import open_sender
from monitor.alerts.wording.own_templates import FOLDER, load_wording
from monitor.alerts.wording.render import render
from monitor.config import Config
from monitor.errors import MonitorError
from monitor.feeds.polling.poll import open_poller
from monitor.feeds.polling.poller import Poller
from monitor.feeds.watched import WatchedFeeds
from monitor.human import plural
from monitor.inbound.articles import Articles
from monitor.inbound.poll_loop import Intake
from monitor.inbound.record import Recorder
from monitor.inbound.summary import PollSummary
from monitor.outbound.deliver import TargetWorker, page_for
from monitor.process.full_text import articles_of
from monitor.process.room import limits_here, room_within, warnings_about
from monitor.process.round import Round, deliver, in_background, poll_all
from monitor.process.stopping import StopSignal
from monitor.process.systemd import notify
from monitor.process.tick import Tick
from monitor.process.timetable import Timetable
from monitor.process.watch import Watchdog, WriteLog, once_there_is_space
from monitor.process.web_page import served
from monitor.rules.words.known_words import LISTS, known_beside
from monitor.store.database import Database
from monitor.store.feeds import feeds as feed_store
from monitor.store.lock import InstanceLock
from monitor.store.outbox import outbox
from monitor.stories import Names
from monitor.troubles import Troubles
from monitor.upkeep.subscriptions import Subscriber, stored_feeds
from monitor.upkeep.sync import mirror
from monitor.upkeep.upkeep import Upkeep

logger = logging.getLogger(__name__)

CHECK_SECONDS = 10.0
"""How often to see that all threads are at work."""
"""Folder beside the database where lists of known words are kept once they have been built."""
GRACE_SECONDS = 4.0
"""Polls, and then deliveries, under way at a stop get so long to finish."""


def utc_now() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


class _Running(NamedTuple):
    intake: Intake
    articles: Articles
    workers: list[TargetWorker]
    subscriber: Subscriber
    watched: WatchedFeeds
    upkeep: Upkeep


class Daemon:
    """The program, for one configuration."""

    def __init__(self, config: Config, *, clock: Callable[[], datetime] = utc_now) -> None:
        """Take up a configuration.

        Raises:
            ConfigError: one of the user's templates can't be used.
        """
        self._config = config
        self._clock = clock
        self._wording = load_wording(config.directory / FOLDER, complain=_complain)
        self._stop = StopSignal()
        self._limits = limits_here()
        self._room = room_within(self._limits, targets=len(config.targets))
        self._words = config.database.parent / LISTS
        self.troubles = Troubles(clock)
        self._write_log = WriteLog(self.troubles)
        self._watchdog = Watchdog()

    def run(self) -> None:
        """Run until SIGTERM or SIGINT.

        Raises:
            DatabaseInUse: another instance has this database.
            StoreError: the database can't be used.
            MonitorError: a thread without which nothing is polled has died.
        """
        with (
            self._stop.listening(),
            self._running(lambda _: None) as running,
            served(
                self._config,
                running.intake.database,
                words=self._words,
                workers=running.workers,
                visitors=self._room.visitors,
                clock=self._clock,
            ),
        ):
            tick = Tick(
                self._config,
                running.intake,
                running.articles,
                running.workers,
                watchdog=self._watchdog,
                troubles=self.troubles,
                clock=self._clock,
            )
            timetable = tick.timetable = Timetable(tick, running.upkeep.jobs())
            timetable.start()
            watching = self._watching(len(running.watched))
            notify(f"READY=1\nSTATUS={watching}")
            logger.info("%s", watching, extra={"event": "start", "version": __version__})
            try:
                while not self._stop.wait(CHECK_SECONDS):
                    self._watchdog.check(running.intake)
            except MonitorError:
                timetable.stop(wait=False)
                raise
            notify("STOPPING=1")
            logger.info("stopping: finishing what is under way", extra={"event": "stop"})
            running.subscriber.stop()
            timetable.stop()
        logger.info("stopped", extra={"event": "stopped"})

    def once(
        self,
        polled: Callable[[PollSummary], None],
        *,
        begun: Callable[[int], None] = lambda _: None,
    ) -> Round:
        """Poll every feed once, after the lists that are due, and try the outbox once.

        What is held for a digest isn't waited for. What is no longer kept goes. A signal ends it
        within seconds.

        Args:
            polled: Called after each poll.
            begun: Called before them, with the number of feeds.

        Raises:
            DatabaseInUse: another instance has this database.
            StoreError: the database can't be used.
        """
        told = 0

        def count(summary: PollSummary) -> None:
            nonlocal told
            told += 1
            polled(summary)

        with self._stop.listening():
            with self._running(count, deliver=False) as running:
                intake, articles, workers, subscriber, watched, upkeep = running
                database, stop = intake.database, self._stop
                database.give_up()  # who runs `once` is told of a full disk, and tries again
                in_background([subscriber.refresh], stop, halt=subscriber.stop)
                begun(len(watched))
                began = self._clock()
                database.write(lambda db: feed_store.poll_now(db, now=began))
                due = feed_store.count_due(database.read(), now=began)
                # What is polled is due again later than that, however soon it is.
                poll_all(lambda: intake.tick(due_by=began) or intake.busy, stop)
                poll_all(articles.tick, stop)
                if not stop.asked:
                    upkeep.tell_health()
                    upkeep.tell_overdue()
                    deliver(workers, stop)
                if not stop.asked:
                    upkeep.tidy()
                waiting = outbox.waiting(database.read(), self._config.targets.keys())
            return Round(
                waiting=waiting,
                unrecorded=intake.unrecorded,
                unknown=tuple(filter(None, (worker.unrecorded for worker in workers))),
                stopped=stop.asked,
                unpolled=max(due - told - intake.unrecorded, 0),
            )

    @contextmanager
    def _running(
        self, polled: Callable[[PollSummary], None], *, deliver: bool = True
    ) -> Iterator[_Running]:
        """Everything set up and, at the end, put away in order."""
        config = self._config
        with ExitStack() as opened:
            opened.enter_context(InstanceLock(config.database))
            database = opened.enter_context(
                Database(
                    config.database,
                    alone=True,
                    written=self._write_log.written,
                    troubles=self.troubles,
                )
            )
            watched = WatchedFeeds(stored_feeds(config, database.read()))
            poller = opened.enter_context(self._poller(feeds=len(watched)))
            subscriber = opened.enter_context(
                Subscriber(database, config, watched, clock=self._clock)
            )
            once_there_is_space(
                lambda: mirror(database, config, watched.all, now=self._clock()),
                stop=self._stop if deliver else None,
            )
            workers = [self._worker(database, target) for target in config.targets.values()]

            def wake() -> None:
                for worker in workers if deliver else ():
                    worker.wake()

            def recorded(summary: PollSummary) -> None:
                if summary.deliveries:
                    wake()
                polled(summary)

            upkeep = Upkeep(
                database,
                config,
                subscriber,
                wake=wake,
                clock=self._clock,
                stopping=lambda: self._stop.asked,
            )

            recorder = Recorder(
                database,
                watched=watched,
                rules=config.rules,
                policies=config.policies,
                targets=config.targets,
                timezone=config.timezone,
                known=known_beside(config.database),
                names=Names(config.aliases),
                # Once all is polled, what is found together goes out together without a wait.
                gather=config.gather if deliver else timedelta(0),
            )
            intake = Intake(
                database,
                recorder,
                submit=poller.submit,
                allow_private=config.allow_private,
                clock=self._clock,
                recorded=recorded,
                troubles=self.troubles,
            )
            articles = articles_of(
                config,
                database,
                recorder,
                watched=watched,
                poller=poller,
                clock=self._clock,
                wake=wake,
            )
            intake.start()
            if deliver:
                for worker in workers:
                    worker.start()
            gc.freeze()  # rules and words stay: to look them through for garbage takes 70 ms
            try:
                yield _Running(intake, articles, workers, subscriber, watched, upkeep)
            finally:
                gc.unfreeze()
                database.give_up()
                articles.stop()
                if not intake.stop(GRACE_SECONDS):
                    logger.info("some polls were abandoned; they will run at the next start")
                for worker in workers:
                    worker.stop()
                if deliver:
                    _join(workers)

    def _poller(self, *, feeds: int) -> AbstractContextManager[Poller]:
        room = self._room
        for warning in warnings_about(room, self._limits, feeds=feeds):
            self.troubles.met("room", warning)
            logger.warning("%s", warning, extra={"event": "room"})
        return open_poller(
            clock=self._clock, workers=room.polls, lookups=room.lookups, keep=room.kept
        )

    def _worker(self, database: Database, target: Target) -> TargetWorker:
        config = self._config

        def show(content: Content, key: str) -> Message:
            return render(
                content,
                target.kind,
                key=key,
                timezone=config.timezone,
                page_url=page_for(target.kind, config.web),
                wording=self._wording,
            )

        return TargetWorker(
            database,
            target,
            render=show,
            send=open_sender(target, timezone=config.timezone),
            clock=self._clock,
            others=tuple(config.targets),
            zone=config.timezone,
            policies=config.policies,
            gather=config.gather,
            troubles=self.troubles,
        )

    def _watching(self, count: int) -> str:
        config = self._config
        feeds, rules = plural(count, "feed"), plural(len(config.rules), "rule")
        return f"watching {feeds} for {rules}, alerting {', '.join(config.targets) or 'nobody'}"


def _complain(problem: str) -> None:
    logger.warning("%s; using the shipped one instead", problem, extra={"event": "template"})


def _join(workers: list[TargetWorker]) -> None:
    deadline = time.monotonic() + GRACE_SECONDS
    for worker in workers:
        if not worker.join(max(deadline - time.monotonic(), 0.0)):
            # Its delivery stays pending: sent again, under the same key, after the next start.
            logger.warning("a delivery to %s was cut off", worker.target.name)
