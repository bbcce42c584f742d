"""Misspelled: words of a rule that are probably typing mistakes, in plain sentences. Pure.

A misspelled report is found, for a typo is no word of its own. The other way round nothing is: a
rule that asks for "Schwarzeneger" never finds "Schwarzenegger", which is a word that people know,
and so no typo of something else. Without this module such a rule would be silent for years.

A word is suspected if English lacks it, and has one a slip away. A slip in the last two letters is
none: there other languages differ (Australien, Equinor).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from string import ascii_lowercase
from typing import Final

from monitor.errors import Problem
from monitor.item import Item
from monitor.rules.language.canonical import canonical
from monitor.rules.language.parser import parse_rule
from monitor.rules.language.query import Term, TermKind, terms
from monitor.rules.matching.matcher import Matcher
from monitor.rules.rule import Rule
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.text import fold

MOST: Final = 5_000
"""The spelling of so many rules is looked at, which takes some seconds."""
_SHORTEST: Final = 7
"""Of shorter words many are names that nobody has counted (Klarna: Klara)."""
_KEPT: Final = 2
"""Letters at the end that no slip is looked for in."""
_COMMON: Final = 3.0
"""How often the word that may be meant is used, at least (Zipf)."""
_OTHERS: Final = ("de", "es", "fr", "it", "nl", "pl", "pt", "sv")
"""Languages whose words, too, are no slips of English ones: those most often written in rules."""


def problems_with(rules: Sequence[Rule], known: KnownWords) -> Iterator[Problem]:
    """Yield what is to be said of the spelling of a configuration's rules."""
    for rule in rules[:MOST]:
        for said in misspelled(rule, known):
            yield Problem("rules", f'in "{rule.name}": {said}', name=rule.name, kind=said)


def misspelled(rule: Rule, known: KnownWords) -> tuple[str, ...]:
    """Return a sentence for each term that is probably misspelled, and misses what is meant.

    To name the other word in the rule, or in an alias, silences it; so does ``=``. It takes a
    quarter of a millisecond for each word that English lacks.

    Args:
        rule: The rule.
        known: The words people use.
    """
    asked = [term for term in terms(rule.query) if term.kind in {TermKind.WORDS, TermKind.TYPOS}]
    return tuple(dict.fromkeys(said for term in asked for said in _of_term(rule, term, known)))


def _of_term(rule: Rule, term: Term, known: KnownWords) -> Iterator[str]:
    words = term.text.split()
    for at, word in enumerate(words):
        meant = _meant(word, known)
        if not meant:
            continue
        other = " ".join((*words[:at], meant, *words[at + 1 :]))
        if not _finds(rule, other, known):
            yield (
                f"{word} looks misspelled: {meant} is a word that people use, and {term.text} "
                f"doesn't find it. Did you mean {other}? To find both write "
                f"({term.text} | {other})."
            )


def _meant(word: str, known: KnownWords) -> str:
    """The commonest known word a slip away, written as this one is; empty if there is none."""
    folded = fold(word)
    if (
        len(folded) < _SHORTEST
        or not (folded.isascii() and folded.isalpha())
        or word not in {folded, folded.capitalize(), folded.upper()}
        or known.knows(folded, ("en",))
    ):
        return ""
    english = known.vocabulary("en")
    rated = [(english.zipf(slip), slip) for slip in _slips(folded)]
    zipf, meant = max(rated)
    # The lists of other languages are asked last: they may have to be built.
    if zipf < _COMMON or any(folded in known.vocabulary(lang) for lang in _OTHERS):
        return ""
    return meant.upper() if word.isupper() else meant.capitalize() if word.istitle() else meant


def _slips(word: str) -> set[str]:
    """Words that differ in a letter left out, put in, taken for another, or in two swapped."""
    found: set[str] = set()
    for at in range(1, len(word) - _KEPT + 1):
        head, tail = word[:at], word[at:]
        found.update(head + letter + tail for letter in ascii_lowercase)
        if at < len(word) - _KEPT:
            found.add(head + tail[1:])
            found.update(head + letter + tail[1:] for letter in ascii_lowercase)
            found.add(head + tail[1] + tail[0] + tail[2:])
    return found - {word}


def _finds(rule: Rule, text: str, known: KnownWords) -> bool:
    """Whether any term of the rule finds a text."""
    either = " | ".join(canonical(term) for term in terms(rule.query))
    asked = replace(parse_rule(either, name=rule.name, fuzzy=rule.fuzzy), aliases=rule.aliases)
    found = Matcher([asked], known=known).names(Item(feed="", key="", title=text, lang="en"))
    return bool(found)
