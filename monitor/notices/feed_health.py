"""Notes about feeds that have died, are gone, changed, fell silent or are back: each change once.

    a feed's health isn't what the last note said   one note about all such feeds
    it merely fails                                 nothing: mostly it is well within the hour
    nobody answers for it, nor for any other        nothing: our own connection is down

Without this module a feed could end without anybody hearing of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlite_utils

from monitor.alerts.alert import Delivery, Note
from monitor.alerts.planning.delivery_state import delivery_key
from monitor.feeds.state.backoff import DAY
from monitor.feeds.state.health import REDESIGNED, Health, is_unreached, trouble_since
from monitor.human import in_words
from monitor.item import digest
from monitor.net.location import shown
from monitor.notices.notice import Notice
from monitor.store.outbox import notes as note_store
from monitor.store.writing import reported_health
from monitor.store.writing.reported_health import Heard, UnreportedHealth

SPEAKER = "news-monitor"
"""Stands where a rule's name would."""
NAMED = 20
"""Feeds that a note names; the others are counted."""
_COUNTED = {
    Health.GONE: "gone",
    Health.DEAD: "probably dead",
    Health.CHANGED: "changed",
    Health.SILENT: "silent",
    Health.OK: "back",
}
"""The healths that notes are about, the worst first, as the title has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A feed whose health isn't what the last note said, with what the next note says of it."""

    label: str
    health: Health
    since: datetime | None = None
    """When the trouble began; of one that is well again: when it had begun."""
    error: str = ""
    rhythm: timedelta = timedelta(0)
    """From one news to the next, while it still brought some."""


def tell_changes(db: sqlite_utils.Database, targets: Iterable[str], *, now: datetime) -> int:
    """Write one note, due now, about all feeds whose health isn't what the last note said.

    Args:
        db: In a transaction: the note, and that it was written, are kept together or not at all.
        targets: Names of the targets that the note goes to.
        now: Aware.

    Returns:
        How many feeds the note is about.
    """
    untold = reported_health.unreported(db, _COUNTED)
    if not untold:
        return 0
    changed = changes(untold, reported_health.heard(db), now=now)
    if not changed:
        return 0
    note_store.add(db, *notice_of(changed, targets, now=now))
    reported_health.keep(
        db,
        {
            id_: (change.health, None if change.health is Health.OK else change.since)
            for id_, change in changed.items()
        },
    )
    return len(changed)


def changes(
    untold: Iterable[UnreportedHealth], heard: Heard, *, now: datetime
) -> dict[int, Change]:
    """Return what the next note is to say: feed id → change. Pure.

    A feed that nobody answers for isn't called dead while no other host answers either.
    """
    line_is_down = _is_line_down(heard, now)
    return {
        each.feed_id: Change(
            label=each.label or shown(each.url),
            health=each.health,
            since=(
                each.told_since
                if each.health is Health.OK
                else trouble_since(each.state, each.health)
            ),
            error=each.state.trouble.error,
            rhythm=each.state.news.rhythm,
        )
        for each in untold
        if not (each.health is Health.DEAD and line_is_down and is_unreached(each.state))
    }


def notice_of(changed: Mapping[int, Change], targets: Iterable[str], *, now: datetime) -> Notice:
    """Return the one note about these feeds, by their ids, and its deliveries, due now. Pure."""
    title, text = worded(changed.values(), now)
    key = digest(("health", now.isoformat(), *map(str, changed)))
    return Notice(
        Note(key=key, title=title, text=text, created_at=now),
        tuple(
            Delivery(key=delivery_key(SPEAKER, key, target), target=target, next_attempt_at=now)
            for target in dict.fromkeys(targets)
        ),
    )


def worded(changed: Collection[Change], now: datetime) -> tuple[str, str]:
    """Return title and text: a line for each of the first ``NAMED``, the worst first. Pure."""
    order = list(_COUNTED)
    worst_first = sorted(changed, key=lambda change: order.index(change.health))
    counts = [(sum(c.health is health for c in changed), word) for health, word in _COUNTED.items()]
    title = "Feeds: " + ", ".join(f"{count} {word}" for count, word in counts if count)
    lines = [_line(change, now) for change in worst_first[:NAMED]]
    if len(changed) > NAMED:
        lines.append(f"and {len(changed) - NAMED} more; see: news-monitor feeds")
    return title, "\n".join(lines)


def _is_line_down(heard: Heard, now: datetime) -> bool:
    """Whether of several hosts none has answered for a day."""
    return heard.hosts > 1 and (heard.last_at is None or heard.last_at < now - DAY)


def _line(change: Change, now: datetime) -> str:
    label = " ".join(change.label.split())
    lasted = in_words(now - change.since) if change.since else ""
    match change.health:
        case Health.GONE:
            return f"{label}: switched off; its publisher says it is gone for good (410)"
        case Health.DEAD:
            return f"{label}: probably dead, failing for {lasted}: {change.error.rstrip('.')}"
        case Health.CHANGED:
            return f"{label}: {(change.error or REDESIGNED).rstrip('.')}"
        case Health.SILENT:
            return (
                f"{label}: nothing new for {lasted}; it used to bring news every "
                f"{in_words(change.rhythm)}"
            )
        case _:
            return f"{label}: back after {lasted}" if lasted else f"{label}: back"
