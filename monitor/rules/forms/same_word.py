"""Same word: whether a text's word is a form of a term's word in a language, and how one can tell.

Three witnesses, best first. The **dictionary**: both are forms of one lemma (women, woman). The
**stem**: Snowball's is the same, and only inflection follows it (``stems``). The **endings**:
a table says that a name may change so (Babiš, Babiše). Where the dictionary knows both words and
says that they are two (banca, banco), no stem and no ending counts. English is the exception, since
its stems have been weighed with care and its dictionary knows one lemma a form (leaves: leave).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Final

from monitor.rules.forms.endings import IRREGULAR
from monitor.rules.forms.english import NOUNS, relatives
from monitor.rules.forms.languages import endings_of
from monitor.rules.forms.lemmas import Lemmas


class Means(StrEnum):
    """How a form was recognised."""

    LEMMA = "lemma"
    STEM = "stem"
    ENDING = "ending"
    PREFIX = "prefix"


# Where two words may differ by an ending that inflects others (casa, caso): a dictionary that takes
# them for two is right. Elsewhere it may just not know of a plural.
STRICT: Final = frozenset(("fr", "es", "pt", "it", "ca", "gl"))
SPARE: Final = frozenset(("tl", "fil", "sw", "ms", "sq"))
"""The languages whose dictionaries give many forms as words of their own (kinain, of kain)."""
# Where names hardly change, so that what looks like a form of one is rather a word: Jobs, job.
_NAMES_STAY: Final = frozenset(
    ("en", "fr", "es", "pt", "it", "nl", "ca", "sv", "da", "no", "nb", "nn", "id", "ms", "vi")
)
_INFINITIVES: Final = {
    **dict.fromkeys(("es", "pt", "gl"), ("ar", "er", "ir")),
    "it": ("are", "ere", "ire"),
    "fr": ("er", "ir"),
}
_MADE_WITH: Final = {"tr": ("ci", "cu")}
"""What makes another word, which a dictionary takes for a form: bankacı, who works in a banka."""
_VERBAL: Final = ("ed", "ing", "er", "est")


def by_lemma(own: str, other: str, lang: str, lemmas: Lemmas, *, name: bool) -> bool | None:
    """Whether the dictionary calls two words one; None if it doesn't know.

    Args:
        own: The term's word, folded.
        other: The text's word, folded.
        lang: The language.
        lemmas: Its dictionary.
        name: The term's word is a name.
    """
    if lang == "en" and other in (NOUNS.get(own, ()) if name else relatives(own)):
        return True
    agreed = lemmas.agree(own, other)
    if not agreed:
        return agreed
    if other.startswith(tuple([own + made for made in _MADE_WITH.get(lang, ())])):
        return False
    if lang in STRICT and (
        _is_first_person(own, other, lemmas) or _is_noun_in_a(own, other, lemmas)
    ):
        return False
    if name and own.endswith(_INFINITIVES.get(lang, ())):
        return False  # a name that is a verb, too, has none of its forms: Temer, tema
    if name and lang in _NAMES_STAY:
        return lemmas.is_lemma_of(own, other) and not (lang == "en" and other.endswith(_VERBAL))
    return True


def _is_first_person(own: str, other: str, lemmas: Lemmas) -> bool:
    """Whether two words are one only if the term's is a verb's "I …": porto, porta.

    Nobody writes a rule so; a harbour is meant.
    """
    return (
        own[-1] == "o"
        and other[-1] in "ae"
        and own[:-1] == other[:-1]
        and not lemmas.is_lemma_of(own, other)
    )


def _is_noun_in_a(own: str, other: str, lemmas: Lemmas) -> bool:
    """Whether a word in -a is a noun, where one in -o is but a verb's form: porto, porta."""
    return (
        own[-1] == "o"
        and other == own[:-1] + "a"
        and not lemmas.is_lemma_of(own, own)
        and lemmas.is_lemma_of(other, other)
    )


def is_other_word(own: str, other: str, lang: str, lemmas: Lemmas, *, agreed: bool | None) -> bool:
    """Whether a text's word is none of the term's, whatever its stem or ending.

    Args:
        own: The term's word, folded.
        other: The text's word, folded.
        lang: The language, not English.
        lemmas: Its dictionary.
        agreed: What ``by_lemma`` said.
    """
    if lang in STRICT:
        # A noun that has no forms (gaz) isn't in the dictionary; what is in it (gaze) is none.
        return agreed is False or (own not in lemmas and lemmas.is_lemma_of(other, other))
    return agreed is False and is_own_word(other, lang, lemmas)


def is_own_word(other: str, lang: str, lemmas: Lemmas) -> bool:
    """Whether the dictionary has a text's word as a lemma of its own."""
    return lang not in SPARE and lemmas.is_lemma_of(other, other)


@lru_cache(maxsize=16384)
def by_ending(own: str, other: str, lang: str, *, name: bool = False) -> Means | None:
    """Whether the language's table makes one word of two: with an ending, or behind a prefix.

    Args:
        own: The term's word, folded.
        other: The text's word, folded.
        lang: The language.
        name: The term's word is a name.
    """
    endings = endings_of(lang)
    if endings is None:
        return None
    stems = stems_of(own, lang)
    for stem, paradigms, prefix in endings.splits(other):
        shared = stems.get(stem, 0) & paradigms & (-1 if name else ~endings.of_names)
        if shared:
            if stem.startswith(IRREGULAR) or shared & endings.certain:
                return Means.LEMMA
            return Means.PREFIX if prefix else Means.ENDING
    return None


@lru_cache(maxsize=16384)
def stems_of(own: str, lang: str) -> dict[str, int]:
    """The stems that the language's table gives to a term's word: stem → paradigms, as bits."""
    endings = endings_of(lang)
    return {} if endings is None else endings.stems(own)


def keys(other: str, lang: str) -> Iterable[str]:
    """The stems that a text's word may have, for looking up who has them."""
    endings = endings_of(lang)
    return () if endings is None else (stem for stem, _, _ in endings.splits(other))
