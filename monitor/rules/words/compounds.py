"""Compounds: whether a text's word is a term's word and another in one (Warnstreik, Streikrecht).

Where words are joined as a matter of course, headlines are made of compounds; and any letters may
hold a short word by chance (Soldaten, Daten). So a term's word must be long enough, longer at the
end than at the beginning; what is left must be a word that people use; no other place to cut may
be better (Stor|makt, no Storm|akt); and what is in everyday use itself is a word of its own behind
a short one (Brandenburg). How a language joins words, and which only look like compounds, says
``forms.compounding``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from typing import Final

from monitor.rules.forms.compounding import REGIONS, Compounding, compounding_of
from monitor.rules.forms.everyday_places import EVERYDAY_PLACES
from monitor.rules.forms.same_word import by_ending, by_lemma, is_own_word
from monitor.rules.forms.stems import has_stems, inflects_from, stem
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.compound_parts import (
    OTHER_LAST,
    SHORT_LIST,
    as_first,
    is_cut_elsewhere,
    may_end,
    may_follow,
)
from monitor.rules.words.ordinary import is_ordinary
from monitor.rules.words.text_context import Caps, TextContext
from monitor.rules.words.words import Mode, Word
from monitor.text import Token, fold

SHORTEST_FIRST: Final = 4
"""Letters of a term's word that may begin a compound."""
SHORTEST_LAST: Final = 5
"""Letters of one that may end it: Bank would find Datenbank, Bahn Autobahn."""
_SAFE: Final = 6
"""Letters of one that hardly anything begins with by chance."""
_OTHER_FIRST: Final = 2
"""Letters that another word has at least at the beginning."""
SHORTEST: Final = SHORTEST_LAST + _OTHER_FIRST

# On the Zipf scale:
_ENGLISH: Final = 1.0  # by how much a word is more in use in English, to be English
_RARER: Final = 0.3  # by how much a compound is rarer than a short word that begins it
_MUCH_RARER: Final = 1.0  # the same for the shortest words
_FRESH: Final = 2.7  # below that a compound is made for the day, not a word of its own
_EVERYDAY: Final = 5.15  # a word that others are made with to any purpose: huis, Hand

_CHANGING: Final = 2  # letters at the end that forms of a word change
_VERB_ENDINGS: Final = ("t", "te", "ten", "tet", "end")


def is_compound_of(word: Word, token: Token, context: TextContext, known: KnownWords) -> bool:
    """Whether a token is a compound that a word begins or ends."""
    ways = compounding_of(context.lang)
    if ways is None or len(token.folded) < SHORTEST or not token.folded.isalpha():
        return False
    if not _may_be_part(word):
        return False
    small = token.surface[0].islower() and context.caps is not Caps.LOWER
    if small and (ways.nouns_have_capitals or word.capital):
        return False
    name = word.capital and not ways.nouns_have_capitals  # which ends no compound
    return any(
        _has_marks_of(word, token, at)
        for at in _places(word.folded, token.folded, context.lang, known)
        if not (at and name)
    ) and not ways.is_apart(token.folded, word.folded)


def compounds_among(word: Word, others: Iterable[str], lang: str, known: KnownWords) -> list[str]:
    """Return which words of a list are compounds of a word, where items are in a language.

    A list has neither capitals nor marks, so only letters count; and many who search write a
    capital to no purpose.

    Args:
        word: The term's word.
        others: The list's words, folded.
        lang: The language.
        known: The words people use.
    """
    ways = compounding_of(lang)
    if ways is None:
        return []
    name = word.capital and not (
        ways.nouns_have_capitals or is_ordinary(word.folded, (lang,), known)
    )
    return [
        other
        for other in others
        if len(other) >= SHORTEST
        and other.isalpha()
        and any(not (at and name) for at in _places(word.folded, other, lang, known))
        and not ways.is_apart(other, word.folded)
    ]


def letters_in_compounds(word: Word, lang: str) -> str:
    """Return letters that each compound of a word has; empty if it has none in a language."""
    ways = compounding_of(lang)
    if ways is None or not _may_be_part(word):
        return ""
    return word.folded[: max(ways.shared, len(word.folded) - _CHANGING)]


def _may_be_part(word: Word) -> bool:
    """Whether a word is looked for in compounds at all."""
    return (
        word.mode is Mode.FUZZY
        and len(word.folded) >= SHORTEST_FIRST
        and word.folded.isalpha()
        and not (word.phrase or word.joined or word.acronym)
    )


def first_words(
    folded: str, ways: Compounding, sought: Container[str], lang: str, known: KnownWords
) -> Iterator[str]:
    """Yield which words a text's word may begin with as a compound: before another word.

    Args:
        folded: The text's word.
        ways: How its language makes compounds.
        sought: The words that are wanted.
        lang: The language.
        known: The words people use.
    """
    for end in range(SHORTEST_FIRST - 1, len(folded) - OTHER_LAST + 1):
        begun = folded[:end]
        found = [begun] if begun in sought else []
        for whole, short in ways.swaps:
            if begun.endswith(short) and (word := begun[: end - len(short)] + whole) in sought:
                found.append(word)
        if found and may_follow(folded[end:], lang, known):
            yield from found


def last_words(
    folded: str, ways: Compounding, sought: Container[str], lang: str, known: KnownWords
) -> Iterator[str]:
    """Yield what a text's word may end in as a compound: what stands behind a word.

    Args:
        folded: The text's word.
        ways: How its language makes compounds.
        sought: What the words that are wanted begin with (``Compounding.shared`` letters).
        lang: The language.
        known: The words people use.
    """
    shared = ways.shared
    for at in _ends(folded):
        if folded[at : at + shared] in sought and as_first(folded[:at], lang, known):
            yield folded[at:]


