"""Sift: which of a poll's items are new, which are stored, and under which id.

Reads the database, changes nothing. Leaves to others: what becomes of them (``record``).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlite_utils

from monitor.feeds.state import rebuilt, syndicated
from monitor.feeds.state.outcome import Parsed
from monitor.feeds.state.rebuilt import Rebuilt
from monitor.human import plural
from monitor.item import Item, dated
from monitor.store.writing import items as item_store
from monitor.store.writing import tombstones
from monitor.store.writing.feeds import FeedRow
from monitor.store.writing.items import KnownItem
from monitor.stories.reading.identity import canonical_link

logger = logging.getLogger(__name__)

SEARCHED: Final = 4
"""A rebuilt feed's items are looked for among so many times as many stored ones, the newest."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """A poll's items, told apart."""

    items: Sequence[Item]
    """Without those that are an echo of another, or aren't kept any more."""
    known: Mapping[str, KnownItem]
    """Those that are stored, by the key they have now."""
    rebuilt: Rebuilt
    """Which of them have a new key."""
    overlapped: bool
    """It showed something that was known, or nothing at all: no gap since the last poll."""


def sift(db: sqlite_utils.Database, outcome: Parsed, row: FeedRow, *, now: datetime) -> Sifted:
    """Tell a poll's items apart."""
    known = item_store.known(db, row.id, [item.key for item in outcome.items])
    gone = tombstones.among(
        db, row.id, (item.key for item in outcome.items if item.key not in known)
    )
    kept = [item for item in outcome.items if item.key not in gone]
    heard = _without_echoes(db, kept, known, now=now)
    found = _rebuilt(db, outcome, heard, known, row)
    if found.keys:
        stored = item_store.known(db, row.id, found.keys.values())
        known = {**known, **{new: stored[old] for new, old in found.keys.items()}}
    was_there = known or outcome.unchanged_items or len(heard) < len(outcome.items)
    return Sifted(heard, known, found, bool(was_there) or not outcome.items)


def _without_echoes(
    db: sqlite_utils.Database,
    items: Sequence[Item],
    known: Mapping[str, KnownItem],
    *,
    now: datetime,
) -> Sequence[Item]:
    """Leave out what another feed, or an earlier poll, brought under another guid and link."""
    echoes = {item.key: syndicated.echo_of(item) for item in items if item.key not in known}
    wanted = {digest for digest in echoes.values() if digest}
    if not wanted:
        return items
    stored = item_store.echoes(db, wanted)
    heard = []
    for item in items:
        digest = echoes.get(item.key)
        published = dated(item, now=now).published or now
        told = stored.setdefault(digest, []) if digest else []
        if any(abs(published - earlier) <= syndicated.WINDOW for earlier in told):
            continue
        told.append(published)
        heard.append(item)
    return heard


def _rebuilt(
    db: sqlite_utils.Database,
    outcome: Parsed,
    heard: Sequence[Item],
    known: Mapping[str, KnownItem],
    row: FeedRow,
) -> Rebuilt:
    """Which of a feed's new items are old ones under new ids, if it may have been rebuilt."""
    unknown = [item for item in heard if item.key not in known]
    previous_poll = row.state.last_success_at
    if (
        previous_poll is None
        or outcome.unchanged_items
        or not rebuilt.may_be_rebuilt(outcome.items, unknown)
    ):
        return Rebuilt({})
    limit = SEARCHED * len(outcome.items)
    found = rebuilt.find(
        unknown,
        item_store.standing(db, row.id, limit=limit, but=known),
        items=len(outcome.items),
        previous_poll=previous_poll,
        page=canonical_link,
    )
    if found.keys:
        logger.info(
            "%s: %s came again under new ids",
            row.label,
            plural(len(found.keys), "item"),
            extra={"event": "rebuilt", "feed": row.url, "items": len(found.keys)},
        )
    return found
