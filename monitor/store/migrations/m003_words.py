"""Forms of words in the full-text index: ``resign`` finds "resigns"."""

from __future__ import annotations

import sqlite_utils

from monitor.rules.forms.stems import has_stems
from monitor.store.migrations.registry import migrations
from monitor.store.search import text_index

BATCH = 1_000
"""Items in memory at a time."""


@migrations()
def m003_forms_of_words(db: sqlite_utils.Database) -> None:
    """The index's words, and marks of the languages in which they have forms."""
    db.execute("CREATE TABLE items_fts_words (word TEXT PRIMARY KEY) WITHOUT ROWID")
    db.execute("CREATE VIRTUAL TABLE items_fts_list USING fts5vocab (items_fts, row)")
    db.execute("INSERT INTO items_fts_words SELECT term FROM items_fts_list WHERE length(term) > 2")
    db.execute("DROP TABLE items_fts_list")
    last = 0
    while rows := db.execute(
        "SELECT id, title, summary, content, lang FROM items WHERE id > ? AND lang <> 'en' "
        "ORDER BY id LIMIT ?",
        [last, BATCH],
    ).fetchall():
        for last, title, summary, content, lang in rows:
            if has_stems(lang) or not lang:  # the others have been marked since m013
                texts = (title, summary, content)
                held = [
                    text_index.in_pieces(text_index.tokens(*texts, each)) for each in ("en", lang)
                ]
                text_index.remove(db, last, held[0])
                text_index.put(db, last, held[1])