def _ends(folded: str) -> range:
    """Where a compound's last word may begin. It may be a letter shorter than the term's."""
    return range(_OTHER_FIRST, len(folded) - SHORTEST_LAST + 2)


@lru_cache(maxsize=16384)
def _places(own: str, folded: str, lang: str, known: KnownWords) -> tuple[int, ...]:
    """Where a term's word begins in a text's, if that is a compound."""
    ways = compounding_of(lang)
    if ways is None or any(_is_english(word, lang, known) for word in (own, folded)):
        return ()
    found = []
    if own not in ways.never_first and _begins(own, folded, lang, ways, known):
        found.append(0)
    if len(own) >= SHORTEST_LAST and own not in ways.never_last:
        found += [
            at
            for at in _ends(folded)
            if folded.startswith(own[: ways.shared], at) and _ends_in(own, folded, at, lang, known)
        ]
    return tuple(found)


@lru_cache(maxsize=4096)
def _is_english(word: str, lang: str, known: KnownWords) -> bool:
    """Whether a word is much more in use in English: German|wings, Apple|sauce."""
    own = known.vocabulary(lang)
    zipf = known.vocabulary("en").zipf(word)
    return zipf > own.zipf(word) + _ENGLISH and len(own) >= SHORT_LIST


def _begins(own: str, folded: str, lang: str, ways: Compounding, known: KnownWords) -> bool:
    """Whether a compound begins with a term's word: Streik|recht, Verhandlung|s|führer."""
    begins = {own: ("", *ways.links, *ways.plurals)}
    for whole, short in ways.swaps:
        if own.endswith(whole):
            begins.setdefault(own.removesuffix(whole) + short, ("",))
    for begun, links in begins.items():
        if not folded.startswith(begun):
            continue
        rests = {link: _rest(folded, begun + link) for link in links}
        if not ways.no_last.isdisjoint(rests.values()):
            continue  # Bahnhof|straße, though there is a Trasse, too
        for link, rest in rests.items():
            if (
                may_end(rest, link, lang, ways, known)
                and (link not in ways.plurals or _is_form(own, own + link, lang, known))
                and not _is_word_of_its_own(own, begun, folded, lang, known)
                and not is_cut_elsewhere(folded, len(begun + link), len(begun), lang, known)
            ):
                return True
    return False


def _rest(folded: str, begun: str) -> str:
    """What is left of a word behind what it begins with; nothing if it begins otherwise."""
    return folded.removeprefix(begun) if folded.startswith(begun) else ""


def _is_word_of_its_own(own: str, begun: str, folded: str, lang: str, known: KnownWords) -> bool:
    """Whether a compound is too common to be about the word that begins it: Brandenburg, huisarts.

    Args:
        own: The term's word.
        begun: The same as it begins compounds.
        folded: The compound.
        lang: The language.
        known: The words people use.
    """
    zipf = known.vocabulary(lang).zipf
    used, alone = zipf(folded), zipf(own)
    if len(begun) >= _SAFE:
        return used > alone
    if len(begun) >= SHORTEST_LAST:
        return used > alone - _RARER
    return used >= _FRESH and (alone >= _EVERYDAY or used > alone - _MUCH_RARER)


def _ends_in(own: str, folded: str, at: int, lang: str, known: KnownWords) -> bool:
    """Whether a compound ends in a form of a term's word, which begins there: Warn|streiks.

    What is more in use than that word isn't made of it: San Francisco has no Cisco in it.
    """
    first, zipf = folded[:at], known.vocabulary(lang).zipf
    return (
        as_first(first, lang, known) > 0
        and _is_form(own, folded[at:], lang, known)
        and zipf(folded) <= max(zipf(own), zipf(folded[at:]))
        and not (first in REGIONS and _may_be_place(own, lang, known))
        and not is_cut_elsewhere(folded, at, len(folded), lang, known)
    )


def _may_be_place(own: str, lang: str, known: KnownWords) -> bool:
    return own in EVERYDAY_PLACES or not is_ordinary(own, (lang,), known)


def _is_form(own: str, other: str, lang: str, known: KnownWords) -> bool:
    """Whether a word within a compound is a term's or a form of it, in its own language alone."""
    if other == own:
        return True
    if lang == "de" and other.endswith(_VERB_ENDINGS) and not own.endswith((*_VERB_ENDINGS, "en")):
        return False
    lemmas = known.lemmas(lang)
    agreed = by_lemma(own, other, lang, lemmas, name=False)
    if agreed is not None:
        return agreed
    if (
        len(other) < len(own)
        or not known.vocabulary(lang).zipf(other)
        or is_own_word(other, lang, lemmas)
    ):
        return False
    common = stem(own, lang)
    return (
        has_stems(lang)
        and common == stem(other, lang)
        and inflects_from(common, own, other, lang, name=False)
    ) or by_ending(own, other, lang) is not None


def _has_marks_of(word: Word, token: Token, at: int) -> bool:
    """Whether a compound's part has the marks of a term's word: Fähre isn't in Radfahren.

    A form of it may have more (Anschlag, Anschläge).
    """
    ours, theirs = word.surface.lower(), token.surface.lower()
    if ours.isascii() and theirs.isascii():
        return True
    begin = next((i for i in range(len(theirs) + 1) if len(fold(theirs[:i])) >= at), 0)
    theirs = theirs[begin:]
    inflected = at > 0 and fold(theirs) != word.folded
    for one, other in zip(ours, theirs, strict=False):
        if one != other:
            if fold(one) != fold(other):
                break
            if not (inflected and one.isascii()):
                return False
    return True
