"""Nearer: whether what is two errors from a rule's word is rather another word misspelled.

"Conjuction" is two letters from conviction, but one from conjunction, and "inestimation" is two
words that lack their space. Without this module a long word would be found in whatever is like it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.other_forms import regular_form
from monitor.rules.words.text_context import TextContext
from monitor.rules.words.words import Word

_IN_USE: Final = 3.0  # Zipf of a word that is misspelled, or lacks a space, often enough
_COMMON: Final = 4.0  # Zipf of one that stands before or behind any other
_SHORTEST: Final = 2
_FREQUENT: Final = "acdeilmnoprstu"
"""Letters most often left out or taken for others; to try all would take twice as long."""


def is_nearer_another(word: Word, folded: str, context: TextContext, known: KnownWords) -> bool:
    """Whether a text's word is one error from a word that isn't the term's, or two words in one.

    Args:
        word: The term's word, two errors away.
        folded: The text's word.
        context: What the text as a whole contributes.
        known: The words people use.
    """
    langs = context.langs
    for at in range(_SHORTEST, len(folded) - _SHORTEST + 1):
        rarer, commoner = sorted(known.zipf(half, langs) for half in (folded[:at], folded[at:]))
        if rarer >= _IN_USE and commoner >= _COMMON:
            return True
    near = set(_one_error_from(folded))
    return any(
        other not in word.forms and not regular_form(word, other, context, known)
        for zipf in [known.vocabulary(lang).zipf for lang in langs]
        for other in near
        if zipf(other) >= _IN_USE
    )


def _one_error_from(folded: str) -> Iterator[str]:
    letters = _FREQUENT if folded.isascii() else "".join(sorted(set(folded)))
    for i in range(1, len(folded) + 1):
        before, after = folded[:i], folded[i:]
        yield before[:-1] + after
        if after:
            yield before[:-1] + after[0] + before[-1] + after[1:]
        for letter in letters:
            yield before + letter + after
            yield before[:-1] + letter + after
