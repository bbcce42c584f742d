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
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
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
from monitor.feeds.polling.poll import open_poller
from monitor.feeds.watched import WatchedFeeds
from monitor.human import plural
from monitor.inbound.articles import Articles
from monitor.inbound.poll_loop import Intake
from monitor.inbound.record import Recorder
from monitor.inbound.summary import PollSummary
from monitor.outbound.deliver import TargetWorker
from monitor.outbound.workers import TargetWorkers
from monitor.process.full_text import articles_of
from monitor.process.reload import Reloader
from monitor.process.running import Running
from monitor.process.stopping import StopSignal
from monitor.process.systemd import notify
from monitor.process.target_worker import worker_of
from monitor.process.watch import Watchdog, WriteLog, once_there_is_space
from monitor.process.web_page import WebPage, served
from monitor.rules.words.known_words import known_beside, lists_for
from monitor.store.database import Database
from monitor.store.feeds import feeds as feed_store
from monitor.store.lock import InstanceLock
from monitor.store.outbox import outbox
from monitor.stories import Names
from monitor.troubles import Troubles
from monitor.upkeep.clock_jump import ClockWatch, set_times_right
from monitor.upkeep.subscriptions import Subscriber, stored_feeds
from monitor.upkeep.sync import mirror
from monitor.upkeep.upkeep import Job, Upkeep

logger = logging.getLogger(__name__)

TICK_SECONDS = 1
CHECK_SECONDS = 2.0
"""How often to see that all threads are at work, and whether the configuration has changed."""
GRACE_SECONDS = 4.0
"""Polls, and then deliveries, under way at a stop get so long to finish."""


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
        self.unrecorded = 0
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
    ) -> outbox.Waiting:
        """Poll every feed once, after the lists that are due, and try the outbox once.

        What is held for a digest isn't waited for. What is no longer kept goes. ``unrecorded`` says
        then of how many polls nothing could be written.

        Args:
            polled: Called after each poll.
            begun: Called before them, with the number of feeds.

        Returns:
            What is still to be sent.

        Raises:
            DatabaseInUse: another instance has this database.
            StoreError: the database can't be used.
        """
        with self._stop.listening(), self._running(polled, deliver=False) as running:
            intake, articles, watched = running.intake, running.articles, running.watched
            database, subscriber, upkeep = intake.database, running.subscriber, running.upkeep
            database.give_up()  # who runs `once` is told of a full disk, and tries again
            subscriber.refresh()
            begun(len(watched))
            began = self._clock()
            database.write(lambda db: feed_store.poll_now(db, now=began))
            # What is polled is due again later than that, however soon it is.
            while not self._stop.asked and (intake.tick(due_by=began) or intake.busy):
                time.sleep(0.02)
            while not self._stop.asked and articles.tick():
                time.sleep(0.02)
            upkeep.tell_health()
            upkeep.tell_overdue()
            workers = [self._worker(database, each) for each in self._config.targets.values()]
            threads = [threading.Thread(target=worker.work) for worker in workers]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            upkeep.tidy()
            self.unrecorded = intake.unrecorded
            return outbox.waiting(database.read(), self._config.targets.keys())

    @contextmanager
    def _running(
        self, polled: Callable[[PollSummary], None], *, deliver: bool = True
    ) -> Iterator[Running]:
        """Everything set up and, at the end, put away in order."""
        config = self._config
        with ExitStack() as opened:
            lock = opened.enter_context(InstanceLock(config.database))
            database = opened.enter_context(
                Database(
                    config.database,
                    alone=True,
                    written=self._write_log.written,
                    troubles=self.troubles,
                )
            )
            poller = opened.enter_context(open_poller(clock=self._clock))
            watched = WatchedFeeds(stored_feeds(config, database.read()))
            subscriber = opened.enter_context(
                Subscriber(database, config, watched, clock=self._clock)
            )
            once_there_is_space(
                lambda: mirror(database, config, watched.all, now=self._clock()),
                stop=self._stop if deliver else None,
            )
            workers = TargetWorkers(lambda target: self._worker(database, target))

            def recorded(summary: PollSummary) -> None:
                if summary.deliveries:
                    workers.wake()
                polled(summary)

            upkeep = Upkeep(
                database,
                config,
                subscriber,
                wake=workers.wake,
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
            )
            articles = articles_of(
                config,
                database,
                recorder,
                watched=watched,
                poller=poller,
                clock=self._clock,
                wake=workers.wake,
            )
            intake.start()
            if deliver:
                workers.take_up(config.targets)
            gc.freeze()  # rules and words stay: to look them through for garbage takes 70 ms
            try:
                yield Running(
                    lock=lock,
                    database=database,
                    recorder=recorder,
                    intake=intake,
                    articles=articles,
                    workers=workers,
                    subscriber=subscriber,
                    watched=watched,
                    upkeep=upkeep,
                    clock=self._clock,
                )
            finally:
                gc.unfreeze()
                database.give_up()
                articles.stop()
                if not intake.stop(GRACE_SECONDS):
                    logger.info("some polls were abandoned; they will run at the next start")
                workers.stop()
                workers.join(GRACE_SECONDS)

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
