"""Sought: a search made ready: an expression for FTS5, and what to mark in the results.

A term becomes phrases of the words that the index holds, one for each combination of forms.
Chinese, Japanese and Korean are looked for as phrases of bigrams, so that 中国 finds 中国人; a
single character as the beginning of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Final

import sqlite_utils

from monitor.item import Item
from monitor.rules.language.query import And, Not, Or, Query, Scoped, Term, TermKind, terms
from monitor.rules.rule import Hit, HitKind
from monitor.rules.words.readings import Reading, readings
from monitor.rules.words.words import Mode
from monitor.search_tokens import search_tokens
from monitor.store.search.search_query import read_search
from monitor.store.search.text_index import UNKNOWN, mark, written
from monitor.store.search.vocabulary import ENGLISH, Forms, Vocabulary
from monitor.text import Token, tokenise

MOST_WORDS: Final = 200
"""Forms of a word that are looked for, or combinations of a phrase's; those in most items first."""
_WORK: Final = 30_000
"""Items that they may lead through: each combination costs as much as its commonest word."""
_FIELDS: Final = {"title": ("title",), "body": ("summary", "content", "full_text")}
_EVERYWHERE: Final = ("title", "summary", "content", "full_text")


@dataclass(frozen=True, slots=True)
class _Slot:
    """One word of a term, or a run of characters of a script without spaces."""

    forms: Forms
    spaceless: bool = False
    begins: bool = False
    """What begins so counts as well."""

    def length_at(self, tokens: list[Token], at: int, lang: str) -> int:
        """How many tokens of a text it covers from there; 0: it doesn't stand there."""
        own = self.forms[ENGLISH][0]
        if self.spaceless:
            run = tokens[at : at + len(own)]
            text = "".join(token.folded for token in run if token.spaceless)
            return len(own) if text == own and not any(token.gap for token in run[1:]) else 0
        if at >= len(tokens):
            return 0
        folded = tokens[at].folded
        if self.begins:
            return int(folded.startswith(own))
        if lang:
            return int(folded in self.forms_in(lang))
        return int(any(folded in forms for forms in self.forms.values()))

    def forms_in(self, lang: str) -> tuple[str, ...]:
        """The forms that count in items of a language."""
        return self.forms.get(lang) or self.forms[ENGLISH]


@dataclass(frozen=True, slots=True)
class Sought:
    """A search made ready: the expression for FTS5, and where its terms may stand."""

    expression: str
    """For FTS5's MATCH."""
    places: tuple[tuple[Term, tuple[str, ...], tuple[_Slot, ...]], ...]
    """The terms that are wanted, in which fields, and how they read."""

    def hits(self, item: Item) -> tuple[Hit, ...]:
        """Return where the search's terms stand in an item."""
        return tuple(
            hit
            for field in _EVERYWHERE
            for hit in self.hits_in(getattr(item, field), field, item.lang)
        )

    def hits_in(self, text: str, field: str = "title", lang: str = "") -> list[Hit]:
        """Return where the search's terms stand in one text."""
        tokens = tokenise(text)
        return [
            _hit(text, field, term, tokens[at], tokens[end - 1])
            for term, fields, slots in self.places
            if field in fields
            for at in range(len(tokens))
            if (end := _end(slots, tokens, at, lang))
        ]


def sought(db: sqlite_utils.Database, text: str) -> Sought:
    """Make a search ready.

    Raises:
        SearchError: The text can't be read; the message says what to write instead.
    """
    query, vocabulary = read_search(text), Vocabulary(db)
    read = {
        term: [slots for reading in _readings(term) for slots in _slots(reading, vocabulary)]
        for term in terms(query)
    }
    phrases = {
        term: [phrase for slots in each for phrase in _phrases(slots, vocabulary)]
        for term, each in read.items()
    }
    return Sought(
        _expression(query, phrases),
        tuple((term, fields, slots) for term, fields in _wanted(query) for slots in read[term]),
    )


def _readings(term: Term) -> tuple[Reading, ...]:
    """As in rules; but f-35 is a name, too, since few who search take care of capitals."""
    if term.kind is TermKind.WORDS and term.text.islower() and not any(map(str.isspace, term.text)):
        shouted = readings(replace(term, text=term.text.upper()))
        if any(word.designation for reading in shouted for word in reading.words):
            return shouted
    return readings(term)


def _slots(reading: Reading, vocabulary: Vocabulary) -> Iterator[tuple[_Slot, ...]]:
    """A reading's words; also with one of them in two, where it may be written so."""
    slots = tuple(
        _Slot(
            vocabulary.forms(word),
            spaceless=word.mode is Mode.SPACELESS,
            begins=word.mode is Mode.PREFIX,
        )
        for word in reading.words
    )
    yield slots
    for i, word in enumerate(reading.words):
        for head, rest in vocabulary.halves(word):
            yield (*slots[:i], _Slot(head), _Slot(rest), *slots[i + 1 :])


