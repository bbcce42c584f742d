"""Comparison: how likely an item reports an event, or else goes on with that event's story.

Two models, one after the other, compare them. The first weighs an item against a single report
(``likeness``). The second sees what the first says of all reports of an event, and of the item's
other candidates: in the news of one company everything resembles everything, and what counts is
whether one event stands out. Two more, of the first kind, tell whether two events belong to one
story, and whether an edit has changed the news.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, islice
from math import log
from operator import itemgetter
from typing import Final

import numpy as np

from monitor.stories.event import OpenEvent, Report
from monitor.stories.reading.signature import Reading, Signature
from monitor.stories.reading.turn import Turn
from monitor.stories.reading.turns import said, that_count, turns
from monitor.stories.same_event import edits
from monitor.stories.same_event.likeness import NAMES, Likeness
from monitor.stories.same_event.trees import Trees
from monitor.stories.same_event.twins import are_twins
from monitor.stories.same_event.word_statistics import Setting, Today
from monitor.stories.word_index import WordIndex

SAME_EVENT: Final = 0.62
"""An item joins an event that it reports with so much probability."""
SAME_EVENT_BY_A_WORD_HERE: Final = 0.75
"""The same where only one of the words that they share is worth anything beside that event."""
SAME_EVENT_BY_A_WORD: Final = 0.8
"""The same where they share one word only."""
SAME_EVENT_BY_NO_WORD: Final = 0.9
"""The same where none of the words that they share is: all that is written on the subject has them,
or it is the meaning alone that is alike."""
SAME_EVENT_OF_STRANGERS: Final = 0.97
"""The same where they have ordinary words in common, and each names others."""
CHANGED: Final = 0.55
"""An item that was edited tells of another event than before, with so much."""
SAME_STORY: Final = 0.95
"""An event belongs to a story of which it goes on with one event, with so much."""

_TELLING: Final = 1.5  # a lighter word is in everybody's mouth
_TELLING_HERE: Final = 1.0  # what is worth less beside an event is said of everything like it
_FEW_SHARED: Final = 3  # words that both have, and that may yet be chance
_FEW: Final = 4  # open events that have a word; with no more, it isn't known how common it is
_HOPELESS: Final = 0.01  # whose best report is so unlike, is no report of any of the events

OF_EVENT: Final = (
    "best", "mean", "second", "least", "first", "other", "lead", "third",
    *(
        carried := (
            "title_covered_by_event", "names_new_to_event", "hours_to_event", "event_words_local",
            "soft_event", "anchor_events", "anchors", "reports", "same_outlet", "hours",
            "soft_title", "title_covered", "numbers_conflict", "names_title_conflict",
            "meaning_all", "names_gone", "language",
        )
    ),
)  # fmt: skip
"""What the second model is given: log odds of the first for the event's best report, all of them on
average, its second best, its least and its first; for the best other candidate, how far that one is
behind, and for the third; and from the best report's own numbers."""

OF_EDIT: Final = (*NAMES, *edits.NUMBERS)
"""What the model of edits is given."""

_CARRIED: Final = itemgetter(*map(NAMES.index, carried))


@dataclass(frozen=True, slots=True)
class Compared:
    """How likely an item reports one candidate event, and by which numbers."""

    event: OpenEvent
    same_event: float
    """Probability that the item reports the event."""
    report: int
    """Which of the event's reports it resembles most."""
    rows: Sequence[Sequence[float]]
    """The numbers of ``likeness.NAMES`` for each report."""

    @property
    def likeliest(self) -> Report:
        """The event's report that it resembles most."""
        return self.event.reports[self.report]


def compare(likeness: Likeness, candidates: Sequence[OpenEvent]) -> list[Compared]:
    """Compare an item with each event that it may report."""
    if not candidates:
        return []
    rows = likeness.rows(candidates)
    pairs = _of_rows("pair", rows)
    if max(map(max, pairs)) < _HOPELESS:
        events = [0.0] * len(rows)
    else:
        numbers = np.array(of_events(rows, pairs))
        events = Trees.shipped("event", OF_EVENT).probabilities(numbers).tolist()
    return [
        Compared(event, same, pair.index(max(pair)), its_rows)
        for event, same, pair, its_rows in zip(candidates, events, pairs, rows, strict=True)
    ]


