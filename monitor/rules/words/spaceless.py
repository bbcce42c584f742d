"""Words in scripts without spaces: whether the characters that spell one are it.

A term in Chinese, Japanese or Korean stands wherever its characters follow one another, but for two
cases. They **straddle** a border of words: 集中|国力 holds no 中国. That is so if the run falls
into words people use much better when one of them crosses the term's border. Or they are a piece of
one **longer** word: インドネシア isn't インド and ネシア, since nobody uses the rest as a word.
Of Thai there is no list, but its spelling shows some borders of syllables.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from monitor.rules.forms.east_asian import simplified
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.vocabulary.vocabulary import Vocabulary
from monitor.rules.words.text_context import TextContext
from monitor.text import Token

_LISTED: Final = frozenset(("zh", "ja", "ko"))
_WINDOW: Final = 4  # characters before and behind a term that are looked at
_LONGEST: Final = 8  # characters of a word
_UNUSED: Final = 8.0  # what an unknown character costs, where a word costs 9 less its Zipf
_MARGIN: Final = 0.6  # by how much (Zipf) the reading that straddles must be the better one
_KATAKANA: Final = re.compile("[ァ-ヺー]+")
_PARTS: Final = 3
_SHORTEST_IN_PARTS: Final = 5
_LONG_VOWEL: Final = "ー"
_NUMERALS: Final = frozenset("一二三四五六七八九十")
_COUNTED: Final = frozenset("日月年")
"""What belongs to a numeral before it: 二十日|本番 holds no 日本."""
_THAI_GOES_ON: Final = re.compile("[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]")
_THAI_OPEN: Final = frozenset("าิีึืุูัำ")
"""Vowels that a final consonant may follow."""
_THAI_FINAL: Final = re.compile(
    "[กงดนบมยว](?:$|[เแโใไ]|(?!(?<=ก)[รลว]|(?<=บ)[รล]|(?<=ด)ร)[ก-ฮ][\u0e30-\u0e3a\u0e47-\u0e4eอ])"
)
_SMALL: Final = frozenset("ァィゥェォッャュョヮー")  # of a mora with what stands before
# What one syllable before a Korean noun leaves it: against, in, former, new, pro- and others; with
# any other it is a word of its own (상수원).
_KOREAN_HEADS: Final = frozenset(
    "대주전현신친반탈각총첫본재구남북동서양한미일중러영독불호이저고최비"
)
_KOREAN_GENERAL: Final = "총"
"""What makes a strike a general one (총파업), and so elections and attacks; still the same word."""
# Names that are particles, too, behind another noun: 사랑이란.
_KOREAN_PARTICLES: Final = frozenset(("이란", "이나", "보다"))
_KOREAN_VERB_ENDS: Final = frozenset("다고지며면던네니")
_HANGUL: Final = 0xAC00  # the first syllable; each has one of 28 finals, 20 is that of the past
_FINALS: Final = 28
_PAST: Final = 20
# What one syllable behind a Korean noun leaves it: particles, also the short ones of headlines (서
# for 에서, 선 for 에서는, 엔 for 에는), and what makes it a place, people, an office, a make
# (중국산, 중국제). With any other it is a word of its own (사다리, 부산물).
_KOREAN_ENDS: Final = frozenset(
    "은는이가을를에의도로와과만께들씨님및적시군구동역항대인어호사장측발행당청국권내외별급형용계전후상하말초중"
    "서선엔산판식제풍"
)


def stands(
    tokens: tuple[Token, ...], at: int, folded: str, context: TextContext, known: KnownWords
) -> bool:
    """Whether a word of such a script stands in a text.

    Args:
        tokens: The text's, or a chunk's.
        at: Where among them the word would begin.
        folded: The word.
        context: What the text as a whole contributes.
        known: The words people use.
    """
    end = at + len(folded)
    if not spells(tokens[at:end], folded):
        return False
    if context.lang == "th":
        return not _runs_on(tokens, end)
    if context.lang not in _LISTED:
        return True
    vocabulary = known.vocabulary(context.lang)
    if not vocabulary:
        return True
    first, last = at, end
    while first > max(0, at - _WINDOW) and _continues(tokens, first):
        first -= 1
    while last < min(len(tokens), end + _WINDOW) and _continues(tokens, last):
        last += 1
    if first == at and last == end:
        return True
    run = "".join(token.folded for token in tokens[first:last])
    if context.lang == "zh":
        run = simplified(run)
    return _is_itself(run, at - first, end - first, context.lang, vocabulary)


def spells(tokens: tuple[Token, ...], folded: str) -> bool:
    """Whether tokens are one run of characters that makes up a word without spaces.

    What is written in katakana may have a dot or hyphen in it: セブン・イレブン, セブン-イレブン.
    """
    if "".join(token.folded for token in tokens) != folded:
        return False
    gaps = [token.gap for token in tokens[1:] if token.gap]
    if not all(token.spaceless for token in tokens):
        return False
    return not gaps or (
        len(gaps) < _PARTS
        and gaps.count(" ") == 0
        and len(folded) > _SHORTEST_IN_PARTS
        and _KATAKANA.fullmatch(folded) is not None
    )


def _continues(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a token and the one before it are of one run."""
    return tokens[at].gap == "" and tokens[at].spaceless and tokens[at - 1].spaceless


