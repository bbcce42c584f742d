"""Health: how the program is at this moment, for one configuration, from within or from outside.

Without this module the page, the command and the heartbeat would each put it together in their way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlite_utils

from monitor.config import Config
from monitor.errors import Problem, StoreError
from monitor.health.daemon_status import DaemonStatus, daemon_status_of
from monitor.health.facts import Facts, read_facts
from monitor.health.verdict import START, START_ANEW, Reason, State, Verdict, verdict_on
from monitor.presence import forbidden, is_missing, may_look
from monitor.store.database import reading
from monitor.store.lock import is_held
from monitor.store.trouble import explained
from monitor.troubles import Trouble

NAMED = 5
"""Of what is missing, so many are named."""
CONFIGURATION = "configuration"
"""What a configuration with mistakes is called among the troubles."""
MISSING = "missing"
"""What it is called among the troubles that something isn't there which the configuration names."""
SILENT = timedelta(minutes=1)
"""A daemon that has said nothing for so long is stuck."""


@dataclass(frozen=True, slots=True)
class Health:
    """How it is."""

    verdict: Verdict
    facts: Facts | None
    """None: the database can't be read."""
    daemon: DaemonStatus | None
    """What the daemon says of itself; None: there is none."""


def health_within(
    config: Config,
    db: sqlite_utils.Database,
    troubles: Iterable[Trouble],
    *,
    daemon: DaemonStatus,
    now: datetime,
) -> Health:
    """Return how it is, for the daemon itself."""
    troubles = tuple(troubles)
    facts: Facts | None = None
    try:
        with explained(config.database):
            facts = read_facts(db, config.database, targets=_names(config), now=now)
    except (StoreError, OSError) as error:
        troubles = _with(troubles, error, now)
    return Health(verdict_on(facts, troubles, targets=config.targets, now=now), facts, daemon)


def health_outside(config: Config, *, now: datetime, mistakes: Sequence[Problem] = ()) -> Health:
    """Return how it is, for any other process.

    Args:
        config: As far as it can be used.
        now: Aware.
        mistakes: What is wrong with it.
    """
    if not may_look(config.database):
        reason = f"whether it is well can't be told: {forbidden(config.database)}"
        return Health(Verdict(State.UNKNOWN, (Reason("daemon", reason),)), None, None)
    daemon = daemon_status_of(config.database)
    down, start = "", START
    if not is_held(config.database):
        down, daemon = "no daemon is running", None
    elif daemon is None:
        down = "no daemon is running, only a round of `once`"
    elif now - daemon.at > SILENT:
        said = daemon.at.astimezone(config.timezone)
        down = f"the daemon has been silent since {said:%Y-%m-%d %H:%M}: it is stuck"
        start = START_ANEW  # another can't be started beside it
    troubles = daemon.troubles if daemon else ()
    told = {each.name for each in troubles}
    wrong = [each for each in mistakes if not each.missing]
    if wrong and CONFIGURATION not in told:
        what = f"{config.path} can't be used: {'; '.join(each.headline for each in wrong)}"
        cure = "mend it; news-monitor check shows each mistake"
        troubles = (*troubles, Trouble(CONFIGURATION, what, cure, now, now))
    if config.missing and MISSING not in told:
        what = said_of_missing(config)
        troubles = (*troubles, Trouble(MISSING, what, cure_of_missing(), now, now))
    facts: Facts | None = None
    try:
        with reading(config.database) as db:
            facts = read_facts(db, config.database, targets=_names(config), now=now)
    except (StoreError, OSError) as error:
        if not (down and is_missing(config.database)):  # else that is no trouble of its own
            troubles = _with(troubles, error, now)
    verdict = verdict_on(facts, troubles, targets=config.targets, now=now, down=down, start=start)
    return Health(verdict, facts, daemon)


def said_of_missing(config: Config) -> str:
    """Say what the configuration names and isn't there."""
    said = [each.headline for each in config.missing]
    more = f"; and {len(said) - NAMED:,} more" if len(said) > NAMED else ""
    named = "; ".join(said[:NAMED])
    return f"{config.path} names what isn't there, and everything else goes on: {named}{more}"


def cure_of_missing() -> str:
    """Say what to do about that."""
    return (
        "put it back, and it is taken up by itself (secrets of the service: systemctl restart); "
        "or take it out: news-monitor check shows each place"
    )


def _names(config: Config) -> tuple[str, ...]:
    return (*config.targets, *sorted(config.paused_targets))


def _with(troubles: tuple[Trouble, ...], error: Exception, now: datetime) -> tuple[Trouble, ...]:
    if any(each.name == "database" for each in troubles):
        return troubles
    return (*troubles, Trouble("database", str(error), "", now, now))
