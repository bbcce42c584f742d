"""Running: the parts that are at work together, and how they take up another configuration.

Feeds first, then what the database knows of rules and targets: if that can't be written, nothing
else has changed, and the reload is tried again. Only what differs is made anew. Without this module
a reload would have to end all flows and begin them again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from monitor.alerts.planning.decider import Rulebook
from monitor.config import Config
from monitor.config.difference import changed_rules
from monitor.feeds.watched import WatchedFeeds
from monitor.inbound.articles import Articles
from monitor.inbound.poll_loop import Intake
from monitor.inbound.record import Recorder
from monitor.outbound.workers import TargetWorkers
from monitor.store.database import Database
from monitor.store.lock import InstanceLock
from monitor.stories import Names
from monitor.upkeep.subscriptions import Subscriber
from monitor.upkeep.sync import mirror_rules
from monitor.upkeep.upkeep import Upkeep


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The parts of a daemon at work."""

    lock: InstanceLock
    database: Database
    recorder: Recorder
    intake: Intake
    articles: Articles
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
        mirror_rules(self.database, after, now=self.clock())
        gone, changed = changed_rules(before.rules, after.rules)
        self.recorder.take_up(
            rulebook(after),
            gone=gone,
            changed=changed,
            names=Names(after.aliases) if before.aliases != after.aliases else None,
        )
        self.intake.take_up(allow_private=after.allow_private)
        self.articles.take_up(
            allow_private=after.allow_private,
            per_hour=after.full_texts.per_hour,
            keep=after.full_texts.keep,
        )
        self.upkeep.take_up(after)
        self.workers.take_up(after.targets, anew=anew or _sent_otherwise(before, after))
        self.workers.wake()


def rulebook(config: Config) -> Rulebook:
    """Return what is decided by under a configuration."""
    return Rulebook(
        canonicals={rule.name: rule.canonical for rule in config.rules},
        policies=config.policies,
        targets=config.targets,
        timezone=config.timezone,
        gather=config.gather,
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
