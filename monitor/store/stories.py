"""Stories in the database: opened, grown and merged; and read back for the daemon's memory of them.

A story that was merged into another keeps its row, so that links to it lead somewhere; its items,
alerts and silences are the other's. Leaves to others: which item belongs to which
(``monitor.stories``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.item import Item
from monitor.store.codec import from_json, to_json
from monitor.store.moment import from_text, from_text_or_none, to_text
from monitor.stories import Assignment
from monitor.stories.story import WINDOW

MOST_RESTORED = 100_000
"""Items, the newest, from which the open stories are made up again after a start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why an item belongs to its story, as ``items.story_why`` has it."""

    reason: str
    """A ``stories.Reason`` value."""
    score: float
    shared: tuple[tuple[str, float], ...] = ()
    """Words with their part in the resemblance."""


def why_to_text(assignment: Assignment) -> str | None:
    """JSON of the reason; None for an item that opened its story."""
    if assignment.opens:
        return None
    shared = tuple((word, weight) for word, weight in assignment.why)
    return to_json(
        Why(reason=assignment.reason.value, score=round(assignment.score, 3), shared=shared)
    )


def why_from_text(text: str | None) -> Why | None:
    """What ``why_to_text`` wrote."""
    return from_json(Why, text) if text else None


def open_story(db: sqlite_utils.Database, story: int, item: Item, *, now: datetime) -> None:
    """Open a story with its first item, which is stored next."""
    published = to_text(item.published or now)
    db.execute(
        "INSERT INTO stories (id, title, opened_at, last_item_at) VALUES (?, ?, ?, ?)",
        [story, item.title, published, published],
    )


def grow(db: sqlite_utils.Database, story: int, item: Item, *, now: datetime) -> None:
    """Count another item of a story."""
    db.execute(
        """
        UPDATE stories SET items = items + 1,
            opened_at = min(opened_at, :published), last_item_at = max(last_item_at, :published)
        WHERE id = :story
        """,
        {"published": to_text(item.published or now), "story": story},
    )


def absorb(db: sqlite_utils.Database, elder: int, younger: Sequence[int]) -> None:
    """Make the younger stories' items, alerts and silences the elder's."""
    marks = ",".join("?" * len(younger))
    for statement in (
        "UPDATE items SET story_id = ? WHERE story_id IN",
        "UPDATE alerts SET story_id = ? WHERE story_id IN",
        "UPDATE silences SET story_id = ? WHERE story_id IN",
        # Stories merged into these before follow, so that one step always leads to the end.
        "UPDATE stories SET merged_into = ? WHERE merged_into IN",
        "UPDATE stories SET merged_into = ?, items = 0 WHERE id IN",
    ):
        db.execute(f"{statement} ({marks})", [elder, *younger])
    db.execute(
        """
        UPDATE stories SET (items, opened_at, last_item_at) = (
            SELECT count(*), min(published_at), max(published_at) FROM items WHERE story_id = :elder
        ) WHERE id = :elder
        """,
        {"elder": elder},
    )


def next_id(db: sqlite_utils.Database) -> int:
    """The first id no story has had."""
    (highest,) = db.execute("SELECT max(id) FROM stories").fetchone()
    return (highest or 0) + 1


def open_items(
    db: sqlite_utils.Database, *, now: datetime, most: int = MOST_RESTORED
) -> Iterator[tuple[Item, int]]:
    """The items of the stories that may still grow, with their story, in the order they came.

    As ``stories.Stories.restore`` takes them: without what it doesn't read. Of more than ``most``
    the newest.
    """
    rows = db.execute(
        """
        SELECT feeds.url, items.key, items.title, items.link, items.summary, items.source,
               items.lang, items.published_at, items.story_id
        FROM (
            -- CROSS: from the stories to their items, so that old items aren't read through.
            SELECT items.id FROM stories CROSS JOIN items ON items.story_id = stories.id
            WHERE stories.last_item_at >= ? ORDER BY items.id DESC LIMIT ?
        ) AS newest
        JOIN items ON items.id = newest.id
        JOIN feeds ON feeds.id = items.feed_id
        ORDER BY newest.id
        """,
        [to_text(now - WINDOW), most],
    )
    for feed, key, title, link, summary, source, lang, published_at, story in rows:
        item = Item(
            feed=feed,
            key=key,
            title=title,
            link=link,
            summary=summary,
            source=source,
            lang=lang,
            published=from_text(published_at),
        )
        yield item, story


def outlets(db: sqlite_utils.Database, stories: Sequence[int]) -> set[str]:
    """The outlets that have a story (named as ``coverage`` names them), casefolded.

    ``stories``: it, and those that are about to be merged into it.
    """
    rows: Iterable[tuple[str]] = db.execute(
        f"""
        SELECT DISTINCT coalesce(nullif(items.source, ''), nullif(feeds.name, ''),
                                 nullif(feeds.title, ''), nullif(feeds.host, ''), feeds.url)
        FROM items JOIN feeds ON feeds.id = items.feed_id
        WHERE items.story_id IN ({",".join("?" * len(stories))})
        """,  # noqa: S608 - question marks
        list(stories),
    )
    return {outlet.casefold() for (outlet,) in rows}


def last_item_at(db: sqlite_utils.Database, stories: Sequence[int]) -> datetime | None:
    """When the newest item of these stories was published; None where they have none."""
    (moment,) = db.execute(
        f"""
        SELECT max(last_item_at) FROM stories
        WHERE items > 0 AND id IN ({",".join("?" * len(stories))})
        """,  # noqa: S608 - question marks
        list(stories),
    ).fetchone()
    return from_text_or_none(moment)