def reports(likeness: Likeness, compared: Compared, asked: AbstractSet[str] = frozenset()) -> bool:
    """Whether an item is taken for a report of an event.

    One word in common ("banana") is hardly any evidence, however near in time the two are; nor is
    what everything that is written about the company has in common. A name in common and nothing
    else, not even a number, is none at all: it says whom the news is of, and while little is known
    of what else is written about them, the models can't tell. Nor is what a rule asks for, since
    everything that it finds has that: until enough events show how common it is, it isn't counted
    among the words in common.

    A headline that denies what the others say, or tells of the next stage of a case (``turns``),
    may have all its words from them and is no report of the same. Nor is one that says the same of
    other names, or the opposite (``twins``).

    Args:
        likeness: Of the item.
        compared: The event, and how likely the item reports it.
        asked: The terms by which rules found the item.
    """
    return (
        _is_alike(likeness, compared, asked)
        and not _takes_it_further(likeness.report, compared.event)
        and not any(
            are_twins(likeness.report, compared.event, each) for each in compared.event.reports
        )
    )


def takes_further(
    likeness: Likeness, compared: Compared, asked: AbstractSet[str] = frozenset()
) -> bool:
    """Whether an item tells what became of an event: but for its turn it would report it."""
    return _is_alike(likeness, compared, asked) and _takes_it_further(
        likeness.report, compared.event
    )


def _is_alike(likeness: Likeness, compared: Compared, asked: AbstractSet[str]) -> bool:
    """Whether an item is so like an event's reports that it is another, but for its turn."""
    if compared.same_event < SAME_EVENT:
        return False
    words = likeness.report.signature.words
    telling = {word for word in words.keys() & compared.event.words if words[word] >= _TELLING}
    if len(telling) == 1:
        (word,) = telling
        numbers = likeness.report.signature.numbers & compared.likeliest.signature.numbers
        is_unknown = likeness.today.counts[word] <= _FEW and not numbers
        if is_unknown and _is_written_as_a_name(word, likeness.report, compared.event):
            return False
    if compared.same_event < SAME_EVENT_OF_STRANGERS and _are_strangers(likeness, compared, asked):
        return False
    counts = likeness.today.counts
    asked = {word for word in asked if counts.get(word, 0) <= _FEW}
    shared = words.keys() & compared.likeliest.signature.words.keys()
    here = Setting(likeness.today, compared.event).local
    telling_here = {word for word in shared if here[word] >= _TELLING_HERE}
    if telling_here and telling_here <= asked:
        return False
    telling -= asked
    telling_here -= asked
    if not telling_here or compared.same_event >= SAME_EVENT_BY_NO_WORD:
        return compared.same_event >= SAME_EVENT_BY_NO_WORD
    if len(telling) <= 1:
        return compared.same_event >= SAME_EVENT_BY_A_WORD
    return len(telling_here) > 1 or compared.same_event >= SAME_EVENT_BY_A_WORD_HERE


def _are_strangers(likeness: Likeness, compared: Compared, asked: AbstractSet[str]) -> bool:
    """Whether an item has no more than ordinary words in common with an event of others.

    "Hospitals" without power after an earthquake, and a "hospital" that was hacked; "prosecutors"
    who "searched" a company, and a town hall: each names whom it is of, none of those is named by
    both, and what the item's rule asks for isn't in the event. Of several such words none may stand
    in both headlines.
    """
    mine, its, event = likeness.report.signature, compared.likeliest.signature, compared.event
    if mine.lang != its.lang or not asked or asked & event.words or mine.numbers & its.numbers:
        return False
    words = mine.words
    shared = {word for word in words.keys() & its.words.keys() if words[word] >= _TELLING}
    if len(shared) > 1 and (
        len(shared) > _FEW_SHARED or shared & mine.title.keys() & its.title.keys()
    ):
        return False
    names = {name for report in event.reports for name in report.signature.names}
    of_both = mine.names & event.words | names & mine.words.keys()
    is_of_both = any(_is_written_as_a_name(word, likeness.report, event) for word in of_both)
    return bool(mine.names and names and not is_of_both)


