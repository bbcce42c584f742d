"""Capitals: which terms of a rule are read as names, since they have a capital and needn't.

Who is used to search engines writes ``Earthquake + Japan`` and means earthquakes, but a term with a
capital is a name. Without this module the rule would miss nearly all of them, and nobody would say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from monitor.rules.forms.everyday_places import EVERYDAY_PLACES
from monitor.rules.language.query import TermKind, terms
from monitor.rules.rule import Rule
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.ordinary import is_ordinary
from monitor.text import fold

_LANGS: Final = ("en",)


def only_as_names(rule: Rule, known: KnownWords) -> tuple[str, ...]:
    """Return a sentence for each term that is an everyday word and is found only as a name.

    Of a phrase, that is if only its first word has a capital, as at the head of a sentence
    (Interest rates). Nothing is said of those that are known to be names: places, and what has
    names for aliases (Apple: 苹果) rather than words (earthquake: quake).

    Args:
        rule: The rule.
        known: The words people use.
    """
    if not rule.fuzzy:
        return ()
    asked = [term.text for term in terms(rule.query) if term.kind is TermKind.WORDS]
    return tuple(
        f"{text} is found only with its capital, as a name. To find {text.lower()}, too, write it "
        "in small letters."
        for text in dict.fromkeys(asked)
        if _is_capitalised(text)
        and text.lower() not in asked
        and (first := fold(text.split()[0])) not in EVERYDAY_PLACES
        and is_ordinary(first, _LANGS, known)
        and not _has_names(rule.aliases.get(text, ()))
    )


def _is_capitalised(text: str) -> bool:
    """Whether a term is written as at the head of a sentence: words of which one has a capital."""
    words = text.split()
    return text[:1].isupper() and all(map(str.isalpha, words)) and text[1:].islower()


def _has_names(aliases: Sequence[str]) -> bool:
    return bool(aliases) and not any(alias.islower() for alias in aliases)
