"""Forms by dictionaries and tables of endings in the full-text index: ``praha`` finds "Praze"."""

from __future__ import annotations

from array import array

import sqlite_utils

from monitor.rules.forms.lemmas import digest
from monitor.store.migrations.registry import migrations
from monitor.store.search import text_index

BATCH = 1_000
"""Items in memory at a time."""


@migrations()
def m013_forms_of_every_language(db: sqlite_utils.Database) -> None:
    """Digests of the index's words, and marks of all languages in which words have forms.

    Only items in a language that had no mark are indexed again.
    """
    db.execute("ALTER TABLE items_fts_words ADD COLUMN digest INTEGER")
    # Words with vowel signs, as those of Hindi, weren't listed.
    db.execute("CREATE VIRTUAL TABLE items_fts_list USING fts5vocab (items_fts, row)")
    db.execute(
        "INSERT OR IGNORE INTO items_fts_words (word) "
        "SELECT term FROM items_fts_list WHERE length(term) > 2 AND unicode(term) > 127"
    )
    db.execute("DROP TABLE items_fts_list")
    by_lang: dict[str, array[int]] = {}
    for id_, lang in db.execute("SELECT id, lang FROM items WHERE lang <> 'en'"):
        if text_index.mark(lang):
            by_lang.setdefault(lang, array("q")).append(id_)
    for lang, ids in by_lang.items():
        _mark(db, lang, ids)
        listed = [text_index.mark(lang)]
        db.execute("INSERT OR IGNORE INTO items_fts_words (word) VALUES (?)", listed)
    db.conn.create_function("digest", 1, digest, deterministic=True)
    db.execute("UPDATE items_fts_words SET digest = digest(word)")
    db.execute("CREATE INDEX items_fts_words_digest ON items_fts_words (digest)")


def _mark(db: sqlite_utils.Database, lang: str, ids: array[int]) -> None:
    """Put a language's mark behind those of its items that have none."""
    marked = {id_ for (id_,) in db.execute(text_index.FOUND, [f'"{text_index.mark(lang)}"'])}
    bare = [id_ for id_ in ids if id_ not in marked]
    for at in range(0, len(bare), BATCH):
        batch = bare[at : at + BATCH]
        rows = db.execute(
            "SELECT id, title, summary, content, full_text FROM items "  # noqa: S608 - question marks
            f"WHERE id IN ({','.join('?' * len(batch))})",
            batch,
        ).fetchall()
        for id_, title, summary, content, full_text in rows:
            texts = (title, summary, content)
            text_index.remove(db, id_, text_index.tokens(*texts, "en", full_text))
            text_index.put(db, id_, text_index.tokens(*texts, lang, full_text))
