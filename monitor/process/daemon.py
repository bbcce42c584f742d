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
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from monitor import __version__
from monitor.alerts.planning.policy import Target
from monitor.alerts.wording.own_templates import FOLDER, load_wording, templates_mistakes_too
from monitor.alerts.wording.templates import Wording
from monitor.config import Config
from monitor.errors import MonitorError
from monitor.health.current import Health
from monitor.health.metrics import Metrics
from monitor.human import plural
from monitor.inbound.summary import PollSummary
from monitor.net.system_limits import limits_here, room_within
from monitor.outbound.deliver import TargetWorker
from monitor.process import missing
from monitor.process.logs.config_warnings import log_warnings
from monitor.process.logs.logs import show_times_in
from monitor.process.reload import Reloader, WatchedFiles, files_of
from monitor.process.round import Round, deliver, in_background, poll_all
from monitor.process.running import Running, at_work
from monitor.process.self_report import SelfReport
from monitor.process.stopping import StopSignal
from monitor.process.systemd import notify
from monitor.process.target_worker import worker_of
from monitor.process.tick import Tick
from monitor.process.timetable import Timetable
from monitor.process.watch import Watchdog, WriteLog
from monitor.process.web_page import WebPage, served
from monitor.process.welcome import what_is_there
from monitor.rules.vocabulary.word_lists import lists_for
from monitor.store.database import Database
from monitor.store.feeds import feeds as feed_store
from monitor.store.outbox import unsent
from monitor.troubles import Troubles
from monitor.upkeep.upkeep import Job

logger = logging.getLogger(__name__)

