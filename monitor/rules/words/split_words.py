"""SplitWords: the words of rules that a text may write in two (Play Station, cyber security).

Which first halves there are is worked out when a word is filed, so that a text's words are asked
by one look-up. Whether two tokens make a word is decided by ``terms.accepts_pair``.
"""

from __future__ import annotations

from typing import Final

from monitor.rules.words.known_words import KnownWords
from monitor.rules.words.terms import partings
from monitor.rules.words.words import Word, seams

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
        if not word.may_be_halved:
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
