"""Numbers: Three Mile Island is 3 Mile Island, the Second World War the 2nd, der zweite der 2.

Each style book spells numbers out up to another one, and headlines spare the letters. Without this
module a rule for a name with a number in it would find what one paper prints.

Digits don't say in which language they are read, so a term that has them is tried in all languages
of its letters. Numbers are changed only beside other words: nobody calls Three, the company, 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import chain, islice, product
from typing import Final, NamedTuple

from monitor.rules.forms.spellings.dates import MONTHS
from monitor.rules.forms.spellings.number_words import (
    CARDINALS,
    ENGLISH,
    ENGLISH_ORDINALS,
    ENGLISH_TENS,
    ENGLISH_TENTHS,
    ORDINALS,
)
from monitor.text import fold

MOST: Final = 48
"""Spellings that are tried of one term."""
_TENS: Final = range(20, 100, 10)
_ROMAN_ONES: Final = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ROMAN_TENS: Final = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
_NO_ROMAN: Final = frozenset(("LI", "LV", "XL"))  # a surname, a fashion house, a size
_UNSURE: Final = "?"
_DEGREE: Final = "º"
_BEHIND_ROMAN: Final = ("e", "er", "re")  # le IIIe Reich
_NUMBER: Final = re.compile(
    r"(?<![\w.,$€£¥&/'’-])"
    r"(?P<word>[1-9][0-9]?(?:[ªº]|-?[^\W\d_]{1,3})?|[^\W\d_]+(?:-[^\W\d_]+)?)"
    r"(?P<stop>\.(?= ))?(?![\w%&/]|[.,:]\d)"
)
_HAN: Final = tuple("一二三四五六七八九十")
_DIGITS: Final = tuple(map(str, range(1, 11)))
_IN_HAN: Final = re.compile(rf"第({'|'.join((*_HAN, *reversed(_DIGITS)))})(?![{''.join(_HAN)}0-9])")
_LETTER: Final = re.compile(r"[^\W\d_]")
_CARDINALS: Final = frozenset(ENGLISH)


class _Tables(NamedTuple):
    """Spelling, folded but for Roman numerals → the other ones."""

    anywhere: dict[str, list[str]]
    leading: dict[str, list[str]]
    """What is a number in this way only before what it counts: 3, or II (the second)."""
    following: dict[str, list[str]]
    """And only behind what it numbers: World War II, Chapter 11."""
    stopped: dict[str, list[str]]
    """With a full stop: 2. Weltkrieg."""


def numbered_otherwise(text: str) -> list[str]:
    """Return a term of several words with its numbers in other ways; none if it has none."""
    if found := _IN_HAN.search(text):
        one, other = (_HAN, _DIGITS) if found[1] in _HAN else (_DIGITS, _HAN)
        return [text[: found.start(1)] + other[one.index(found[1])] + text[found.end(1) :]]
    if not _may_have_number(text):
        return []
    options: list[Iterable[str]] = []
    at = 0
    for found in _NUMBER.finditer(text):
        if others := _others(found, text):
            options += [(text[at : found.start()],), (found.group(), *others)]
            at = found.end()
    if not options or _LETTER.search(text) is None or (at == len(text) and options[0] == ("",)):
        return []
    return ["".join(way) for way in islice(product(*options, (text[at:],)), 1, MOST)]


def is_cardinal(folded: str) -> bool:
    """Whether a word is an English number, whose capital may be a headline's: Five guys held."""
    return folded in _CARDINALS


def _may_have_number(text: str) -> bool:
    """A quick test, since most terms have none: False is certain, True isn't."""
    words = fold(text).replace("-", " ").split()
    return not _first_words().isdisjoint(words) or any(word[0].isdigit() for word in words)


@cache
def _first_words() -> frozenset[str]:
    """What the spellings of numbers begin with, in small letters."""
    tables = _tables()
    spelled = chain(tables.anywhere, tables.leading, tables.following)
    return frozenset(key.lower().partition("-")[0] for key in spelled if not key[0].isdigit())


