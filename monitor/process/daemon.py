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

import logging
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

from apscheduler.job import Job as ScheduledJob
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from monitor import __version__
from monitor.alerts.planning.policy import Target
from monitor.alerts.wording.own_templates import FOLDER, load_wording
from monitor.alerts.wording.templates import Wording
from monitor.config import Config
from monitor.errors import MonitorError
from monitor.human import plural
from monitor.inbound.articles import Articles
from monitor.inbound.poll_loop import Intake
from monitor.inbound.summary import PollSummary
from monitor.outbound.deliver import TargetWorker
from monitor.process.reload import Reloader
from monitor.process.round import Round, deliver, in_background, poll_all
from monitor.process.running import Running, at_work
from monitor.process.stopping import StopSignal
from monitor.process.systemd import notify
from monitor.process.target_worker import worker_of
from monitor.process.watch import Watchdog, WriteLog
from monitor.process.web_page import WebPage, served
from monitor.rules.words.known_words import lists_for
from monitor.store.database import Database
from monitor.store.feeds import feeds as feed_store
from monitor.store.outbox import outbox
from monitor.troubles import Troubles
from monitor.upkeep.clock_jump import ClockWatch, set_times_right
from monitor.upkeep.upkeep import Job

logger = logging.getLogger(__name__)

TICK_SECONDS = 1
CHECK_SECONDS = 2.0
"""How often to see that all threads are at work, and whether the configuration has changed."""


def utc_now() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


class Daemon:
    """The program.

    Args:
        config: What to watch, and for what.
        read: Reads the configuration anew, for a reload; None: there is none.
        clock: Returns the time, aware.
    """

    def __init__(
        self,
        config: Config,
        *,
        read: Callable[[], Config] | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Take up a configuration.

        Raises:
            ConfigError: one of the user's templates can't be used.
        """
        self._config = config
        self._read = read
        self._clock = clock
        self._wording = load_wording(config.directory / FOLDER, complain=_complain)
        self._stop = StopSignal(hangup=read is not None)
        self._words = lists_for(config.database)
        self._clock_watch = ClockWatch(clock)
        self._clock_jumped = False
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
                wake=running.workers.wake,
                clock=self._clock,
            ) as page,
        ):
            scheduler = BackgroundScheduler(timezone=UTC)
            tick = self._tick(running.intake, running.articles)
            self._schedule(scheduler, [Job(TICK_SECONDS, tick, TICK_SECONDS)])
            reloader = self._reloader(running, page, scheduler)
            scheduler.start()
            tick()
            watching = self._watching(len(running.watched))
            notify(f"READY=1\nSTATUS={watching}")
            logger.info("%s", watching, extra={"event": "start", "version": __version__})
            try:
                while not self._stop.wait(CHECK_SECONDS):
                    asked, self._stop.hung_up = self._stop.hung_up, False
                    if reloader:
                        reloader.look(asked=asked)
                    self._watchdog.check(running.intake)
            except MonitorError:
                scheduler.shutdown(wait=False)
                raise
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
                intake, articles, upkeep = running.intake, running.articles, running.upkeep
                database, stop = running.database, self._stop
                workers = [self._worker(database, each) for each in self._config.targets.values()]
                database.give_up()  # who runs `once` is told of a full disk, and tries again
                in_background([running.subscriber.refresh], stop, halt=running.subscriber.stop)
                begun(len(running.watched))
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

    def _running(
        self, polled: Callable[[PollSummary], None], *, deliver: bool = True
    ) -> AbstractContextManager[Running]:
        return at_work(
            self._config,
            stop=self._stop,
            troubles=self.troubles,
            written=self._write_log.written,
            worker=self._worker,
            polled=polled,
            deliver=deliver,
            clock=self._clock,
        )

    def _reloader(
        self, running: Running, page: WebPage, scheduler: BackgroundScheduler
    ) -> Reloader | None:
        """Plan what the configuration wants done, and return what takes up another one."""
        chores = self._schedule(scheduler, running.upkeep.jobs())
        read = self._read

        def read_all() -> tuple[Config, Wording]:
            assert read is not None
            config = read()
            return config, load_wording(config.directory / FOLDER, complain=_complain)

        def take_up(before: Config, after: Config, wording: Wording) -> None:
            reworded = not wording.words_like(self._wording)
            kept = self._config, self._wording
            self._config, self._wording = after, wording
            try:
                running.take_up(before, after, anew=reworded)
            except MonitorError:
                self._config, self._wording = kept
                raise
            page.take_up(after)
            for chore in chores:
                chore.remove()
            chores[:] = self._schedule(scheduler, running.upkeep.jobs())
            notify(f"STATUS={self._watching(len(running.watched))}")

        if read is None:
            return None
        return Reloader(
            self._config,
            self._wording,
            read=read_all,
            take_up=take_up,
            troubles=self.troubles,
            clock=self._clock,
            told=lambda outcome: running.lock.say(outcome.to_json()),
            watch=self._config.watch_config,
        )

    def _schedule(self, scheduler: BackgroundScheduler, jobs: Iterable[Job]) -> list[ScheduledJob]:
        """Plan what is done again and again."""
        return [
            scheduler.add_job(
                job.do,
                IntervalTrigger(seconds=job.seconds),
                next_run_time=datetime.now(UTC) + timedelta(seconds=job.first),
                # What is late is still wanted, and many late ones are one.
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
            )
            for job in jobs
        ]

    def _tick(self, intake: Intake, articles: Articles) -> Callable[[], None]:
        def tick() -> None:
            with self._watchdog.ticking():
                if self._clock_watch.jumped():
                    self._clock_jumped = True
                    logger.info(
                        "the clock has jumped: polls are rescheduled", extra={"event": "clock"}
                    )
                if self._clock_jumped:
                    set_times_right(intake.database, self._config, self._clock())
                    self._clock_jumped = False
                intake.tick()
                articles.tick()

        return tick

    def _worker(self, database: Database, target: Target) -> TargetWorker:
        return worker_of(
            target,
            config=self._config,
            wording=self._wording,
            database=database,
            clock=self._clock,
            troubles=self.troubles,
        )

    def _watching(self, count: int) -> str:
        config = self._config
        feeds, rules = plural(count, "feed"), plural(len(config.rules), "rule")
        return f"watching {feeds} for {rules}, alerting {', '.join(config.targets) or 'nobody'}"


def _complain(problem: str) -> None:
    logger.warning("%s; using the shipped one instead", problem, extra={"event": "template"})
