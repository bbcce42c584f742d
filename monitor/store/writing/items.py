"""Items in the database, with the full-text index (``text_index``) kept in step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlite_utils

from monitor.feeds.identity import syndicated
from monitor.item import Item
from monitor.store.placeholders import filled, marks
from monitor.store.search import text_index
from monitor.store.search.text_index import Indexed
from monitor.store.timestamps import from_text, from_text_or_none, to_text, to_text_or_none
from monitor.store.writing.known_items import page_number

_CHUNK = 512
"""Variables in one statement; SQLite's limit is far higher, its planner's patience isn't."""


@dataclass(frozen=True, slots=True)
class KnownItem:
    """What decides whether an item seen now is new, edited or unchanged."""

    id: int
    revision: str
    event: int
    story: int
    published_at: datetime
    rules: frozenset[str]
    """Names of the rules it has matched."""


def known(db: sqlite_utils.Database, feed_id: int, keys: Iterable[str]) -> Mapping[str, KnownItem]:
    """Those of the feed's items that are stored, by key."""
    wanted = list(keys)
    found: dict[str, KnownItem] = {}
    for start in range(0, len(wanted), _CHUNK):
        given = filled(wanted[start : start + _CHUNK])
        rows = db.execute(
            f"""
            SELECT items.key, items.id, items.revision, items.event_id, items.story_id,
                   items.published_at,
                   (SELECT json_group_array(rule) FROM matches WHERE item_id = items.id)
            FROM items WHERE feed_id = ? AND key IN ({marks(given)})
            """,  # noqa: S608 - question marks
            [feed_id, *given],
        )
        for key, id_, revision, event, story, published_at, rules in rows:
            found[key] = KnownItem(
                id_, revision, event, story, from_text(published_at), frozenset(json.loads(rules))
            )
    return found


def echoes(db: sqlite_utils.Database, wanted: Iterable[str]) -> dict[str, list[datetime]]:
    """Return which echoes (``feeds.identity.syndicated``) are stored: echo → publication times."""
    asked = list(wanted)
    found: dict[str, list[datetime]] = {}
    for start in range(0, len(asked), _CHUNK):
        given = filled(asked[start : start + _CHUNK])
        rows = db.execute(
            f"SELECT echo, published_at FROM items WHERE echo IN ({marks(given)})",  # noqa: S608
            given,
        )
        for digest, published_at in rows:
            found.setdefault(digest, []).append(from_text(published_at))
    return found


