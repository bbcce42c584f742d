"""Likeness: how an item resembles each report of an event, in numbers that a model can weigh.

What two reports share counts for them, by what each word is worth here and now
(``word_statistics``), by what they mean (``meanings``), and by how near in time they are. Other
numbers, names, instalments, denials count against.

The numbers' order is ``NAMES``: a model is trained on it (``trees``, ``benchmarks/train_events``).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log1p
from typing import Final

from monitor.stories.event import OpenEvent, Report
from monitor.stories.reading.series import conflict
from monitor.stories.reading.signature import Signature
from monitor.stories.same_event.like_meaning import LikeMeaning, like_meaning
from monitor.stories.same_event.word_statistics import Setting, Today

NAMES: Final = (
    "title_raw", "words_raw", "title_now", "words_now", "title_in_words", "words_in_title",
    "first_local", "second_local", "third_local", "sum_local", "first_now", "second_now", "sum_now",
    "title_covered", "report_covered", "words_covered", "titles_overlap",
    "pairs", "pairs_local", "numbers_conflict", "numbers_shared", "labels_conflict",
    "names_new", "names_new_to_event", "names_gone", "names_shared", "names_title_conflict",
    "hours", "same_outlet", "asks", "denies", "plans", "report_summary_length", "language",
    "meaning_title", "meaning_all", "soft_title", "soft_report", "soft_least",
    "title_covered_by_event", "event_words_local", "hours_to_event", "length", "summary_length",
    "reports", "anchor_events", "anchors", "soft_event",
)  # fmt: skip

_AT_ONCE: Final = 0.82
"""Hours. What comes nearer than that counts as so far apart: several events of a day reach a feed,
or a poll, within seconds, and that they do is no evidence that they are one."""


class Likeness:
    """Compares one item with events."""

    def __init__(self, report: Report, today: Today) -> None:
        self.report = report
        self.today = today

    def rows(self, events: Sequence[OpenEvent]) -> list[list[list[float]]]:
        """The numbers of ``NAMES`` for each report of each event."""
        compared = [(each.reports, Setting(self.today, each)) for each in events]
        meant = like_meaning(self.report.signature, compared)
        return [
            self._rows_of(event, reports, setting, like)
            for event, (reports, setting), like in zip(events, compared, meant, strict=True)
        ]

    def _rows_of(
        self, event: OpenEvent, reports: Sequence[Report], setting: Setting, like: LikeMeaning
    ) -> list[list[float]]:
        mine = self.report.signature
        of_event = [
            setting.by_event,
            setting.event_words,
            _hours_between(self.report.moment, event.last),
            float(mine.length),
            float(mine.summary_length),
            float(event.items),
            setting.anchor_events,
            float(setting.anchors),
            like.of_event,
        ]
        return [
            [
                *self._words(setting, report.signature),
                *self._details(setting, report),
                *numbers,
                *of_event,
            ]
            for report, numbers in zip(reports, like.reports, strict=True)
        ]

    def _words(self, setting: Setting, other: Signature) -> list[float]:
        mine, today = self.report.signature, self.today
        title, words, other_title, other_words = mine.title, mine.words, other.title, other.words
        left, local = setting.left, setting.local
        titles = titles_now = all_ = all_now = title_in_words = words_in_title = 0.0
        title_covered = report_covered = 0.0
        in_both_titles = 0
        shared_local: list[float] = []
        shared_now: list[float] = []
        for word in words.keys() & other_words.keys():
            weight, its, kept = words[word], other_words[word], left[word]
            product = weight * its
            now = product * kept * kept
            all_ += product
            all_now += now
            # A title's word has the same weight in ``title`` and in ``words``.
            in_title, in_its_title = word in title, word in other_title
            if in_title:
                title_in_words += now
                title_covered += local[word]
                if in_its_title:
                    titles += product
                    titles_now += now
                    in_both_titles += 1
            if in_its_title:
                words_in_title += now
                report_covered += its
            ratio = min(1.0, its / weight)
            shared_local.append(local[word] * ratio)
            shared_now.append(weight * ratio * kept)
        shared_local.sort(reverse=True)
        shared_now.sort(reverse=True)
        sum_local, sum_now = sum(shared_local), sum(shared_now)
        shared_local += (0.0, 0.0, 0.0)
        shared_now += (0.0, 0.0)
        title_norm, words_norm = other.title_norm, other.words_norm
        return [
            _ratio(titles, mine.title_norm * title_norm),
            _ratio(all_, mine.words_norm * words_norm),
            _ratio(titles_now, today.title_norm * title_norm),
            _ratio(all_now, today.words_norm * words_norm),
            _ratio(title_in_words, today.title_norm * words_norm),
            _ratio(words_in_title, today.words_norm * title_norm),
            *shared_local[:3],
            sum_local,
            *shared_now[:2],
            sum_now,
            title_covered / setting.title_weight,
            _ratio(report_covered, other.title_weight),
            sum_local / setting.words_weight,
            in_both_titles / max(1, min(len(title), len(other_title))),
        ]

    def _details(self, setting: Setting, report: Report) -> list[float]:
        mine, other = self.report.signature, report.signature
        local = setting.local
        pairs = mine.pairs & other.pairs
        numbers = mine.numbers & other.numbers
        new, gone = mine.names - other.words.keys(), other.names - mine.words.keys()
        return [
            len(pairs) / max(1, min(len(mine.pairs), len(other.pairs))),
            sum([max(local[one], local[two]) for one, two in pairs]),
            float(bool(mine.numbers and other.numbers and not numbers)),
            float(len(numbers)),
            float(bool(mine.labels and other.labels and conflict(mine.labels, other.labels))),
            sum([local[name] for name in new]),
            sum([local[name] for name in new - setting.inside]),
            float(len(gone)),
            sum([local[name] for name in mine.names & other.names]),
            float(bool(new & mine.title.keys() and gone & other.title.keys())),
            _hours_between(self.report.moment, report.moment),
            float(self.report.outlet == report.outlet),
            float(mine.asks != other.asks),
            float(mine.denies != other.denies),
            float(mine.plans != other.plans),
            float(other.summary_length),
            float(mine.lang != other.lang),
        ]


def _hours_between(one: float, other: float) -> float:
    """The hours between two moments in seconds, on a scale that a model can weigh."""
    return log1p(max(abs(one - other) / 3600, _AT_ONCE))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