def _runs_on(tokens: tuple[Token, ...], end: int) -> bool:
    """Whether a Thai word's last syllable goes on where the term ends: ลาว|า, ยา|ว, ตา|กผ้า.

    A vowel or tone belongs to what stands before it. So does, behind a vowel, a consonant that
    nothing follows with which it would make a syllable.
    """
    behind = ""
    for token in tokens[end : end + _WINDOW]:
        if token.gap or not token.spaceless:
            break
        behind += token.surface
    return bool(
        _THAI_GOES_ON.match(behind)
        or (tokens[end - 1].surface in _THAI_OPEN and _THAI_FINAL.match(behind))
    )


@lru_cache(maxsize=4096)
def _is_itself(run: str, at: int, end: int, lang: str, vocabulary: Vocabulary) -> bool:
    return not (
        _is_piece(run, at, end, lang, vocabulary) or _straddles(run, at, end, lang, vocabulary)
    )


def _is_piece(run: str, at: int, end: int, lang: str, vocabulary: Vocabulary) -> bool:
    """Whether the characters are part of a longer word, whose rest isn't one."""
    if at and run[at - 1] in _NUMERALS and run[at] in _COUNTED:
        return True
    if lang == "ja" and not _KATAKANA.fullmatch(run[at:end]):
        return False
    if lang == "ko" and _is_korean_other(run, at, end, vocabulary):
        return True
    for first in range(at + 1):
        for last in range(end, len(run) + 1):
            longer = run[first:last]
            if (first, last) == (at, end) or (lang == "ja" and not _KATAKANA.fullmatch(longer)):
                continue
            zipf = vocabulary.zipf(longer)
            rest = [part for part in (run[first:at], run[end:last]) if part]
            if lang == "ko" and rest == [_KOREAN_GENERAL] and first < at and end - at > 1:
                continue
            if zipf and any(_is_no_word(part, zipf, lang, vocabulary) for part in rest):
                return True
    return False


def _is_korean_other(run: str, at: int, end: int, vocabulary: Vocabulary) -> bool:
    """Whether one syllable before or behind a Korean noun of two makes it another word."""
    before, behind = run[:at], run[end:]
    if run[at:end] in _KOREAN_PARTICLES and len(before) > 1:
        return True
    if end - at != 2 or (ord(run[end - 1]) - _HANGUL) % _FINALS == _PAST:
        return False
    if len(before) == 1 and before not in _KOREAN_HEADS:
        return vocabulary.zipf(before + run[at:end]) == 0 or not behind
    return not before and len(behind) == 1 and behind not in _KOREAN_ENDS | _KOREAN_VERB_ENDS


def _is_no_word(part: str, zipf: float, lang: str, vocabulary: Vocabulary) -> bool:
    """Whether what is left of a longer word isn't a word, or is one more seldom used."""
    if part == _LONG_VOWEL:
        return False
    if lang == "zh":
        return len(part) > 1 and vocabulary.zipf(part) == 0
    if lang == "ja" and sum(kana not in _SMALL for kana in part) < 2:
        return True
    if len(part) == 1 and part not in _KOREAN_ENDS:
        return True
    return vocabulary.zipf(part) < zipf


def _straddles(run: str, at: int, end: int, lang: str, vocabulary: Vocabulary) -> bool:
    """Whether the run falls into words much better if one of them crosses the term's border."""
    if lang == "ko":
        return False
    apart = _cost(run, at, end, vocabulary, crossing=False)
    return _cost(run, at, end, vocabulary, crossing=True) + _MARGIN < apart


def _cost(run: str, at: int, end: int, vocabulary: Vocabulary, *, crossing: bool) -> float:
    """The cost of the best way to cut a run into words."""
    best = [0.0]
    for last in range(1, len(run) + 1):
        costs = []
        for first in range(max(0, last - _LONGEST), last):
            crosses = first < at < last < end or at < first < end < last
            if crosses and not crossing:
                continue
            zipf = vocabulary.zipf(run[first:last])
            if zipf:
                costs.append(best[first] + 9 - zipf)
            elif last - first == 1 or (first, last) == (at, end):
                costs.append(best[first] + _UNUSED)
        best.append(min(costs, default=1e9))
    return best[-1]
