"""SplitWords: the words of rules that a text may write in two (Play Station, cyber security).

Which first halves there are is worked out when a word is filed, so that a text's words are asked
by one look-up. Whether two tokens make a word is decided by ``terms.accepts_pair``.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.partings import partings, seams
from monitor.rules.words.terms import accepts_pair
from monitor.rules.words.text_context import TextContext
from monitor.rules.words.words import Word
from monitor.text import tokenise

NO_LETTERS: Final = ""


class SplitWords:
    """First halves of words, and what their second halves begin with."""

    def __init__(self, known: KnownWords) -> None:
        self.letters: dict[str, str] = {}
        """First half → the first letters of its second halves."""
        self._known = known
        self._done: set[str] = set()  # forms, whose partings are filed but for seams

    def add(self, word: Word) -> None:
        """File a word, if it may be written in two."""
        if not (word.may_be_halved or word.may_have_initial):
            return
        letters = self.letters
        shows = bool(seams(word.surface))
        for form in word.forms:
            if form in self._done and not shows:
                continue
            self._done.add(form)
            for at in partings(word, form, self._known):
                head, letter = form[:at], form[at]
                there = letters.get(head, NO_LETTERS)
                if letter not in there:
                    letters[head] = there + letter


def stands_in_two(word: Word, texts: Iterable[str], known: KnownWords) -> bool:
    """Whether a designation's halves, side by side in texts, are it in half of them (A-320, a 320).

    Args:
        word: The designation.
        texts: Some texts of those that have both halves side by side.
        known: The words people use.
    """
    context = TextContext()
    meant = met = 0
    for text in texts:
        for first, second in pairwise(tokenise(text)):
            if first.folded + second.folded in word.forms:
                met += 1
                meant += accepts_pair(word, first, second, context, known) is not None
    return 0 < met <= meant * 2
