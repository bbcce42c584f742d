"""Forms by dictionaries and tables of endings in the full-text index: ``praha`` finds "Praze"."""

from __future__ import annotations

from collections.abc import Iterable

import sqlite_utils

from monitor.rules.forms.lemmas import digest
from monitor.store.migrations.registry import migrations
from monitor.store.search import text_index

BATCH = 1_000
"""Items in memory at a time."""


@migrations()
def m013_forms_of_every_language(db: sqlite_utils.Database) -> None:
    """Digests of the index's words, marks of all languages with forms, whole words of Indic ones.

    Only items in a language that had no mark, or in an Indic script, are indexed again.
    """
    db.execute("ALTER TABLE items_fts_words ADD COLUMN digest INTEGER")
    by_lang: dict[str, set[int]] = {}
    for id_, lang in db.execute("SELECT id, lang FROM items WHERE lang <> 'en'"):
        if text_index.mark(lang):
            by_lang.setdefault(lang, set()).add(id_)
    unmarked = set[int]()
    for lang, ids in by_lang.items():
        mark = text_index.mark(lang)
        unmarked |= ids - _having(db, mark)
        db.execute("INSERT OR IGNORE INTO items_fts_words (word) VALUES (?)", [mark])
    _index_again(db, unmarked | _indic(db), unmarked)
    db.conn.create_function("digest", 1, digest, deterministic=True)
    db.execute("UPDATE items_fts_words SET digest = digest(word)")
    db.execute("CREATE INDEX items_fts_words_digest ON items_fts_words (digest)")


def _having(db: sqlite_utils.Database, token: str) -> set[int]:
    return {id_ for (id_,) in db.execute(text_index.FOUND, [f'"{token}"'])}


def _indic(db: sqlite_utils.Database) -> set[int]:
    """The items with a letter of an Indic script."""
    db.execute("CREATE VIRTUAL TABLE items_fts_list USING fts5vocab (items_fts, row)")
    terms = db.execute(
        "SELECT term FROM items_fts_list WHERE term >= ? AND term < ?", ["\u0900", "\u0e00"]
    ).fetchall()
    db.execute("DROP TABLE items_fts_list")
    return set[int]().union(*(_having(db, term) for (term,) in terms))


def _index_again(db: sqlite_utils.Database, ids: Iterable[int], unmarked: set[int]) -> None:
    ordered = sorted(ids)
    for at in range(0, len(ordered), BATCH):
        batch = ordered[at : at + BATCH]
        rows = db.execute(
            "SELECT id, title, summary, content, lang, full_text FROM items "  # noqa: S608
            f"WHERE id IN ({','.join('?' * len(batch))})",
            batch,
        ).fetchall()
        for id_, title, summary, content, lang, full_text in rows:
            texts = (title, summary, content)
            was = "en" if id_ in unmarked else lang
            before = text_index.in_pieces(text_index.tokens(*texts, was, full_text))
            text_index.remove(db, id_, before)
            text_index.add(db, id_, text_index.indexed(*texts, lang, full_text))