CHECK_SECONDS = 2.0
"""How often to see that all threads are at work, and whether the configuration has changed."""
FIRST_HEARTBEAT = 30.0
"""Seconds from a start to the first heartbeat: by then the first polls have shown how it is."""


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
        self._watched = WatchedFiles(files_of(config)) if config.watch_config else None
        self._wording = load_wording(config.directory / FOLDER, complain=_complain)
        self._stop = StopSignal(hangup=read is not None)
        self._words = lists_for(config.database)
        self._room = room_within(limits_here(), targets=len(config.targets))
        self.troubles = Troubles(clock)
        self._write_log = WriteLog(self.troubles)
        self._watchdog = Watchdog()
        self._metrics: Metrics | None = None

    def run(self) -> None:
        """Run until SIGTERM or SIGINT.

        Raises:
            DatabaseInUse: another instance has this database.
            StoreError: the database can't be used.
            MonitorError: a thread without which nothing is polled has died.
        """
        missing.tell(self._config, self.troubles)
        with (
            self._stop.listening(),
            self._running(self._count) as running,
            self._served(running, report := self._self_report(running)) as page,
        ):
            there = what_is_there(
                running.database.read(),
                now=self._clock(),
                page=page.url,
            )
            tick = Tick(
                running,
                config=lambda: self._config,
                watchdog=self._watchdog,
                troubles=self.troubles,
                clock=self._clock,
            )
            timetable = tick.timetable = Timetable(tick, self._jobs(running, report))
            reloader = self._reloader(running, page, timetable, report)
            report.beat()
            timetable.start()
            watching = self._watching(running)
            notify(f"READY=1\nSTATUS={watching}")
            logger.info("%s", watching, extra={"event": "start", "version": __version__})
            if there:
                logger.info("%s", there, extra={"event": "history"})
            log_warnings(self._config)
            try:
                while not self._stop.wait(CHECK_SECONDS):
                    asked, self._stop.hung_up = self._stop.hung_up, False
                    if reloader:
                        reloader.look(asked=asked)
                    page.try_again()
                    report.beat(alive=self._watchdog.check(running.intake))
            except MonitorError:
                timetable.stop(wait=False)
                raise
            notify("STOPPING=1")
            logger.info("stopping: finishing what is under way", extra={"event": "stop"})
            running.subscriber.stop()
            timetable.stop()
            report.let_go()
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

        missing.tell(self._config, self.troubles)
        with self._stop.listening():
            with self._running(count, deliver=False) as running:
                intake, articles, upkeep = running.intake, running.articles, running.upkeep
                database, stop = running.database, self._stop
                targets = self._config.targets
                ready = [each for each in targets.values() if not each.lacks]
                workers = [self._worker(database, each) for each in ready]
                database.give_up()  # who runs `once` is told of a full disk, and tries again
                in_background([running.subscriber.refresh], stop, halt=running.subscriber.stop)
                begun(len(running.watched))
                began = self._clock()
                database.write(lambda db: feed_store.poll_now(db, now=began))
                due = feed_store.count_due(database.read(), now=began)
                # What is polled is due again later than that, however soon it is.
                poll_all(lambda: intake.tick(due_by=began) or intake.busy, stop)
                poll_all(articles.tick, stop)
                poll_all(running.judging.tick, stop)
                if not stop.asked:
                    upkeep.tell_health()
                    upkeep.tell_overdue()
                    upkeep.tell_suggestions()
                    upkeep.tell_spikes()
                    deliver(workers, stop)
                if not stop.asked:
                    upkeep.tidy()
                waiting = unsent.waiting(database.read(), targets.keys(), since=began)
            return Round(
                waiting=waiting,
                stuck={name: each.lacks for name, each in targets.items() if each.lacks}
                | {each.target.name: each.failure for each in workers if each.failure},
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
            room=self._room,
            clock=self._clock,
        )

    def _count(self, summary: PollSummary) -> None:
        if self._metrics is not None:
            self._metrics.polled(summary)

    def _self_report(self, running: Running) -> SelfReport:
        return SelfReport(
            self._config,
            running.lock,
            self.troubles,
            watching=lambda: self._watching(running),
            clock=self._clock,
        )

    def _served(self, running: Running, report: SelfReport) -> AbstractContextManager[WebPage]:
        def health() -> Health:
            return report.health(running.database.read())

        cluster = running.engine.cluster
        self._metrics = Metrics(health, self._clock, cluster)
        return served(
            self._config,
            running.database,
            words=self._words,
            wake=running.workers.wake,
            visitors=self._room.visitors,
            clock=self._clock,
            troubles=self.troubles,
            health=health,
            cluster=cluster,
            metrics=self._metrics.text,
        )

    def _jobs(self, running: Running, report: SelfReport) -> Iterator[Job]:
        """What is to be done again and again, as the configuration wants it now."""
        yield from running.upkeep.jobs()
        if self._config.heartbeat is not None:
            seconds = self._config.heartbeat.every.total_seconds()
            yield Job(
                seconds,
                lambda: report.send_heartbeat(running.database.read()),
                min(seconds, FIRST_HEARTBEAT),
            )

    def _reloader(
        self, running: Running, page: WebPage, timetable: Timetable, report: SelfReport
    ) -> Reloader | None:
        """Return what takes up another configuration."""
        read = self._read

        def read_all() -> tuple[Config, Wording]:
            assert read is not None
            with templates_mistakes_too(self._config.directory / FOLDER):
                config = read()
            return config, load_wording(config.directory / FOLDER, complain=_complain)

        def take_up(before: Config, after: Config, wording: Wording) -> None:
            reworded = not wording.words_like(self._wording)
            kept = self._config, self._wording
            self._config, self._wording = after, wording
            try:
                report.claim(after.database)
                running.take_up(before, after, anew=reworded)
            except MonitorError:
                self._config, self._wording = kept
                raise
            missing.tell(after, self.troubles, before=before)
            show_times_in(after.timezone)
            page.take_up(after)
            report.take_up(after)
            timetable.take_up(self._jobs(running, report))

        if read is None:
            return None
        return Reloader(
            self._config,
            self._wording,
            read=read_all,
            take_up=take_up,
            troubles=self.troubles,
            clock=self._clock,
            told=report.reloaded,
            watched=self._watched,
        )

    def _worker(self, database: Database, target: Target) -> TargetWorker:
        return worker_of(
            target,
            config=self._config,
            wording=self._wording,
            database=database,
            clock=self._clock,
            troubles=self.troubles,
        )

    def _watching(self, running: Running) -> str:
        config = self._config
        feeds, rules = plural(len(running.watched), "feed"), plural(len(config.rules), "rule")
        cluster = running.engine.cluster()
        polled = f", polled {cluster.said}," if cluster else ""
        targets = ", ".join(config.targets) or "nobody"
        return f"watching {feeds}{polled} for {rules}, alerting {targets}"


def _complain(problem: str) -> None:
    logger.warning("%s; using the shipped one instead", problem, extra={"event": "template"})