def _others(found: re.Match[str], text: str) -> list[str]:
    """The other spellings of what may be a number."""
    word, stop = found["word"], found["stop"] or ""
    for written in dict.fromkeys((word, word.partition("-")[0])):
        rest = word[len(written) :]
        key = written if _is_roman(written) else fold(written)
        others = _known(key, first=found.start() == 0, stop=bool(stop and not rest))
        if others and written[0].isdigit():
            around = text[: found.start()] + text[found.end() :]
            others = [other for other in others if _is_of_same_letters(other, around)]
            if around.split()[:1] and around.split()[0] in MONTHS:
                return []  # a day
        if others:
            capital = not text.islower()
            return [(_capitalised(other) if capital else other) + rest for other in others]
    return []


def _known(key: str, *, first: bool, stop: bool) -> list[str]:
    tables = _tables()
    if stop:
        return tables.stopped.get(key, [])
    place = tables.leading if first else tables.following
    return [*tables.anywhere.get(key, ()), *place.get(key, ())]


def _is_of_same_letters(number: str, around: str) -> bool:
    """Whether a number is written in Latin letters as the words around it are, or neither is."""
    latin = fold(number).isascii()
    return number[0].isdigit() or _is_roman(number) or latin == fold(around).isascii()


def _is_roman(word: str) -> bool:
    return word.isupper() and not word.strip("IVXL")


def _capitalised(word: str) -> str:
    return word if word[0].isdigit() or word.isupper() else word[0].upper() + word[1:]


def _roman(number: int) -> str:
    written = _ROMAN_TENS[number // 10] + _ROMAN_ONES[number % 10]
    return "" if written in _NO_ROMAN else written


@cache
def _tables() -> _Tables:
    """Made when first asked for."""
    tables = _Tables({}, {}, {}, {})
    for number, word in enumerate(ENGLISH, 1):
        _add_english(number, word, ENGLISH_ORDINALS[number - 1], tables)
    for ten, word, tenth in zip(_TENS, ENGLISH_TENS, ENGLISH_TENTHS, strict=True):
        _add_english(ten, word, tenth, tables)
        for one in range(1, 10):
            spelled, ordinal = ENGLISH[one - 1], ENGLISH_ORDINALS[one - 1]
            _add_english(ten + one, f"{word}-{spelled}", f"{word}-{ordinal}", tables)
    for words in CARDINALS:
        _add_cardinals(words, tables)
    for endings, ordinals in ORDINALS:
        for number, same in enumerate(ordinals, 1):
            if same != "-":
                _add_ordinals(number, same.split("/"), endings, tables)
    return tables


def _add_cardinals(words: str, tables: _Tables) -> None:
    for number, same in enumerate(words.split(), 2):
        for word in same.split("/"):
            _put(tables.anywhere, word.strip(_UNSURE), str(number))
            if not word.endswith(_UNSURE):
                _put(tables.leading, str(number), word)


def _add_english(number: int, word: str, ordinal: str, tables: _Tables) -> None:
    digits, roman = str(number), _roman(number)
    _put(tables.anywhere, word, digits)
    _put(tables.anywhere, digits, word)
    last = digits[-1] if number // 10 != 1 else ""
    written = digits + {"1": "st", "2": "nd", "3": "rd"}.get(last, "th")
    _put(tables.anywhere, written, ordinal)
    _put(tables.anywhere, ordinal, written)
    if roman:
        _put(tables.following, roman, digits, word)
        if len(roman) > 1:  # a lone letter may stand for anything: Malcolm X
            _put(tables.following, digits, roman)
            _put(tables.following, word, roman)


def _add_ordinals(number: int, words: list[str], endings: list[str], tables: _Tables) -> None:
    digits, roman = str(number), _roman(number)
    written = [digits + ending for ending in endings] or [digits]
    others = [roman, *(roman + ending for ending in endings if ending in _BEHIND_ROMAN)]
    if _DEGREE in endings:  # or a sign that looks like it: 3° Polo
        others.append(digits)
    for word in words:
        _put(tables.anywhere, word, *written, *others, *(each for each in words if each != word))
        if len(roman) > 1:
            _put(tables.leading, roman, word, *written)
        if endings:
            for each in written:
                _put(tables.anywhere, each, word, roman)
        else:
            _put(tables.stopped, digits, word, roman)


def _put(table: dict[str, list[str]], spelled: str, *others: str) -> None:
    known = table.setdefault(spelled if _is_roman(spelled) else fold(spelled), [])
    known += [other for other in others if other not in known]
