"""The full-text index of items, ``items_fts``, kept in step with them.

It holds our own search tokens (``text.search_tokens``): CJK as bigrams, everything else folded as
rules fold it. Every CJK character begins a bigram but the last of its run: those stand by
themselves behind the text, so that a single character finds all it is in as a prefix. Contentless:
what was put in must be said again to be taken out.
"""

from __future__ import annotations

from itertools import pairwise

import sqlite_utils

from monitor.text import is_spaceless, search_tokens

Tokens = tuple[str, str]
"""Of the title, and of the rest."""


def tokens(title: str, summary: str, content: str) -> Tokens:
    """What an item is found by."""
    body = f"{summary}\n{content}" if content else summary
    return _held(title), _held(body)


def _held(text: str) -> str:
    found = search_tokens(text)
    if text.isascii():
        return " ".join(found)
    lasts = {
        token[1]
        for token, following in pairwise([*found, ""])
        if len(token) == 2 and is_spaceless(token) and not following.startswith(token[1])
    }
    return " ".join([*found, *sorted(lasts)])


def add(db: sqlite_utils.Database, item_id: int, held: Tokens) -> None:
    """Take an item in."""
    db.execute("INSERT INTO items_fts (rowid, title, body) VALUES (?, ?, ?)", [item_id, *held])


def remove(db: sqlite_utils.Database, item_id: int, held: Tokens) -> None:
    """Take an item out; ``held`` must be what was added."""
    db.execute(
        "INSERT INTO items_fts (items_fts, rowid, title, body) VALUES ('delete', ?, ?, ?)",
        [item_id, *held],
    )
