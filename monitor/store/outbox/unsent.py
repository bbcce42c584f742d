"""Unsent: what a round of deliveries has left: to be tried again, held, or given up.

Without it whoever runs ``once`` by cron would take a round for a good one that sent nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlite_utils

from monitor.store.outbox.outbox import AttemptResult
from monitor.store.timestamps import from_text, to_text

_TITLED = """
    SELECT deliveries.target, deliveries.last_error, coalesce(notes.title, items.title, '')
    FROM deliveries
    LEFT JOIN notes ON notes.id = deliveries.note_id
    LEFT JOIN alerts ON alerts.id = deliveries.alert_id
    LEFT JOIN items ON items.id = alerts.item_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """Deliveries to one target that didn't arrive."""

    target: str
    reasons: tuple[str, ...]
    """Why, each once; none where they weren't tried."""
    titles: tuple[str, ...]
    """What each is about, oldest first; empty for a digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a round has left."""

    unsent: tuple[Unsent, ...] = ()
    """What is tried again."""
    given_up: tuple[Unsent, ...] = ()
    """What was given up in this round."""
    held: Mapping[str, tuple[int, datetime]] = field(default_factory=dict)
    """By target: how many are held, and when the first of them are released."""

    @property
    def count(self) -> int:
        """How many deliveries are tried again."""
        return sum(len(each.titles) for each in self.unsent)


def waiting(db: sqlite_utils.Database, targets: Collection[str], *, since: datetime) -> Waiting:
    """What is still to be sent to these targets, and what was given up since the round began."""
    held = db.execute(
        """
        SELECT target, count(*), min(next_attempt_at) FROM deliveries
        WHERE state = 'pending' AND hold <> '' GROUP BY 1
        """
    )
    unsent = db.execute(
        f"{_TITLED} WHERE deliveries.state = 'pending' AND deliveries.hold = '' "
        "ORDER BY deliveries.id"
    )
    given_up = db.execute(
        f"{_TITLED} WHERE deliveries.state = 'dead' AND deliveries.id IN "  # noqa: S608
        "(SELECT delivery_id FROM attempts WHERE at >= ? AND result = ?) ORDER BY deliveries.id",
        [to_text(since), AttemptResult.DEAD],
    )
    return Waiting(
        unsent=_by_target(unsent, targets),
        given_up=_by_target(given_up, targets),
        held={name: (count, from_text(at)) for name, count, at in held if name in targets},
    )


def _by_target(
    rows: Iterable[tuple[str, str, str]], targets: Collection[str]
) -> tuple[Unsent, ...]:
    found: dict[str, list[tuple[str, str]]] = {}
    for target, reason, title in rows:
        if target in targets:
            found.setdefault(target, []).append((reason, title))
    return tuple(
        Unsent(
            target=target,
            reasons=tuple(dict.fromkeys(reason for reason, _ in its if reason)),
            titles=tuple(title for _, title in its),
        )
        for target, its in found.items()
    )