def add(
    db: sqlite_utils.Database,
    feed_id: int,
    item: Item,
    *,
    event: int,
    story: int,
    now: datetime,
    why: str | None = None,
    indexed: Indexed | None = None,
    to_list: set[str] | None = None,
) -> int:
    """Store a new item and return its id. ``item.published`` must be set (``item.dated``).

    ``why`` is ``stories.why_to_text``: why it belongs to its event. ``indexed`` is what the index
    is to hold of it, where that is known. ``to_list`` takes the words that the caller is to list
    (``text_index.list_words``); None: they are listed at once.
    """
    assert item.published is not None
    cursor = db.execute(
        """
        INSERT INTO items (feed_id, key, title, link, summary, content, author, source, lang, tags,
                           published_at, updated_at, first_seen_at, revision, event_id, story_id,
                           story_why, echo, page)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            feed_id,
            item.key,
            item.title,
            item.link,
            item.summary,
            item.content,
            item.author,
            item.source,
            item.lang,
            json.dumps(item.tags, ensure_ascii=False),
            to_text(item.published),
            to_text_or_none(item.updated),
            to_text(now),
            item.revision,
            event,
            story,
            why,
            syndicated.echo_of(item),
            page_number(item.link),
        ],
    )
    id_ = cursor.lastrowid
    assert id_ is not None
    text_index.add(db, id_, indexed or _indexed(item), to_list=to_list)
    return id_


def told_of(db: sqlite_utils.Database, item_id: int) -> tuple[str, int]:
    """A stored item's title, and the event that it reports."""
    title, event = db.execute(
        "SELECT title, event_id FROM items WHERE id = ?", [item_id]
    ).fetchone()
    return title, event


def event_of(db: sqlite_utils.Database, item_id: int) -> int:
    """The event that a stored item reports."""
    (event,) = db.execute("SELECT event_id FROM items WHERE id = ?", [item_id]).fetchone()
    return int(event)


def move(db: sqlite_utils.Database, item_id: int, event: int, *, why: str | None) -> None:
    """Move a stored item to another event of its story; ``why`` is ``stories.why_to_text``."""
    db.execute("UPDATE items SET event_id = ?, story_why = ? WHERE id = ?", [event, why, item_id])


def edit(
    db: sqlite_utils.Database,
    item_id: int,
    item: Item,
    *,
    now: datetime,
    indexed: Indexed | None = None,
    to_list: set[str] | None = None,
) -> None:
    """Replace what a reader sees of a stored item; its first date and its full text stay.

    ``indexed`` is what the index is to hold of it, where that is known and it has no full text;
    ``to_list`` as in ``add``.
    """
    full_text = _unindex(db, item_id)
    db.execute(
        """
        UPDATE items SET title = ?, link = ?, summary = ?, content = ?, author = ?, tags = ?,
                         updated_at = ?, edited_at = ?, revision = ?, page = ?
        WHERE id = ?
        """,
        [
            item.title,
            item.link,
            item.summary,
            item.content,
            item.author,
            json.dumps(item.tags, ensure_ascii=False),
            to_text_or_none(item.updated),
            to_text(now),
            item.revision,
            page_number(item.link),
            item_id,
        ],
    )
    if indexed is None or full_text:
        indexed = _indexed(replace(item, full_text=full_text))
    text_index.add(db, item_id, indexed, to_list=to_list)


def keep_full_text(db: sqlite_utils.Database, item_id: int, full_text: str) -> None:
    """Keep what a stored item's article says, or a part of it, and find the item by it."""
    _unindex(db, item_id)
    db.execute("UPDATE items SET full_text = ? WHERE id = ?", [full_text, item_id])
    stored = get(db, item_id)
    assert stored is not None
    text_index.add(db, item_id, _indexed(stored))


def exists(db: sqlite_utils.Database, item_id: int) -> bool:
    """Whether an item is kept."""
    return bool(db.execute("SELECT 1 FROM items WHERE id = ?", [item_id]).fetchone())


def get(db: sqlite_utils.Database, item_id: int) -> Item | None:
    """The stored item with this id."""
    row = db.execute(
        f"SELECT {COLUMNS} FROM items JOIN feeds ON feeds.id = items.feed_id "  # noqa: S608
        "WHERE items.id = ?",
        [item_id],
    ).fetchone()
    return from_row(row) if row else None


def newest(db: sqlite_utils.Database, feed_id: int, *, limit: int) -> list[Item]:
    """A feed's newest items by publication."""
    rows = db.execute(
        f"SELECT {COLUMNS} FROM items JOIN feeds ON feeds.id = items.feed_id "  # noqa: S608
        "WHERE feed_id = ? ORDER BY published_at DESC LIMIT ?",
        [feed_id, limit],
    )
    return [from_row(row) for row in rows]


def per_day(db: sqlite_utils.Database, *, now: datetime) -> dict[int, float]:
    """Return how many items a day each feed brought over the last week, by feed id.

    A feed that brought none is left out. One that is younger counts from its oldest item on.
    """
    since = now - timedelta(days=7)
    rows = db.execute(
        """
        SELECT feed_id, count, min(first, added_at) FROM (
            SELECT feed_id, count(*) AS count, min(published_at) AS first
            FROM items WHERE published_at >= ? GROUP BY feed_id
        ) JOIN feeds ON feeds.id = feed_id
        """,
        [to_text(since)],
    )
    return {
        feed_id: count / max((now - max(since, from_text(first))) / timedelta(days=1), 1.0)
        for feed_id, count, first in rows
    }


def find(db: sqlite_utils.Database, wanted: str) -> list[int]:
    """Ids of the items meant by an id, a link or a title as a person gives it, newest first."""
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        rows = db.execute("SELECT id FROM items WHERE id = ?", [int(wanted)]).fetchall()
    else:
        rows = db.execute(
            "SELECT id FROM items WHERE link = ? OR title = ? ORDER BY id DESC LIMIT 100",
            [wanted, wanted],
        ).fetchall()
    return [row[0] for row in rows]


COLUMNS = """
    feeds.url, items.key, items.title, items.link, items.summary, items.content, items.author,
    items.source, items.lang, items.tags, items.published_at, items.updated_at, items.full_text
"""
"""What ``from_row`` takes, of items joined with feeds."""
COLUMN_COUNT = 13


def from_row(row: tuple[str | None, ...]) -> Item:
    """Rebuild an item from ``COLUMNS``."""
    feed, key, title, link, summary, content, author, source, lang, tags, *rest = row
    published, updated, full_text = rest
    return Item(
        feed=feed or "",
        key=key or "",
        title=title or "",
        link=link or "",
        summary=summary or "",
        content=content or "",
        author=author or "",
        source=source or "",
        lang=lang or "",
        tags=tuple(json.loads(tags or "[]")),
        published=from_text_or_none(published),
        updated=from_text_or_none(updated),
        full_text=full_text or "",
    )


def _indexed(item: Item) -> Indexed:
    return text_index.indexed(item.title, item.summary, item.content, item.lang, item.full_text)


def _unindex(db: sqlite_utils.Database, item_id: int) -> str:
    """Take an item out of the index, and return its full text."""
    held = db.execute(
        "SELECT title, summary, content, lang, full_text FROM items WHERE id = ?", [item_id]
    ).fetchone()
    text_index.remove(db, item_id, text_index.tokens(*held))
    return str(held[-1])
