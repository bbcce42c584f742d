"""A full-text index of before finds what one of today finds."""

from __future__ import annotations

import sqlite3

import pytest

from monitor.rules.forms.stems import has_stems
from monitor.store.database import Database
from monitor.store.history.match_list import matches
from monitor.store.history.match_query import MatchQuery
from monitor.store.migrations import m003_words, m013_forms
from monitor.store.search import text_index

TITLES = {
    "de": ("Viele Räte", "Ein Rat"),
    "cs": ("Novinky v Praze", "Z Prahy"),
    "hi": ("चुनावों में", "चुनाव आज"),
    "he": ("מזג האוויר בישראל", "ישראל היום"),
    "en": ("Three women", "A woman", "A praze"),
    "zh": ("中国人", "苹果"),
    "": ("Räte", "Praze", "चुनावों का चीन"),
}
SEARCHES = ("rat", "Praha", "चुनाव", "चीन", "ישראל", "woman", "中国")


def _titles(db):
    return {
        search: {row.item.title for row in matches(db, MatchQuery(search=search)).rows}
        for search in SEARCHES
    }


def _index_as_before(db, id_, texts, *, lang):
    """Index an item as if it were in that language, words with vowel signs in pieces."""
    *three, own, full = texts
    text_index.remove(db, id_, text_index.tokens(*three, own, full))
    text_index.put(db, id_, text_index.in_pieces(text_index.tokens(*three, lang, full)))


def _before_dictionaries(db):
    """Leave what the index was before dictionaries and tables of endings."""
    for id_, *texts, lang, full in db.execute(
        "SELECT id, title, summary, content, lang, full_text FROM items"
    ).fetchall():
        if not lang:
            _index_as_before(db, id_, (*texts, lang, full), lang="")
        elif not has_stems(lang):
            _index_as_before(db, id_, (*texts, lang, full), lang="en")
    db.execute("DELETE FROM items_fts_words WHERE word > char(0xe000) OR word LIKE 'चु%'")
    db.execute("DROP INDEX items_fts_words_digest")
    db.execute("ALTER TABLE items_fts_words DROP COLUMN digest")
    db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm013_forms_of_every_language'")


def _before_forms(db):
    """Leave what the index was before it told languages apart."""
    for id_, *texts, lang, full in db.execute(
        "SELECT id, title, summary, content, lang, full_text FROM items"
    ).fetchall():
        _index_as_before(db, id_, (*texts, lang, full), lang="en")
    db.execute("DROP TABLE items_fts_words")
    db.execute(
        "DELETE FROM _sqlite_migrations "
        "WHERE name IN ('m003_forms_of_words', 'm013_forms_of_every_language')"
    )


@pytest.mark.parametrize("leave", [_before_dictionaries, _before_forms])
def test_an_index_of_before_is_searched_alike(database, record, monkeypatch, leave):
    monkeypatch.setattr(m003_words, "BATCH", 2)
    monkeypatch.setattr(m013_forms, "BATCH", 2)
    for lang, titles in TITLES.items():
        record(*titles, lang=lang, summary="…")
    today = _titles(database.read())
    assert {search: len(titles) for search, titles in today.items()} == {
        "rat": 3, "Praha": 3, "चुनाव": 3, "चीन": 1, "ישראל": 2, "woman": 2, "中国": 1
    }  # fmt: skip
    database.close()
    with sqlite3.connect(database.path) as db:
        leave(db)
    db.close()
    with Database(database.path) as migrated:
        assert _titles(migrated.read()) == today
        migrated.write(
            lambda db: db.execute("INSERT INTO items_fts (items_fts) VALUES ('integrity-check')")
        )


def test_an_item_that_was_marked_anew_goes_without_a_trace(database, record):
    record("Novinky v Praze", lang="cs", summary="Z Prahy")
    database.close()
    with sqlite3.connect(database.path) as db:
        _before_dictionaries(db)
    db.close()
    with Database(database.path) as migrated:
        held = text_index.tokens("Novinky v Praze", "Z Prahy", "", "cs")
        migrated.write(lambda db: text_index.remove(db, 1, held))
        for word in ("praze", "prahy", text_index.mark("cs")):
            assert migrated.read().execute(text_index.FOUND, [f'"{word}"']).fetchall() == []
