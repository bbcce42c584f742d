"""Turns: words of a headline that say that an event has been taken further, and how.

    China approves Apple's AI           China denies it approved Apple's AI
    Shooting at a mall in Denver        Suspect in Denver mall shooting arrested

The second has nearly all its words from the first, and comes hours later: to the models it is one
more report. But what is denied, each stage of a case in court, and who resigns, is news of its own.
Without this module it would never be told. Some words (``turn_words``, ``stages``) count only after
others: who was missing is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from monitor.stories.reading import circumstances, stages
from monitor.stories.reading.turn import Turn
from monitor.stories.reading.turn_words import AFTER, ALSO_SAID, WORDS
from monitor.text import fold


class _Lexicon:
    """Which words, or sets of words, say which turn."""

    def __init__(self, *tables: Mapping[Turn, str]) -> None:
        self._by_word: dict[str, set[Turn]] = {}
        self._by_words: dict[str, list[tuple[frozenset[str], Turn]]] = {}
        """By one of them, so that most needn't be looked at."""
        for turn, entries in (each for table in tables for each in table.items()):
            for entry in entries.split():
                words = frozenset(map(fold, entry.split("+")))
                if len(words) > 1:
                    self._by_words.setdefault(max(words, key=len), []).append((words, turn))
                else:
                    (word,) = words
                    self._by_word.setdefault(word, set()).add(turn)

    def turns(self, folded: set[str]) -> frozenset[Turn]:
        by_word, by_words = self._by_word, self._by_words
        found = {turn for word in folded & by_word.keys() for turn in by_word[word]}
        for word in folded & by_words.keys():
            found.update(turn for all_, turn in by_words[word] if all_ <= folded)
        return frozenset(found)


_TURNS: Final = _Lexicon(WORDS, stages.WORDS)
_SAID: Final = _Lexicon(WORDS, ALSO_SAID, stages.WORDS, stages.ALSO_SAID)
_BEFORE: Final = {
    turn: frozenset(map(fold, words.split()))
    for turn, words in (AFTER | circumstances.AFTER).items()
}


def turns(words: Iterable[str]) -> frozenset[Turn]:
    """Return how words, as they are written, say that an event was taken further."""
    return _TURNS.turns(set(map(fold, words)))


def said(words: Iterable[str]) -> frozenset[Turn]:
    """Return which turns a report that has these words may have told already."""
    return _SAID.turns(set(map(fold, words)))


def that_count(said: Iterable[Turn], before: Iterable[str]) -> frozenset[Turn]:
    """Return those turns that count after what an event's reports say, as it is written there."""
    conditional = _BEFORE.keys() & set(said)
    folded = set(map(fold, before)) if conditional else set()
    return frozenset(said) - {turn for turn in conditional if folded.isdisjoint(_BEFORE[turn])}
