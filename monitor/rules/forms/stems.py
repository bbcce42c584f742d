"""Inflection: whether two words are one word in two forms.

Snowball's stem (Porter 2001, snowballstem.org) says which words may be related; it also throws
together nation and national, Müller and mulled. So a second look is taken: the two may differ only
by endings that inflect in that language, not by endings that make another word.

Arabic has a stemmer of its own, after light10 (Larkey, Ballesteros and Connell 2007): Snowball's
gives a noun in -a one stem and the same with the article another (حكومة, الحكومة).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import takewhile
from operator import eq
from typing import Final

import Stemmer

_ALGORITHMS: Final = {
    "ca": "catalan", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip


def _endings(text: str) -> frozenset[str]:
    return frozenset(["", *text.split()])


# What may follow the common beginning of two forms of one word, folded.
_ENDINGS: Final = {
    "en": _endings("s es e ed d ing y ies ied"),
    "de": _endings("e en n er ern em es ens s ens nen se sen ses te ten t st end"),
    "nl": _endings("e en n s es t te ten de den d"),
    "fr": _endings("s x e es l ux ee ees er ez ent ant ait aient a ai ons"),
    "es": _endings("s es e o a os as en an ar er ir ado ada ados adas ando iendo ido ida on io"),
    "pt": _endings(
        "s es e o a os as em am ar er ir ado ada ados adas ando endo indo ou iu m ns ao oes aes"
        " l is"
    ),
    "it": _endings("i e o a he hi ano are ere ire ato ata ati ate ito ita iti ite ando endo"),
    "ru": _endings(
        "а я о е ё ы и у ю й ь ой ей ёй ою ею ом ем ам ям ами ями ах ях ов ев ий ия ие ию ии ием"
        " иям иями иях ый ая ое ые ого его ому ему ым им ых их ыми ими ую юю ть ет ит ют ат ят"
        " ал ла ло ли л на но ны н"
    ),
    "ar": _endings("ه ها هم ا ي ات ين ون ان تين تان ية يه نا كم ك وا"),
}
# A name (a term with a capital) takes a plural or a genitive, where not every noun has a capital.
_NAME_ENDINGS: Final = {
    "en": _endings("s es y ies"),
    "fr": _endings("s x e es"),
    "es": _endings("s es"),
    "pt": _endings("s es"),
    "it": _endings(""),
    "nl": _endings("s en"),
    **dict.fromkeys(("sv", "da", "no", "nb", "nn"), _endings("s")),
    "ca": _endings("s es"),
}
# What may stand on the term's side, where that is less: Kind takes Kinder, but who writes Müller
# doesn't mean Müll, nor William who writes Williams.
_OWN_ENDINGS: Final = {"de": _ENDINGS["de"] - {"er", "ern", "ner", "nern"}}
_OWN_NAME_ENDINGS: Final = {lang: _endings("y" if lang == "en" else "") for lang in _NAME_ENDINGS}
# What Snowball misses or, in Portuguese, knows by a tilde that is folded away.
_PLURALS: Final = {
    "nl": (("dden", "d"), ("den", "d")),
    "pt": (("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("ns", "m")),
}
# Where endings begin alike (цен|а, цен|ами): the stem tells where they begin, too.
_SPLIT_AT_STEM: Final = frozenset(("es", "fr", "it", "pt", "ru"))
_DOUBLE: Final = re.compile(r"(.)\1")
# What is written together with the word after it: a conjunction, then a preposition or article.
_ARABIC_UNITS: Final = ("ال", "و", "ف", "ب", "ل", "ك")
_ARABIC_PREFIXES: Final = tuple(
    conjunction + other
    for conjunction in ("", "و", "ف")
    for other in ("", "ال", "ب", "ل", "ك", "بال", "كال", "لل")
)
_ARABIC_SUFFIXES: Final = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
SHARED: Final = 3
"""Letters at the beginning that two forms of one word share at least."""
_LONGEST_UNLISTED: Final = 3  # letters that may differ in a language without a list above

_DERIVING: Final = {"el": ("ικ",)}
"""What makes another word of a stem in a language without a list above: γιατρός, γιατρικό."""

LANGS: Final = (*_ALGORITHMS, "ar")
"""Languages with a stemmer."""

_local = threading.local()


def has_stems(lang: str) -> bool:
    """Whether there is a stemmer for the language."""
    return lang == "ar" or lang in _ALGORITHMS


def stem(folded: str, lang: str) -> str:
    """The Snowball stem of a folded word; the word itself where there is no stemmer.

    Not remembered: to work it out again takes less time than to wait for the memory of it.
    """
    stemmers = _local.__dict__
    found = stemmers.get(lang)
    if found is None:
        found = stemmers[lang] = stemmer(lang)  # one a thread
    word: str = found(folded)
    return word


def stemmer(lang: str) -> Callable[[str], str]:
    """Make ``stem`` for one language, without a memory; for one thread at a time."""
    if lang == "ar":
        return _arabic_stem
    algorithm = _ALGORITHMS.get(lang)
    if algorithm is None:
        return str
    snowball: Callable[[str], str] = Stemmer.Stemmer(algorithm, 0).stemWord
    plurals = _PLURALS.get(lang)
    if plurals is None:
        return snowball

    def stem_of(folded: str) -> str:
        for ending, singular in plurals:
            if folded.endswith(ending) and len(folded) > len(ending) + 1:
                folded = folded.removesuffix(ending) + singular
        return snowball(folded)

    return stem_of


def beginnings(own: str, langs: Iterable[str]) -> set[str]:
    """Return the letters with which a word's forms in some languages begin.

    A list of words need only be searched for words that begin so.
    """
    found = set()
    for lang in langs:
        if lang == "ar":
            bare = [part[:SHARED] for part in _without(("", "ال"), own)]
            found |= {prefix + part for prefix in _ARABIC_PREFIXES for part in bare}
            continue
        kept = sum(takewhile(bool, map(eq, own, stem(own, lang))))
        # A stem's end may be spelt otherwise: study, studi|es; prijs, prijz|en; school, schol|en.
        at = max(SHARED, kept - 2) if lang != "nl" else max(SHARED - 1, kept - 3)
        found.add(own[:at])
    return {one for one in found if not any(one.startswith(other) for other in found - {one})}


@lru_cache(maxsize=4096)
def inflects(own: str, other: str, lang: str, *, name: bool = False) -> bool:
    """Whether a text's word is a form of a term's word in the language.

    Args:
        own: The term's word, folded.
        other: The text's word, folded.
        lang: The language whose stems and endings count.
        name: The word is a name (written with a capital), which in English has fewer forms.
    """
    common = stem(own, lang)
    if not has_stems(lang) or common != stem(other, lang):
        return False
    return inflects_from(common, own, other, lang, name=name)


def inflects_from(common: str, own: str, other: str, lang: str, *, name: bool = False) -> bool:
    """Whether ``other`` is a form of ``own``, given the stem that both have in the language.

    Arguments as for ``inflects``; ``common`` is the stem.
    """
    if lang == "ar":
        return any(
            _differ_by_endings(common, mine, theirs, lang, name=name)
            for mine in _without(("", "ال"), own)
            for theirs in _without(_ARABIC_PREFIXES, other)
        )
    if lang == "nl":
        common, own, other = _dutch(common), _dutch(own), _dutch(other)
    return _differ_by_endings(common, own, other, lang, name=name)


def _differ_by_endings(common: str, own: str, other: str, lang: str, *, name: bool) -> bool:
    """Whether two words begin alike, and what follows inflects in both."""
    begun = len(common) if own.startswith(common) and other.startswith(common) else 0
    shared = begun
    for a, b in zip(own[shared:], other[shared:], strict=False):
        if a != b:
            break
        shared += 1
    if shared < (4 if lang == "de" and other[shared:].startswith("er") else SHARED):
        return False
    if _inflect(own, other, shared, lang, name=name):
        return True
    return (
        SHARED <= begun < shared
        and lang in _SPLIT_AT_STEM
        and (_inflect(own, other, begun, lang, name=name))
    )


def _inflect(own: str, other: str, at: int, lang: str, *, name: bool) -> bool:
    """Whether what stands behind so many letters inflects in both words."""
    last = own[at - 1]
    if lang == "en" and other[at:] == "es" and own[at:] == "" and not _hisses(own):
        return False  # Barnes is no plural of barn
    if lang == "en" and {own[at:], other[at:]} == {"", "e"}:
        return False  # nor is a coupe a coup
    return _inflects(own[at:], last, lang, name=name, own=True) and _inflects(
        other[at:], last, lang, name=name, own=False
    )


def _hisses(own: str) -> bool:
    """Whether an English word has its plural in -es."""
    return own.endswith(("s", "x", "z", "ch", "sh", "o", "i"))


def is_ending(rest: str, lang: str, *, name: bool = False, own: bool = False) -> bool:
    """Whether these letters after a stem only inflect.

    Args:
        rest: The letters after the stem.
        lang: The language.
        name: The word is a name.
        own: The word is the term's, not the text's.
    """
    endings = None
    if name:
        endings = (_OWN_NAME_ENDINGS if own else _NAME_ENDINGS).get(lang)
    if endings is None and own:
        endings = _OWN_ENDINGS.get(lang)
    if endings is None:
        endings = _ENDINGS.get(lang)
    if endings is not None:
        return rest in endings
    return len(rest) <= _LONGEST_UNLISTED and not rest.startswith(_DERIVING.get(lang, ()))


def _inflects(rest: str, last: str, lang: str, *, name: bool, own: bool) -> bool:
    """Whether an ending inflects, as it is or without a doubled consonant (ban, ban|ned)."""
    return is_ending(rest, lang, name=name, own=own) or (
        rest[:1] == last and len(rest) > 1 and is_ending(rest[1:], lang, name=name, own=own)
    )


def _dutch(word: str) -> str:
    """A word without what spelling changes before an ending: prijs, prijzen; school, scholen."""
    return _DOUBLE.sub(r"\1", word).replace("v", "f").replace("z", "s")


def _arabic_stem(folded: str) -> str:
    """What forms of an Arabic word share, and some others: all that may be a prefix is taken off.

    Also where it belongs to the word (لبنان): only so it comes out alike behind another (بلبنان).
    """
    stripped = True
    while stripped:
        stripped = False
        for unit in _ARABIC_UNITS:
            if folded.startswith(unit) and len(folded) - len(unit) >= SHARED:
                folded, stripped = folded[len(unit) :], True
    for suffix in _ARABIC_SUFFIXES:
        if folded.endswith(suffix) and len(folded) - len(suffix) >= 2:
            return folded.removesuffix(suffix)
    return folded


def _without(prefixes: tuple[str, ...], word: str) -> list[str]:
    """A word without each of these prefixes that it may begin with."""
    return [
        word.removeprefix(prefix)
        for prefix in prefixes
        if word.startswith(prefix) and len(word) - len(prefix) >= SHARED
    ]
