"""Config: all that the user wrote in config.toml, checked, with its secrets in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.alerts.planning.policy import Group, Policy, Target
from monitor.config.tables.feeds.full_text import FullTexts
from monitor.config.tables.heartbeat import Heartbeat
from monitor.config.tables.keep import Keep
from monitor.config.tables.web import Web
from monitor.errors import Problem
from monitor.feeds.cluster.address import Cluster
from monitor.feeds.state.feed import Feed
from monitor.feeds.subscription import Subscription
from monitor.judge.model import Judge
from monitor.regular_file import Stamp
from monitor.rules.rule import Rule

GATHER = timedelta(seconds=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A configuration: feeds, rules, targets and settings, without ``enabled = false`` entries."""

    path: Path
    """The file it was read from."""
    directory: Path
    """The file's folder, absolute; what the paths in it are relative to."""
    database: Path
    """Absolute."""
    timezone: ZoneInfo
    """The user's: for every time that is shown."""
    feeds: tuple[Feed, ...] = ()
    """Those of ``subscriptions`` aren't among them."""
    switched_off: frozenset[str] = frozenset()
    """Identities (``state.feed``) of feeds with ``enabled = false``: no list brings them back."""
    subscriptions: tuple[Subscription, ...] = ()
    rules: tuple[Rule, ...] = ()
    targets: Mapping[str, Target] = field(default_factory=dict)
    """By name."""
    paused_targets: frozenset[str] = frozenset()
    """Names of those with ``enabled = false``: what waits for them goes on waiting."""
    policies: Mapping[str, Policy] = field(default_factory=dict)
    """By the rule's name; one for each rule."""
    group: Group = Group.STORY
    """What a rule makes one message of that doesn't say so."""
    health_targets: tuple[str, ...] = ()
    """Names of the targets that get a note when a feed dies, falls silent or comes back."""
    heartbeat: Heartbeat | None = None
    """Whom to tell again and again that all is well; None: nobody."""
    judge: Judge | None = None
    """The user's own model, which says whether a match is about what its rule means; None: none."""
    gather: timedelta = GATHER
    """How long what isn't urgent waits for what other rules have to say about the same event."""
    full_texts: FullTexts = field(default_factory=FullTexts)
    """Which articles are read beside the feeds, and what is kept of them."""
    keep: Keep = field(default_factory=Keep)
    """How long what was found is kept."""
    web: Web | None = None
    """How the page is served; None: not at all."""
    cluster: Cluster | None = None
    """Whose workers poll; None: this process does."""
    allow_private: frozenset[str] = frozenset()
    """Hosts that may have addresses which aren't public: names in lower case, or addresses."""
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The user's own and the shipped pack's in one, by ``aliases.alias_key``."""
    watch_config: bool = True
    """Whether a change to one of ``files`` is taken up by itself."""
    files: Mapping[Path, Stamp] = field(default_factory=dict)
    """The files that it was read from, the lists of feeds among them, each as it was just before
    it was read: what is changed while the program starts isn't missed."""
    missing: tuple[Problem, ...] = ()
    """What it refers to and isn't there: what needs that stands still, the rest can be used."""
    warnings: tuple[Problem, ...] = ()
    """What the user should know, in the order of the file."""
