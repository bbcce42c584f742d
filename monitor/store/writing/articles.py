"""Articles in the database: which are still to be read, and what became of the others.

An article is wanted in the transaction that stores its item, so no crash forgets it; it is settled
in the one that stores what it brought. Without this module articles would be read twice, or never.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.feeds.articles.article import Article, ArticleState
from monitor.net.location import host_of
from monitor.store.timestamps import from_text_or_none, to_text


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """What is known of an item's article."""

    state: ArticleState
    reason: str
    """Why it wasn't read; empty if it was, or is still to be."""
    characters: int
    """Of its text."""
    asked_at: datetime | None
    """When its site was last asked; None: not yet, or never."""


def want(db: sqlite_utils.Database, item_id: int, link: str, *, now: datetime) -> None:
    """Have the article behind a stored item read."""
    db.execute(
        "INSERT OR IGNORE INTO articles (item_id, state, host, wanted_at) VALUES (?, ?, ?, ?)",
        [item_id, ArticleState.WANTED.value, host_of(link), to_text(now)],
    )


def wanted(db: sqlite_utils.Database) -> dict[str, int]:
    """Return the newest item of each host whose article is to be read: host → item id."""
    rows = db.execute(
        "SELECT host, max(item_id) FROM articles WHERE state = 'wanted' GROUP BY host"
    )
    return dict(rows.fetchall())


def has_late(db: sqlite_utils.Database, *, before: datetime) -> bool:
    """Whether anything was wanted before then and hasn't been read."""
    row = db.execute(
        "SELECT 1 FROM articles WHERE state = 'wanted' AND wanted_at < ? LIMIT 1",
        [to_text(before)],
    ).fetchone()
    return row is not None


def give_up(db: sqlite_utils.Database, *, before: datetime, reason: str) -> int:
    """Settle what was wanted before then and hasn't been read; return how many those are."""
    cursor = db.execute(
        "UPDATE articles SET state = ?, reason = ? WHERE state = 'wanted' AND wanted_at < ?",
        [ArticleState.LATE.value, reason, to_text(before)],
    )
    return int(cursor.rowcount)


def asked(db: sqlite_utils.Database, host: str, *, since: datetime) -> int:
    """How many articles a host has been asked for since then."""
    row = db.execute(
        "SELECT count(*) FROM articles WHERE host = ? AND asked_at >= ?", [host, to_text(since)]
    ).fetchone()
    return int(row[0])


def is_repeated(db: sqlite_utils.Database, item_id: int, digest: str) -> bool:
    """Whether the same host says the same on the page of another article: of another headline."""
    row = db.execute(
        """
        SELECT 1 FROM articles AS own
        JOIN items AS mine ON mine.id = own.item_id
        JOIN articles AS other ON other.digest = ? AND other.host = own.host
        JOIN items AS theirs ON theirs.id = other.item_id
        WHERE own.item_id = ? AND theirs.id <> mine.id
          AND lower(theirs.title) <> lower(mine.title) AND theirs.link <> mine.link
        LIMIT 1
        """,
        [digest, item_id],
    ).fetchone()
    return row is not None


def settle(db: sqlite_utils.Database, item_id: int, article: Article, *, now: datetime) -> None:
    """Keep what became of an article; not its text (``items.keep_full_text``)."""
    db.execute(
        """
        UPDATE articles SET state = ?, reason = ?, asked_at = ?, characters = ?, digest = ?
        WHERE item_id = ?
        """,
        [
            article.state.value,
            article.reason,
            to_text(now),
            len(article.text),
            article.digest or None,
            item_id,
        ],
    )


def of_item(db: sqlite_utils.Database, item_id: int) -> ArticleRow | None:
    """What is known of an item's article; None: nobody wanted to read it."""
    row = db.execute(
        "SELECT state, reason, characters, asked_at FROM articles WHERE item_id = ?", [item_id]
    ).fetchone()
    if row is None:
        return None
    return ArticleRow(ArticleState(row[0]), row[1], row[2], from_text_or_none(row[3]))


def counts(db: sqlite_utils.Database, feed_id: int, *, since: datetime) -> dict[ArticleState, int]:
    """How many articles of a feed's items there are in each state, of those wanted since then."""
    rows = db.execute(
        """
        SELECT state, count(*) FROM items JOIN articles ON articles.item_id = items.id
        WHERE feed_id = ? AND wanted_at >= ? GROUP BY state
        """,
        [feed_id, to_text(since)],
    )
    return {ArticleState(state): count for state, count in rows}


def brought(db: sqlite_utils.Database, *, since: datetime) -> tuple[dict[ArticleState, int], int]:
    """What articles came to since then: how many in each state, and how many matches they made."""
    rows = db.execute(
        "SELECT state, count(*) FROM articles WHERE asked_at >= ? OR state = 'wanted' "
        "GROUP BY state",
        [to_text(since)],
    ).fetchall()
    (matches,) = db.execute(
        "SELECT count(*) FROM articles JOIN matches USING (item_id) "
        "WHERE state = 'read' AND asked_at >= ? AND matched_at = asked_at",
        [to_text(since)],
    ).fetchone()
    return {ArticleState(state): count for state, count in rows}, int(matches)


def unkept(
    db: sqlite_utils.Database, *, since: datetime | None = None, until: datetime | None = None
) -> int:
    """How many articles were read whose text isn't kept whole, of items that came in that time."""
    row = db.execute(
        """
        SELECT count(*) FROM articles JOIN items ON items.id = item_id
        WHERE state = 'read' AND length(full_text) < characters
          AND first_seen_at >= ? AND first_seen_at < ?
        """,
        [to_text(since) if since else "", to_text(until) if until else "~"],
    ).fetchone()
    return int(row[0])
