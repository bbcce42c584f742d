"""Verdict: whether the program is well, and if it isn't, every reason with its cure. Pure.

It is well only if nothing is known that keeps news from being found or told. Without this module
each of health check, command and page would have an opinion of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from shlex import quote

from monitor.health.facts import Facts, Outbox
from monitor.human import few, in_words, plural
from monitor.troubles import Trouble

RELEASED = datetime(2025, 1, 1, tzinfo=UTC)
"""No clock that is right shows an earlier time."""
LATE = timedelta(minutes=5)
"""A poll may be so late: hosts are asked politely, one feed after another."""
WAITING = timedelta(minutes=15)
"""So long an alert may wait for a target that doesn't take it."""
LITTLE_SPACE = 200 * 2**20
"""Bytes. With less the disk will be full before somebody looks."""


class State(StrEnum):
    """How it is."""

    WELL = "well"
    DEGRADED = "degraded"
    """It works, but some news isn't found or told, or soon won't be."""
    DOWN = "down"
    """No daemon is at work."""
    UNKNOWN = "unknown"
    """Whoever asks may not look."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it isn't well."""

    name: str
    """What it is about: ``database``, ``target desk``, ``feeds`` …"""
    what: str
    cure: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the program is."""

    state: State
    reasons: tuple[Reason, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether nothing is known that keeps news from being found or told."""
        return self.state is State.WELL


START = (
    "start it: news-monitor run, or systemctl start news-monitor; if it ends again, "
    "journalctl -u news-monitor -p err says why"
)
START_ANEW = "end it and start it anew: systemctl restart news-monitor, or as you started it"


def verdict_on(
    facts: Facts | None,
    troubles: Iterable[Trouble],
    *,
    targets: Collection[str],
    now: datetime,
    down: str = "",
    start: str = START,
) -> Verdict:
    """Return how the program is.

    Args:
        facts: What the database shows; None: it can't be read, which is among the troubles.
        troubles: What the daemon itself says.
        targets: Names of the targets that there are; others no longer matter.
        now: Aware.
        down: Why no daemon is at work; empty: one is.
        start: What to do about that.
    """
    reasons = [Reason(each.name, each.what, each.cure, each.since) for each in troubles]
    if now < RELEASED:
        what = f"the clock shows {now:%Y-%m-%d %H:%M} UTC, which is earlier than news-monitor is"
        reasons.append(Reason("clock", what, "set it: timedatectl"))
    if facts is not None:
        if not down:
            reasons += _of_feeds(facts)
        for name in targets:
            if outbox := facts.targets.get(name):
                reasons += _of_target(name, outbox, now)
        if missing := list(map(str, facts.missing)):
            named = few(missing[:3], more=len(missing) - 3)
            are = "is" if len(missing) == 1 else "are"
            reasons.append(
                Reason(
                    "archive",
                    f"{named} of the archive {are} missing, so what is in there isn't found",
                    "put the file back, or take it from a backup",
                )
            )
        if facts.free_bytes < LITTLE_SPACE:
            mib = facts.free_bytes // 2**20
            reasons.append(
                Reason(
                    "disk",
                    f"only {mib:,} MiB are free on the database's disk",
                    "make room, or set max_size",
                )
            )
    if down:
        return Verdict(State.DOWN, (Reason("daemon", down, start), *reasons))
    return Verdict(State.DEGRADED if reasons else State.WELL, tuple(reasons))


def _of_feeds(facts: Facts) -> list[Reason]:
    reasons = []
    if facts.overdue > LATE:
        reasons.append(
            Reason(
                "polling",
                f"polls are late, by up to {in_words(facts.overdue)}",
                "if it stays so: one host with very many feeds, or too little processor time",
            )
        )
    if facts.feeds and facts.failing == facts.feeds:
        what = "no feed can be read" if facts.feeds > 1 else "the only feed can't be read"
        reasons.append(
            Reason("feeds", what, "news-monitor feeds shows why; is the network up?", facts.read_at)
        )
    return reasons


def _of_target(name: str, outbox: Outbox, now: datetime) -> list[Reason]:
    reasons = []
    if outbox.oldest_at is not None and now - outbox.oldest_at > WAITING:
        waiting = plural(outbox.pending, "delivery", "deliveries")
        why = f": {outbox.error}" if outbox.error else ""
        reasons.append(
            Reason(
                f"target {name}",
                f"{waiting} to {name} wait{'s' if outbox.pending == 1 else ''}{why}",
                f"try it: news-monitor targets test {quote(name)}",
                outbox.oldest_at,
            )
        )
    if outbox.recently_dead:
        reasons.append(
            Reason(
                f"target {name}",
                f"{plural(outbox.recently_dead, 'delivery', 'deliveries')} to {name} "
                f"{'was' if outbox.recently_dead == 1 else 'were'} given up in the last day",
                "news-monitor deliveries --dead shows why; "
                f"news-monitor deliveries retry --dead --target {quote(name)} sends them again",
            )
        )
    return reasons
