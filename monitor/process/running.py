"""Running: the parts that are at work together, and how they take up another configuration.

A change takes up the feeds first, then what the database knows of rules and targets: if that can't
be written, nothing else has changed, and the reload is tried again. Only what differs is made anew.
Without this module nothing would be set up, and a reload would have to end all flows.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from monitor.alerts.planning.policy import Target
from monitor.alerts.planning.successive_decisions import Rulebook
from monitor.config import Config
from monitor.config.difference import changed_rules
from monitor.feeds.watched import WatchedFeeds
from monitor.garbage_collection import settled
from monitor.inbound.articles.articles import Articles
from monitor.inbound.judging.briefing import Briefing
from monitor.inbound.judging.judging import Judging
from monitor.inbound.poll_loop import Intake
from monitor.inbound.record import Recorder
from monitor.inbound.summary import PollSummary
from monitor.judge.model import WAIT
from monitor.net.system_limits import Room
from monitor.outbound.deliver import TargetWorker
from monitor.outbound.workers import TargetWorkers
from monitor.process.full_text import articles_of
from monitor.process.polling_engine import PollingEngine, open_engine
from monitor.process.stopping import StopSignal
from monitor.process.watch import once_there_is_space
from monitor.rules.vocabulary.known_words import known_beside
from monitor.store.database import Database
from monitor.store.lock import InstanceLock
from monitor.stories import Names
from monitor.troubles import Troubles
from monitor.upkeep.clock_jump import CURE, TOLD, said_at_start
from monitor.upkeep.subscriptions import Subscriber, stored_feeds
from monitor.upkeep.sync import mirror, mirror_change
from monitor.upkeep.upkeep import Upkeep

logger = logging.getLogger(__name__)

GRACE_SECONDS = 4.0
"""Polls and deliveries under way at a stop get so long to finish, all together."""
LEAST_SECONDS = 0.5
"""A delivery gets so long after the last poll was recorded, however long that took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The parts of a daemon at work."""

    lock: InstanceLock
    database: Database
    engine: PollingEngine
    recorder: Recorder
    intake: Intake
    articles: Articles
    judging: Judging
    briefing: Briefing
    workers: TargetWorkers
    subscriber: Subscriber
    watched: WatchedFeeds
    upkeep: Upkeep
    clock: Callable[[], datetime]
    """Returns the time, aware."""

    def take_up(self, before: Config, after: Config, *, anew: bool) -> None:
        """Work by another configuration from now on; no poll or delivery under way is disturbed.

        Args:
            before: What they have worked by.
            after: What they shall work by.
            anew: Every target gets another worker, for alerts are worded in another way.

        Raises:
            StoreError: It can't be written down now; they go on by ``before``.
        """
        self.subscriber.take_up(after)
        gone, changed = changed_rules(before.rules, after.rules)
        mirror_change(self.database, after, gone=gone, changed=changed, now=self.clock())
        self.recorder.take_up(
            rulebook(after),
            gone=gone,
            changed=changed,
            names=Names(after.aliases) if before.aliases != after.aliases else None,
        )
        self.engine.take_up(self.recorder.preparation)
        self.intake.take_up(allow_private=after.allow_private)
        self.articles.take_up(
            allow_private=after.allow_private,
            per_hour=after.full_texts.per_hour,
            keep=after.full_texts.keep,
        )
        self.judging.take_up(after.judge, after.policies)
        self.briefing.take_up(after.judge)
        self.upkeep.take_up(after)
        self.workers.take_up(after.targets, anew=anew or _sent_otherwise(before, after))
        self.workers.wake()


@contextmanager
def at_work(
    config: Config,
    *,
    stop: StopSignal,
    troubles: Troubles,
    written: Callable[[BaseException | None], None],
    worker: Callable[[Database, Target], TargetWorker],
    polled: Callable[[PollSummary], None],
    deliver: bool,
    room: Room,
    clock: Callable[[], datetime],
) -> Iterator[Running]:
    """Have everything set up within a ``with`` statement and, at its end, put away in order.

    Args:
        config: What to watch, and for what.
        stop: Whether the program is to stop.
        troubles: Where it is told what is wrong.
        written: Called after each commit, with what was wrong.
        worker: Makes the worker of a target.
        polled: Called after each poll.
        deliver: Whether to start the workers; else what is found isn't waited for, nor sent.
        room: How much may go on at a time.
        clock: Returns the time, aware.

    Raises:
        DatabaseInUse: another instance has this database.
        StoreError: the database can't be used.
    """
    with ExitStack() as opened:
        lock = opened.enter_context(InstanceLock(config.database))
        database = opened.enter_context(
            Database(
                config.database,
                alone=True,
                written=written,
                troubles=troubles,
            )
        )
        engine = opened.enter_context(
            open_engine(config, room=room, troubles=troubles, clock=clock)
        )
        watched = WatchedFeeds(stored_feeds(config, database.read()))
        for warning in room.warnings(feeds=len(watched)):
            troubles.met("room", warning)
            logger.warning("%s", warning, extra={"event": "room"})
        subscriber = opened.enter_context(
            Subscriber(database, config, watched, clock=clock, troubles=troubles)
        )
        # Before what the other clock planned is planned anew.
        if said := said_at_start(database.read(), clock()):
            troubles.met("clock", said, cure=CURE, lasting=TOLD)
            logger.warning("%s", said, extra={"event": "clock"})
        once_there_is_space(
            lambda: mirror(database, config, watched.all, now=clock()),
            stop=stop if deliver else None,
        )
        workers = TargetWorkers(partial(worker, database))

        def recorded(summary: PollSummary) -> None:
            if summary.deliveries:
                workers.wake()
            polled(summary)

        upkeep = Upkeep(
            database,
            config,
            subscriber,
            wake=workers.wake,
            clock=clock,
            stopping=lambda: stop.asked,
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
            judged_within=WAIT if config.judge else None,
            troubles=troubles,
        )
        engine.take_up(recorder.preparation)
        intake = Intake(
            database,
            recorder,
            submit=engine.poller.submit,
            allow_private=config.allow_private,
            clock=clock,
            recorded=recorded,
            troubles=troubles,
            room=engine.room,
        )
        articles = articles_of(
            config,
            database,
            recorder,
            watched=watched,
            poller=engine.poller,
            clock=clock,
            wake=workers.wake,
        )
        judging = Judging(
            database,
            config.judge,
            config.policies,
            clock=clock,
            wake=workers.wake,
            troubles=troubles,
        )
        briefing = Briefing(database, config.judge, busy=lambda: judging.busy, clock=clock)
        intake.start()
        if deliver:
            workers.take_up(config.targets)
        try:
            with settled():
                yield Running(
                    lock=lock,
                    database=database,
                    engine=engine,
                    recorder=recorder,
                    intake=intake,
                    articles=articles,
                    judging=judging,
                    briefing=briefing,
                    workers=workers,
                    subscriber=subscriber,
                    watched=watched,
                    upkeep=upkeep,
                    clock=clock,
                )
        finally:
            database.give_up()
            articles.stop()
            judging.stop()
            workers.stop()  # what the last polls bring is sent at the next start
            end = time.monotonic() + GRACE_SECONDS
            if not intake.stop(GRACE_SECONDS):
                logger.info(
                    "some polls were abandoned; they will run at the next start",
                    extra={"event": "abandoned"},
                )
            workers.join(max(end - time.monotonic(), LEAST_SECONDS))


def rulebook(config: Config) -> Rulebook:
    """Return what is decided by under a configuration."""
    return Rulebook(
        canonicals={rule.name: rule.canonical for rule in config.rules},
        policies=config.policies,
        targets=config.targets,
        timezone=config.timezone,
        gather=config.gather,
        judged_within=WAIT if config.judge else None,
    )


def _sent_otherwise(before: Config, after: Config) -> bool:
    """Whether something has changed that the workers of all targets work by."""

    def of(config: Config) -> tuple[object, ...]:
        return (
            config.policies,
            config.timezone,
            config.gather,
            config.web,
            tuple(config.targets),
            config.allow_private,
        )

    return of(before) != of(after)
