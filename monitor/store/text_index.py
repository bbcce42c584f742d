"""The full-text index of items, ``items_fts``, kept in step with them.

It holds our own search tokens (``text.search_tokens``): CJK as bigrams, everything else folded as
rules fold it. Contentless: what was put in must be said again to be taken out.
"""

from __future__ import annotations

import sqlite_utils

from monitor.text import search_tokens

Tokens = tuple[str, str]
"""Of the title, and of the rest."""


def tokens(title: str, summary: str, content: str) -> Tokens:
    """What an item is found by."""
    body = f"{summary}\n{content}" if content else summary
    return " ".join(search_tokens(title)), " ".join(search_tokens(body))


def add(db: sqlite_utils.Database, item_id: int, held: Tokens) -> None:
    """Take an item in."""
    db.execute("INSERT INTO items_fts (rowid, title, body) VALUES (?, ?, ?)", [item_id, *held])


def remove(db: sqlite_utils.Database, item_id: int, held: Tokens) -> None:
    """Take an item out; ``held`` must be what was added."""
    db.execute(
        "INSERT INTO items_fts (items_fts, rowid, title, body) VALUES ('delete', ?, ?, ?)",
        [item_id, *held],
    )
