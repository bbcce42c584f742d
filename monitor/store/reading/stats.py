"""Stats: rules and feeds in numbers, for a stretch of time.

What counts is when an item was published, as everywhere in the history.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlite_utils

from monitor.store.by_hand import corrections
from monitor.store.timestamps import from_text, to_text


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleStats:
    """What a rule found in a stretch of time, in numbers."""

    rule: str
    matches: int
    alerts: int
    """Alerts, not deliveries: each may have gone to several targets."""
    stories: int
    """Stories its matches belong to."""
    good: int
    bad: int
    corrections: int
    """Matches that, as somebody said in that time, weren't about the event they were counted to."""
    last_match: datetime
    """Publication of its newest match."""
    per_day: tuple[int, ...]
    """Matches in each 24 hours from the beginning on, the last ones maybe cut short."""

    @property
    def precision(self) -> float | None:
        """The share, 0 to 1, of good matches among those that were voted on; None: nobody voted."""
        voted = self.good + self.bad
        return self.good / voted if voted else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStats:
    """What a feed brought in a stretch of time, in numbers."""

    feed_id: int
    url: str
    name: str
    items: int
    matches: int
    first: int
    """Stories that several feeds have and this one had first."""


def rule_stats(db: sqlite_utils.Database, since: datetime, until: datetime) -> list[RuleStats]:
    """Return the rules that matched from ``since`` until before ``until``, the busiest first."""
    window = (to_text(since), to_text(until))
    days = max(-(-(until - since) // timedelta(days=1)), 1)
    per_day: dict[str, list[int]] = defaultdict(lambda: [0] * days)
    for rule, day, count in db.execute(
        """
        SELECT rule, CAST(julianday(published_at) - julianday(?) AS INTEGER), count(*)
        FROM matches WHERE published_at >= ? AND published_at < ? GROUP BY 1, 2
        """,
        [window[0], *window],
    ):
        per_day[rule][min(day, days - 1)] += count
    rows = db.execute(
        """
        SELECT rule, count(*), count(DISTINCT alert_id), count(DISTINCT items.story_id),
               coalesce(sum(vote = 1), 0), coalesce(sum(vote = -1), 0), max(matches.published_at)
        FROM matches JOIN items ON items.id = matches.item_id
        WHERE matches.published_at >= ? AND matches.published_at < ? GROUP BY rule
        ORDER BY count(*) DESC, rule
        """,
        window,
    )
    corrected = corrections.by_rule(db, since, until)
    return [
        RuleStats(
            rule=rule,
            matches=matches,
            alerts=alerts,
            stories=stories,
            good=good,
            bad=bad,
            corrections=corrected.get(rule, 0),
            last_match=from_text(last),
            per_day=tuple(per_day[rule]),
        )
        for rule, matches, alerts, stories, good, bad, last in rows
    ]


def feed_stats(db: sqlite_utils.Database, since: datetime, until: datetime) -> list[FeedStats]:
    """Return the feeds with items from ``since`` until before ``until``, the busiest first."""
    window = (to_text(since), to_text(until))

    def counted(statement: str) -> dict[int, int]:
        return dict(db.execute(statement, window).fetchall())

    items = counted(
        "SELECT feed_id, count(*) FROM items WHERE published_at >= ? AND published_at < ? "
        "GROUP BY feed_id"
    )
    matches = counted(
        "SELECT feed_id, count(*) FROM matches WHERE published_at >= ? AND published_at < ? "
        "GROUP BY feed_id"
    )
    first = counted(
        """
        SELECT feed_id, count(*) FROM (
            SELECT items.feed_id, min(items.published_at)
            FROM stories JOIN items ON items.story_id = stories.id
            WHERE stories.items > 1 AND stories.opened_at >= ? AND stories.opened_at < ?
            GROUP BY stories.id HAVING count(DISTINCT items.feed_id) > 1
        ) GROUP BY feed_id
        """
    )
    feeds = db.execute(
        "SELECT id, url, coalesce(nullif(name, ''), nullif(title, ''), url) FROM feeds"
    )
    found = [
        FeedStats(
            feed_id=id_,
            url=url,
            name=name,
            items=items[id_],
            matches=matches.get(id_, 0),
            first=first.get(id_, 0),
        )
        for id_, url, name in feeds
        if id_ in items
    ]
    return sorted(found, key=lambda row: (-row.matches, -row.items, row.name))


def per_hour(db: sqlite_utils.Database, since: datetime, until: datetime) -> dict[str, list[int]]:
    """Return each rule's matches per hour of publication, from ``since`` until before ``until``."""
    hours = max(-(-(until - since) // timedelta(hours=1)), 1)
    found: dict[str, list[int]] = defaultdict(lambda: [0] * hours)
    for rule, published_at in db.execute(
        "SELECT rule, published_at FROM matches WHERE published_at >= ? AND published_at < ?",
        [to_text(since), to_text(until)],
    ):
        found[rule][min((from_text(published_at) - since) // timedelta(hours=1), hours - 1)] += 1
    return dict(found)
