"""Words in scripts without spaces: whether the characters that spell one are it.

A term in Chinese, Japanese or Korean stands wherever its characters follow one another, but for two
cases. They **straddle** a border of words: 集中|国力 holds no 中国. That is so if the run falls
into words people use much better when one of them crosses the term's border. Or they are a piece of
one **longer** word: インドネシア isn't インド and ネシア, since nobody uses the rest as a word.
Where the text's language has no list of words (Thai) all that is spelled right counts.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from monitor.rules.forms.east_asian import simplified
from monitor.rules.words.known_words import KnownWords, Vocabulary
from monitor.rules.words.text_context import TextContext
from monitor.text import Token

_LISTED: Final = frozenset(("zh", "ja", "ko"))
_WINDOW: Final = 4  # characters before and behind a term that are looked at
_LONGEST: Final = 8  # characters of a word
_UNUSED: Final = 8.0  # what an unknown character costs, where a word costs 9 less its Zipf
_MARGIN: Final = 1.0  # by how much (Zipf) the reading that straddles must be the better one
_KATAKANA: Final = re.compile("[ァ-ヺー]+")
_LONG_VOWEL: Final = "ー"
# What one syllable behind a Korean noun leaves it: particles, and what makes it a place, people,
# an office. With any other it is a word of its own (사다리, 부산물).
_KOREAN_ENDS: Final = frozenset(
    "은는이가을를에의도로와과만께들씨님및적시군구동역항대인어호사장측발행당청국권내외별급형용계전후상하말초중"
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
    """Whether tokens are one run of characters that makes up a word without spaces."""
    return (
        all(token.spaceless for token in tokens)
        and all(token.gap == "" for token in tokens[1:])
        and "".join(token.folded for token in tokens) == folded
    )


def _continues(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a token and the one before it are of one run."""
    return tokens[at].gap == "" and tokens[at].spaceless and tokens[at - 1].spaceless


@lru_cache(maxsize=4096)
def _is_itself(run: str, at: int, end: int, lang: str, vocabulary: Vocabulary) -> bool:
    return not (
        _is_piece(run, at, end, lang, vocabulary) or _straddles(run, at, end, lang, vocabulary)
    )


def _is_piece(run: str, at: int, end: int, lang: str, vocabulary: Vocabulary) -> bool:
    """Whether the characters are part of a longer word, whose rest isn't one."""
    if lang == "zh" or (lang == "ja" and not _KATAKANA.fullmatch(run[at:end])):
        return False
    for first in range(at + 1):
        for last in range(end, len(run) + 1):
            longer = run[first:last]
            if (first, last) == (at, end) or (lang == "ja" and not _KATAKANA.fullmatch(longer)):
                continue
            zipf = vocabulary.zipf(longer)
            rest = [part for part in (run[first:at], run[end:last]) if part]
            if zipf and any(_is_no_word(part, zipf, lang, vocabulary) for part in rest):
                return True
    return False


def _is_no_word(part: str, zipf: float, lang: str, vocabulary: Vocabulary) -> bool:
    """Whether what is left of a longer word isn't a word, or is one more seldom used."""
    if part == _LONG_VOWEL:
        return False
    if len(part) == 1 and (lang == "ja" or part not in _KOREAN_ENDS):
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
