"""Reports: the matches that count for a rule's rhythm, and what a spike is made of.

A report is an outlet's first match about an event: a wire story in fifty papers is fifty reports,
a live page that one outlet keeps editing, or has in three feeds, is one. What wasn't news when it
came (a feed's first poll, an archive) or isn't for the rule's readers doesn't count. Without this
module the addition of a feed would be a spike of all rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlite_utils

from monitor.store.timestamps import from_text, to_text
from monitor.volume.drivers import Driver, Made

UNCOUNTED = ("baseline", "backfill", "rebuilt", "old", "scope", "backtest", "judged")
"""``matches.withheld`` of what is no report."""
NEWS = timedelta(days=4)
"""What was published longer before it was found is no news (``decision.MAX_AGE``)."""
MOST = 20_000
"""Matches of a spike that are looked through."""
_COUNTS = f"coalesce(matches.withheld, '') NOT IN ({', '.join(repr(each) for each in UNCOUNTED)})"
_FIRST = """
    NOT EXISTS (
        SELECT 1 FROM items same CROSS JOIN matches first
        WHERE same.event_id = items.event_id
            AND first.item_id = same.id AND first.rule = matches.rule
            AND +first.source = matches.source AND +first.id < matches.id)
"""
"""CROSS and + say which indexes to use: an event's items, then each one's match."""


class Counted(NamedTuple):
    """A report, as far as it is counted."""

    id: int
    """Of its match."""
    rule: str
    at: datetime
    """When it was found, aware UTC."""


def newest(db: sqlite_utils.Database, *, after: int, since: datetime) -> Iterator[Counted]:
    """Yield the reports that were found since, the newest first.

    Args:
        db: To read from.
        after: Only matches with a higher number.
        since: Aware. Matches are numbered in the order in which they were found.
    """
    oldest = to_text(since)
    rows = db.execute(
        f"""
        SELECT matches.id, rule, matched_at, {_COUNTS} AND {_FIRST}
        FROM matches CROSS JOIN items ON items.id = matches.item_id
        WHERE matches.id > ? ORDER BY matches.id DESC
        """,  # noqa: S608 - our own constants
        [after],
    )
    for id_, rule, at, counts in rows:
        if at < oldest:
            return
        if counts:
            yield Counted(id_, rule, from_text(at))


def last_id(db: sqlite_utils.Database) -> int:
    """Return the number of the newest match; 0: there is none."""
    (number,) = db.execute("SELECT max(id) FROM matches").fetchone()
    return int(number or 0)


def made_of(db: sqlite_utils.Database, rule: str, since: datetime, until: datetime) -> Made:
    """Return what a rule's reports between two moments are made of."""
    rows = db.execute(
        f"""
        SELECT items.event_id, items.story_id, items.title, items.link, matches.source
        FROM matches JOIN items ON items.id = matches.item_id
        WHERE matches.rule = ? AND matches.published_at >= ?
            AND matched_at > ? AND matched_at <= ? AND {_COUNTS} AND {_FIRST}
        ORDER BY matches.id
        """,  # noqa: S608 - our own constants
        [rule, to_text(since - NEWS), to_text(since), to_text(until)],
    ).fetchmany(MOST)
    events: dict[int, list[tuple[int, str, str, str]]] = {}
    outlets: dict[str, int] = {}
    for event, story, title, link, source in rows:
        events.setdefault(event, []).append((story, title, link, source))
        outlets[source] = outlets.get(source, 0) + 1
    drivers = [
        Driver(
            story=of[0][0],
            title=of[0][1],
            link=of[0][2],
            reports=len(of),
            outlets=tuple(dict.fromkeys(each[3] for each in of if each[3])),
        )
        for of in events.values()
    ]
    return Made(
        reports=len(rows),
        events=tuple(sorted(drivers, key=lambda driver: -driver.reports)),
        outlets=tuple(sorted(outlets.items(), key=lambda pair: -pair[1])),
    )
