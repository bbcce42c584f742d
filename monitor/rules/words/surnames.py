"""Surnames: those that change like adjectives differ for a man and a woman (Kaczyński, Kaczyńska).

A dictionary takes the two for forms of one adjective, and Bulgarian's table "Радева" for a form of
Радев. Without this module a rule for a president would tell of his wife, his daughter and whoever
else has her name, and one for a spokeswoman of every man of that name.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from monitor.rules.words.text_context import Caps, TextContext
from monitor.rules.words.words import Word
from monitor.text import Token, fold


class _Endings(NamedTuple):
    """What a name ends in, as it is listed, and what only the other sex's forms end in."""

    listed: tuple[str, ...]
    cut: int
    """Letters that go before the others' endings come."""
    others: frozenset[str]


def _paradigm(listed: str, cut: int, others: str) -> _Endings:
    ends = frozenset("" if ending == "-" else fold(ending) for ending in others.split())
    return _Endings(tuple(map(fold, listed.split())), cut, ends)


# A Polish or Czech noun in -a may have forms in -y or -i, too (Polska, Polski): they tell nothing.
_RUSSIAN: Final = (
    _paradigm("ый ий ой", 2, "ая яя ую юю ой ей ою"),
    _paradigm("ая яя", 2, "ый ий ого его ому ему ым им ом ем"),
    _paradigm("ов ев ин", 0, "ой"),
    _paradigm("ова ева ина", 1, "- ым"),
)
_BULGARIAN: Final = (
    _paradigm("ски шки чки", 1, "а"),
    _paradigm("ска шка чка", 1, "и"),
    _paradigm("ов ев ин", 0, "а"),
    _paradigm("ова ева ина", 1, "-"),
)
_SOUTH: Final = (
    _paradigm("ski cki ški čki ски цки шки чки", 1, "a u oj а у ој"),
    _paradigm("ska cka ška čka ска цка шка чка", 1, "og oga omu ome ega emu ог ога ому оме"),
)
_CZECH: Final = (
    _paradigm("ský ski cký cki ný", 1, "a ou ej"),
    _paradigm("ská cká", 1, "eho emu em ym"),
)
_ABROAD: Final = (
    _paradigm("ski sky", 1, "a aya aia aja"),
    _paradigm("ska", 1, "y i yy iy yi ij yj"),
    _paradigm("skaya skaia skaja", 3, "y i yy iy yi ij yj"),
    _paradigm("ov ev in", 0, "a"),
    _paradigm("ova eva", 1, "-"),
)
"""In languages without cases of their own; there, what would be a form looks like a typo."""
_PARADIGMS: Final = {
    "pl": (
        _paradigm("ski cki dzki", 1, "a iej"),
        _paradigm("ny ły ry", 1, "a ej"),
        _paradigm("ńska wska rska icka ecka acka dzka", 1, "i iego iemu im"),
        _paradigm("ska cka na ła ra", 1, "iego iemu im ego emu ym"),
    ),
    "cs": _CZECH,
    "sk": _CZECH,
    "ru": _RUSSIAN,
    "uk": (
        _paradigm("ий", 2, "а я ої ій у ю ою"),
        _paradigm("а", 1, "ий ого ому им ім"),
        _paradigm("ов ев єв ін їн", 0, "ої ій ою"),
        _paradigm("ова ева єва іна їна", 1, "- ові им"),
    ),
    "bg": _BULGARIAN,
    "mk": _BULGARIAN,
    **dict.fromkeys(
        ("", "en", "de", "nl", "sv", "da", "no", "fr", "es", "pt", "it", "ca"), _ABROAD
    ),
    **dict.fromkeys(("sl", "hr", "sr", "bs", "sh"), _SOUTH),
}
_ROMANISED: Final = ("skyy", "skiy", "skij", "skyi", "skii", "skyj")
_OWNED: Final = frozenset(("cs", "sk"))
"""Where only an accent parts a woman from what is a man's: Babišová, Babišova vláda."""


def is_of_other_sex(word: Word, token: Token, context: TextContext) -> bool:
    """Whether a text has a name as a woman bears it, and the rule as a man does; or vice versa."""
    folded = token.folded
    own = word.folded
    if own.endswith(_ROMANISED):
        own = own[:-1]
    return any(
        folded != own
        and own.endswith(listed)
        and folded.startswith(stem := own[: len(own) - cut])
        and folded[len(stem) :] in others
        for listed, cut, others in _PARADIGMS.get(context.lang, ())
    )


def is_of_man_or_woman(word: Word, token: Token, context: TextContext) -> bool:
    """Whether an accent tells that a man's name is a woman's, or that what is hers is his."""
    if context.lang not in _OWNED or not word.capital or context.caps is not Caps.MIXED:
        return False
    ours, theirs = word.surface.lower(), token.surface.lower()
    if ours.endswith("ová"):
        return theirs.endswith(("ova", "ovy", "ovo"))
    return (
        theirs.endswith(("ová", "ové"))
        and not token.surface.isupper()
        and word.folded[-3:-1] != "ov"
    )
