"""The full-text index of items, ``items_fts``, kept in step with them.

It holds our own search tokens (``search_tokens``): CJK as bigrams, everything else folded as
rules fold it. Every CJK character begins a bigram but the last of its run: those stand by
themselves behind the text, so that a single character finds all it is in as a prefix. Behind an
item's texts stands a mark of its language, for the forms of words that count only there
(``vocabulary``). The index keeps no texts (contentless): to remove an item, pass what was added.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import sqlite_utils

from monitor.rules.forms.languages import INFLECTING
from monitor.rules.forms.lemmas import digest
from monitor.search_tokens import search_tokens
from monitor.text import is_letters, is_spaceless

FOUND: Final = "SELECT rowid FROM items_fts WHERE items_fts MATCH ?"
LIST_WORDS: Final = (
    "INSERT OR IGNORE INTO items_fts_words (word, digest) SELECT key, value FROM json_each(?)"
)
"""Takes ``as_json``. No word is taken out again: one that no item has only costs a look."""
MARK: Final = "\ue000"
"""What marks begin with."""
_VOWEL_SIGNS: Final = {
    code: 0xE000 + code
    for code in range(0x0900, 0x0E00)
    if unicodedata.category(chr(code)) in ("Mn", "Mc")
}
_SIGNED: Final = re.compile("[\u0900-\u0dff]")
_AS_BEFORE: Final = {sign: code for code, sign in _VOWEL_SIGNS.items()}
Tokens = tuple[str, str]
"""Of the title, and of the rest."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index holds of an item."""

    tokens: Tokens
    words: frozenset[str]
    """Those among the tokens that may have other forms, and marks."""


def mark(lang: str) -> str:
    """Return the mark of items in a language; empty for a language that needs none.

    A private character, which FTS5 takes for a letter and no text of ours keeps, and its code.
    """
    if lang == "en":
        return ""
    return f"{MARK}{lang or 'und'}" if lang in INFLECTING or not lang else ""


UNKNOWN: Final = mark("")


def tokens(title: str, summary: str, content: str, lang: str, full_text: str = "") -> Tokens:
    """Return the tokens that an item is found by, text by text."""
    body = "\n".join(text for text in (summary, content, full_text) if text)
    own = mark(lang)
    # In both columns, since a search may ask for either.
    return (f"{_held(title)} {own}", f"{_held(body)} {own}") if own else (_held(title), _held(body))


def indexed(title: str, summary: str, content: str, lang: str, full_text: str = "") -> Indexed:
    """Return what the index is to hold of an item."""
    held = tokens(title, summary, content, lang, full_text)
    return Indexed(held, words(held))


def written(word: str) -> str:
    """Return a word as the index holds it.

    To FTS5 the vowel signs of Indic scripts end a word, so that चुनाव (election) would be found by
    चीन (China): they stand as private characters, which it takes for letters.
    """
    return word.translate(_VOWEL_SIGNS) if _SIGNED.search(word) else word


def in_pieces(held: Tokens) -> Tokens:
    """Return tokens as they were held before: with vowel signs as they are."""
    title, body = (text if text.isascii() else text.translate(_AS_BEFORE) for text in held)
    return title, body


def _held(text: str) -> str:
    found = search_tokens(text)
    if text.isascii():
        return " ".join(found)
    lasts = {
        token[1]
        for token, following in pairwise([*found, ""])
        if len(token) == 2 and is_spaceless(token) and not following.startswith(token[1])
    }
    return written(" ".join([*found, *sorted(lasts)]))


def words(held: Tokens) -> frozenset[str]:
    """Return the words among the tokens that may have other forms, and marks."""
    distinct = set[str]().union(*(text.split() for text in in_pieces(held)))
    return frozenset(
        word for word in distinct if len(word) > 2 and (is_letters(word) or word[0] == MARK)
    )


def as_json(listed: Iterable[str]) -> str:
    """Return words as ``LIST_WORDS`` takes them: word → its digest."""
    return json.dumps({word: digest(word) for word in listed}, ensure_ascii=False)


def add(
    db: sqlite_utils.Database, item_id: int, item: Indexed, *, to_list: set[str] | None = None
) -> None:
    """Add an item to the index, and its words to the list of those that there are.

    With ``to_list``, the words are put there instead, for ``list_words``: items that come together
    share most of theirs.
    """
    put(db, item_id, item.tokens)
    if to_list is None:
        list_words(db, item.words)
    else:
        to_list |= item.words


def put(db: sqlite_utils.Database, item_id: int, held: Tokens) -> None:
    """Add an item to the index, whose words are listed."""
    db.execute("INSERT INTO items_fts (rowid, title, body) VALUES (?, ?, ?)", [item_id, *held])


def list_words(db: sqlite_utils.Database, listed: Iterable[str]) -> None:
    """Add words to the list of those that there are."""
    db.execute(LIST_WORDS, [as_json(listed)])


def remove(db: sqlite_utils.Database, item_id: int, held: Tokens) -> None:
    """Remove an item from the index; ``held`` must be what was added."""
    db.execute(
        "INSERT INTO items_fts (items_fts, rowid, title, body) VALUES ('delete', ?, ?, ?)",
        [item_id, *held],
    )
