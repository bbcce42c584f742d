"""Stories in the database: opened and grown, and why an item belongs where it does.

A story has a title that is kept current, and keeps its first. Earlier versions merged stories; one
that was merged into another keeps its row, so that links to it lead somewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.item import Item
from monitor.store.codec import from_json, to_json
from monitor.store.timestamps import to_text
from monitor.stories import Assignment

BY_HAND = "told apart by hand"
"""``Why.reason`` of an item that isn't where it was put first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why an item belongs to its story, as ``items.story_why`` has it."""

    reason: str
    """A ``stories.Reason`` value, or ``BY_HAND``."""
    score: float
    shared: tuple[tuple[str, float], ...] = ()
    """Words with their part in the resemblance, as the item has them; where ``new`` is None,
    stems."""
    like: str = ""
    """The headline of the report that it resembles most; empty where an earlier version wrote
    it."""
    new: tuple[str, ...] | None = None
    """Words that set it apart from the event it resembles most; None: an earlier version, which
    didn't say, wrote it."""


def why_to_text(assignment: Assignment) -> str | None:
    """JSON of the reason; None for an item that resembles nothing."""
    if assignment.opens_story and not assignment.why:
        return None
    shared = tuple((word, weight) for word, weight in assignment.why)
    return to_json(
        Why(
            reason=assignment.reason.value,
            score=round(assignment.score, 3),
            shared=shared,
            like=assignment.like,
            new=assignment.new,
        )
    )


def why_by_hand() -> str:
    """JSON of the reason for an item whose event somebody has corrected."""
    return to_json(Why(reason=BY_HAND, score=0.0))


def why_from_text(text: str | None) -> Why | None:
    """Read what ``why_to_text`` wrote; None stays None."""
    return from_json(Why, text) if text else None


def open_story(db: sqlite_utils.Database, story: int, item: Item, *, now: datetime) -> None:
    """Open a story with its first item, which is stored next."""
    published = to_text(item.published or now)
    db.execute(
        "INSERT INTO stories (id, title, first_title, opened_at, last_item_at) "
        "VALUES (?, ?, ?, ?, ?)",
        [story, item.title, item.title, published, published],
    )


def grow(
    db: sqlite_utils.Database, story: int, item: Item, *, title: str | None = None, now: datetime
) -> None:
    """Count another item of a story, and have it called ``title`` from now on, if that is given."""
    db.execute(
        """
        UPDATE stories SET items = items + 1, title = coalesce(:title, title),
            opened_at = min(opened_at, :published), last_item_at = max(last_item_at, :published)
        WHERE id = :story
        """,
        {"published": to_text(item.published or now), "title": title, "story": story},
    )


def retitle(db: sqlite_utils.Database, story: int, title: str) -> None:
    """Make a story's newest headline its title; its first title is kept beside it."""
    db.execute("UPDATE stories SET title = ? WHERE id = ?", [title, story])


def reword(db: sqlite_utils.Database, story: int, before: str, title: str) -> None:
    """Rename a story whose title is the headline ``before``, which now reads ``title``."""
    db.execute("UPDATE stories SET title = ? WHERE id = ? AND title = ?", [title, story, before])


def next_id(db: sqlite_utils.Database) -> int:
    """Return the first id that no story has had."""
    (highest,) = db.execute("SELECT max(id) FROM stories").fetchone()
    return (highest or 0) + 1
