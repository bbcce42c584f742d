"""East Asian spellings: how else a term in Chinese, Japanese or Korean characters is written.

Chinese has two sets of characters (苹果, 蘋果), Japanese leaves out a word's last long vowel
(サーバー, サーバ), Korean compounds are written in one word or two (삼성전자, 삼성 전자), and verbs
of Japanese and Korean change where they end (買う, 買った; 사다, 샀다). Words of these scripts are
found by their characters, so each of these is one more thing to look for.

Which characters are two shapes of one is wordfreq's table; the traditional ones are those of Big5.
"""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from importlib.util import find_spec
from itertools import islice, product
from pathlib import Path
from typing import Final

import msgpack

_MOST: Final = 8
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_LONG_VOWEL: Final = re.compile("([ァ-ヺ][ァ-ヺー]{2,})ー")
_VERB: Final = re.compile("([\u4e00-\u9fff々]{1,2}[ぁ-ん]?)([うくぐすつぬぶむる])")
# What stands for the last character of a Japanese verb before an ending.
_GODAN: Final = {
    "う": "わいえおっ", "く": "かきけこい", "ぐ": "がぎげごい", "す": "さしせそ",
    "つ": "たちてとっ",
    "ぬ": "なにねのん", "ぶ": "ばびべぼん", "む": "まみめもん", "る": "らりれろっ",
}  # fmt: skip
_ICHIDAN: Final = frozenset("見着寝出得経煮似射居")  # verbs of one character that only drop る
_AFTER_STEM: Final = "たてならよま"
_I_OR_E: Final = re.compile("[いきしちにひみりぎじびえけせてねへめれげぜでべ]$")
# Hangul: a syllable is (initial × 21 + vowel) × 28 + final, from U+AC00 on.
_HANGUL: Final = re.compile("[가-힣]+")
_SYLLABLES: Final = 0xAC00
_FINALS: Final = 28
_A, _O, _U, _I, _WA, _WEO, _YEO, _OE, _WAE = 0, 8, 13, 20, 9, 14, 6, 11, 10
_SS, _N, _L = 20, 4, 8
_CONTRACTED: Final = {_A: _A, _O: _WA, _U: _WEO, _I: _YEO, _OE: _WAE, 1: 1, 4: 4, 5: 5, 6: 6}
_BRIGHT: Final = frozenset((_A, _O))  # vowels after which the past is 았, else 었


def spellings(text: str) -> tuple[str, ...]:
    """Return how else a run of such characters is written, itself left out; at most a few."""
    found = dict.fromkeys((*_forms_of_verb(text), *_without_long_vowel(text)))
    for one in (text, *found):
        if _HAN.search(one):
            found.update(dict.fromkeys(_other_characters(one)))
    found.pop(text, None)
    return tuple(found)


def ways(text: str) -> list[tuple[str, ...]]:
    """Return how else a run is written: in one word, or, of Korean syllables, in two."""
    return [*((one,) for one in spellings(text)), *_parted(text)]


def _parted(text: str) -> list[tuple[str, str]]:
    """Two words of two syllables or more each."""
    if not _HANGUL.fullmatch(text):
        return []
    return [(text[:at], text[at:]) for at in range(2, min(len(text) - 1, _MOST))]


def simplified(text: str) -> str:
    """Write a text in simplified characters."""
    return text.translate(_tables()[0])


def _other_characters(text: str) -> list[str]:
    to_simple, to_traditional = _tables()
    simple = text.translate(to_simple)
    options = [to_traditional.get(character, character) for character in simple]
    return [simple, *("".join(one) for one in islice(product(*options), _MOST))]


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[int, str], dict[str, str]]:
    """Traditional → simplified, and simplified → the traditional ones that may stand for it."""
    spec = find_spec("wordfreq")
    folder = Path(((spec and spec.submodule_search_locations) or [""])[0])
    with gzip.open(folder / "data" / "_chinese_mapping.msgpack.gz") as file:
        pairs: dict[int, str] = msgpack.load(file, raw=False, strict_map_key=False)
    to_simple = {code: simple for code, simple in pairs.items() if len(simple) == 1}
    to_traditional: dict[str, str] = {}
    for code, simple in to_simple.items():
        if _is_in(chr(code), "big5") and _is_in(simple, "gb2312"):
            to_traditional[simple] = to_traditional.get(simple, "") + chr(code)
    for simple, traditional in to_traditional.items():
        if _is_in(simple, "big5"):  # 台, 里: also a traditional character of its own
            to_traditional[simple] = traditional + simple
    return to_simple, to_traditional


def _is_in(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _without_long_vowel(text: str) -> list[str]:
    match = _LONG_VOWEL.fullmatch(text)
    return [match[1]] if match else []


def _forms_of_verb(text: str) -> list[str]:
    if text.endswith("する") and len(text) > 2:
        return [text[:-2] + form for form in "しさせす"]
    if match := _VERB.fullmatch(text):
        stem, last = match.groups()
        if last == "る" and stem in _ICHIDAN:
            return [stem + after for after in _AFTER_STEM]
        if last == "る" and _I_OR_E.search(stem):
            return [stem]
        return [stem + before for before in _GODAN[last]]
    if len(text) > 1 and text[-1] == "다" and all("가" <= letter <= "힣" for letter in text):
        return _korean_forms(text[:-1])
    return []


def _korean_forms(stem: str) -> list[str]:
    """The past of a verb or adjective; also its stem, and how it stands before a noun, if long."""
    before, last = stem[:-1], stem[-1]
    if before and last == "하":
        return [before + form for form in ("하", "한", "할", "했", "해", "합")]
    code = ord(last) - _SYLLABLES
    initial, vowel, final = code // (21 * _FINALS), code // _FINALS % 21, code % _FINALS
    if final:
        past = stem + ("았" if vowel in _BRIGHT else "었")
    elif vowel in _CONTRACTED:
        past = before + _syllable(initial, _CONTRACTED[vowel], _SS)
    else:
        return []
    if len(past) > 1:
        found = [past]
    else:
        found = [past + after for after in ("다", "던", "고", "습", "는", "지")]
    if before:
        found.append(stem)
        if not final:
            found += [before + _syllable(initial, vowel, ending) for ending in (_N, _L)]
    return found


def _syllable(initial: int, vowel: int, final: int) -> str:
    return chr(_SYLLABLES + (initial * 21 + vowel) * _FINALS + final)