def _wanted(
    query: Query, fields: tuple[str, ...] = _EVERYWHERE
) -> Iterator[tuple[Term, tuple[str, ...]]]:
    """The terms that aren't excluded, and the fields in which each counts."""
    match query:
        case Term():
            yield query, fields
        case And(parts) | Or(parts):
            for part in parts:
                yield from _wanted(part, fields)
        case Scoped(scope, part):
            yield from _wanted(part, _FIELDS[scope])


def _expression(query: Query, read: Mapping[Term, list[str]]) -> str:
    match query:
        case Term():
            return _either(read[query])
        case Or(parts):
            return _either([_expression(part, read) for part in parts])
        case Scoped(scope, part):
            return f"{{{scope}}} : ({_expression(part, read)})"
        case And(parts):
            wanted = [_expression(part, read) for part in parts if not isinstance(part, Not)]
            unwanted = [_expression(part.part, read) for part in parts if isinstance(part, Not)]
            expression = f"({' AND '.join(wanted)})" if len(wanted) > 1 else wanted[0]
            return f"({expression} NOT {_either(unwanted)})" if unwanted else expression
        case _:
            raise TypeError(f"a search has no {type(query).__name__}")


def _phrases(slots: tuple[_Slot, ...], vocabulary: Vocabulary) -> Iterator[str]:
    """What stands for a reading: its phrases, and those that count only in some languages."""
    every = tuple(dict.fromkeys(lang for slot in slots for lang in slot.forms))
    combined: dict[tuple[tuple[str, ...], ...], dict[tuple[str, ...], float]] = {}
    langs: dict[tuple[str, ...], list[str]] = {}
    likely: dict[tuple[str, ...], float] = {}
    for lang in every:
        forms = tuple(slot.forms_in(lang) for slot in slots)
        if forms not in combined:
            combined[forms] = _combined(forms, vocabulary)
        for words, chance in combined[forms].items():
            likely[words] = max(chance, likely.get(words, 0.0))
            langs.setdefault(words, []).append(lang)
    groups: dict[tuple[str, ...], list[str]] = {}
    work = 0
    for words in sorted(likely, key=likely.__getitem__, reverse=True)[:MOST_WORDS]:
        groups.setdefault(tuple(langs[words]), []).append(_phrase(words, slots))
        work += max(map(vocabulary.count, words)) if len(words) > 1 else 0
        if work > _WORK:
            break
    for among, phrases in groups.items():
        if among == every:
            yield from phrases
        elif ENGLISH in among:  # in the others it is another word
            marks = [f'"{mark(lang)}"' for lang in every if lang not in among]
            yield f"({_either(phrases)} NOT {_either(marks)})"
        else:
            marks = [f'"{mark(lang)}"' for lang in among]
            marks += [f'"{UNKNOWN}"'] if vocabulary.has_unknown else []
            yield f"({_either(phrases)} AND {_either(marks)})"


def _combined(
    slots: tuple[tuple[str, ...], ...], vocabulary: Vocabulary
) -> dict[tuple[str, ...], float]:
    """The likeliest combinations of words with their forms, and how likely each is.

    What was written is the likeliest of all; other forms by their share of items.
    """
    found: list[tuple[tuple[str, ...], float]] = [((), 1.0)]
    for own, *others in slots:
        counts = {other: vocabulary.count(other) for other in others}
        total = max(vocabulary.count(own) + sum(counts.values()), 1)
        shares = {own: 1.0} | {other: count / total for other, count in counts.items()}
        found = [
            ((*words, word), chance * share)
            for words, chance in found
            for word, share in shares.items()
            if share
        ]
        found.sort(key=itemgetter(1), reverse=True)
        del found[MOST_WORDS:]
    return dict(found)


def _phrase(words: tuple[str, ...], slots: tuple[_Slot, ...]) -> str:
    tokens = [
        token
        for word, slot in zip(words, slots, strict=True)
        for token in (search_tokens(word) if slot.spaceless else (written(word),))
    ]
    begins = slots[-1].begins or (slots[-1].spaceless and len(words[-1]) == 1)
    return f'"{" ".join(tokens)}"{"*" if begins else ""}'


def _either(expressions: list[str]) -> str:
    return f"({' OR '.join(expressions)})" if len(expressions) > 1 else expressions[0]


def _end(slots: tuple[_Slot, ...], tokens: list[Token], at: int, lang: str) -> int:
    """Where a reading that begins at a token ends; 0: it doesn't stand there."""
    for slot in slots:
        length = slot.length_at(tokens, at, lang)
        if not length:
            return 0
        at += length
    return at


def _hit(text: str, field: str, term: Term, first: Token, last: Token) -> Hit:
    start, end = first.start, last.end
    return Hit(
        term=term.text,
        field=field,
        start=start,
        end=end,
        found=text[start:end],
        kind=HitKind.EXACT,
        score=1.0,
    )
