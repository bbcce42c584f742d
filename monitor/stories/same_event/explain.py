"""Explain: why an item was put where it is, in words that stand in it.

People read these beside an item: whole words as the item writes them, no stems, and none that say
nothing. Without them nobody could see why two reports were taken for one event.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from monitor.stories.assignment import Shared
from monitor.stories.event import OpenEvent
from monitor.stories.reading.signature import Signature
from monitor.stories.same_event.comparison import Compared
from monitor.stories.same_event.likeness import Likeness

_TOLD: Final = 8
_NEW: Final = 5
_TELLING: Final = 1.5  # a lighter word says nothing to a reader


def shared_words(likeness: Likeness, compared: Compared) -> tuple[Shared, ...]:
    """The words that an item shares with the report it resembles most, the weightiest first."""
    mine = likeness.report.signature
    surfaces = mine.surfaces
    theirs = compared.event.reports[compared.report].signature
    told = {
        surfaces[word]: mine.words[word] * likeness.today.left[word]
        for word in mine.words  # in order: two may be written alike, a name and its alias
        if word in theirs.words and mine.words[word] >= _TELLING
    }
    total = sum(told.values()) or 1.0
    ranked = sorted(told.items(), key=lambda each: (-each[1], each[0]))
    return tuple(Shared(word, round(weight / total, 3)) for word, weight in ranked[:_TOLD])


def new_words(likeness: Likeness, event: OpenEvent) -> tuple[str, ...]:
    """The words of an item's title that no report of an event has, the weightiest first."""
    return _new(likeness.report.signature, event.words)


def new_in_title(likeness: Likeness, before: Signature) -> tuple[str, ...]:
    """The words of an item's title that it hadn't before, the weightiest first."""
    return _new(likeness.report.signature, before.words)


def _new(mine: Signature, known: Container[str]) -> tuple[str, ...]:
    surfaces = mine.surfaces
    new = {
        surfaces[word]: weight
        for word, weight in mine.title.items()
        if word not in known and weight >= _TELLING
    }
    return tuple(sorted(new, key=lambda word: (-new[word], word))[:_NEW])