def _takes_it_further(report: Report, event: OpenEvent) -> bool:
    """Whether a headline says what became of an event, and no report of it does.

    What all reports deny, and a headline confirms, or just says, is a reversal.
    """
    mine = _turns_in_title(report.signature)
    written = [each.signature.surfaces.values() for each in event.reports]
    stages = that_count(mine - {Turn.CONFIRMED}, chain.from_iterable(written))
    if stages:
        return not any(stages <= said(words) for words in written)
    titles = [_turns_in_title(each.signature) for each in event.reports]
    if Turn.CONFIRMED in mine and not any(Turn.CONFIRMED in title for title in titles):
        return any(Turn.DENIED in title for title in titles)
    denies = report.signature.denies or Turn.DENIED in turns(report.signature.surfaces.values())
    return not denies and all(Turn.DENIED in title for title in titles)


def _turns_in_title(signature: Signature) -> frozenset[Turn]:
    surfaces = signature.surfaces
    return turns(surfaces[word] for word in signature.title if word in surfaces)


def _is_written_as_a_name(word: str, report: Report, event: OpenEvent) -> bool:
    """Whether all who have a word write it with a capital letter, be it a sentence's first word."""
    written = (each.signature.surfaces.get(word) for each in (report, *event.reports))
    return all(surface[:1].isupper() for surface in written if surface)


def same_stories(compared: Sequence[Compared]) -> list[float]:
    """How likely what an item reports and each event are to belong to one story."""
    if not any(each.same_event for each in compared):
        return [0.0] * len(compared)
    return [max(each) for each in _of_rows("story", [each.rows for each in compared])]


def _of_rows(model: str, rows: Sequence[Sequence[Sequence[float]]]) -> list[list[float]]:
    """What a model says of each event's reports."""
    together = np.array([row for each in rows for row in each])
    chances = iter(Trees.shipped(model, NAMES).probabilities(together).tolist())
    return [list(islice(chances, len(each))) for each in rows]


def changes_the_news(edited: Reading, before: Reading) -> float:
    """Return the probability that an edited item reports something else than before.

    Compared by the two texts alone: outlet and time are the same.
    """
    written = before.signature.surfaces.values()
    added = that_count(_turns_in_title(edited.signature) - turns(written), written)
    if added - {Turn.CONFIRMED} or (
        Turn.CONFIRMED in added and Turn.DENIED in _turns_in_title(before.signature)
    ):
        return 1.0
    numbers = np.array([of_edit(edited, before)])
    return float(Trees.shipped("edit", OF_EDIT).probabilities(numbers)[0])


def of_edit(edited: Reading, before: Reading) -> list[float]:
    """Return the numbers of ``OF_EDIT``."""
    earlier = OpenEvent(0, 0, 0.0)
    earlier.add(Report(before.signature, 0.0, ""))
    likeness = Likeness(Report(edited.signature, 0.0, ""), Today(edited.signature, WordIndex(), 0))
    return [*likeness.rows([earlier])[0][0], *edits.numbers_of_edit(edited.title, before.title)]


def of_events(
    rows: Sequence[Sequence[Sequence[float]]], pairs: Sequence[Sequence[float]]
) -> list[list[float]]:
    """Return the numbers of ``OF_EVENT`` for each candidate.

    Args:
        rows: For each candidate, the numbers of ``likeness.NAMES`` for each of its reports.
        pairs: For each candidate, the first model's probability for each of its reports.
    """
    best = [max(each) for each in pairs]
    ranked = [*sorted(best, reverse=True), 0.0, 0.0]
    numbers = []
    for its_rows, its_pairs, its_best in zip(rows, pairs, best, strict=True):
        falling = sorted(its_pairs, reverse=True)
        other = _odds(ranked[0] if its_best < ranked[0] else ranked[1])
        odds = _odds(its_best)
        row = its_rows[its_pairs.index(its_best)]
        numbers.append(
            [
                odds,
                _odds(sum(its_pairs) / len(its_pairs)),
                _odds(falling[1] if len(falling) > 1 else its_best),
                _odds(falling[-1]),
                _odds(its_pairs[0]),
                other,
                odds - other,
                _odds(ranked[2]),
                *_CARRIED(row),
            ]
        )
    return numbers


def _odds(probability: float) -> float:
    return log((probability + 1e-4) / (1 - probability + 1e-4))
