"""Edits: how an edited headline differs from the one before, in numbers that a model can weigh.

Two texts about one event have much in common and so do "A beat B" and "B beat A". What tells an
edit that changes the news from one that polishes it is what was put in the place of what, in which
order the names stand, and how far one number is from the other. Without this module "accepts" in
the place of "rejects" would pass for a better wording.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import combinations
from math import log
from typing import Final

from monitor.stories.reading.signature import Word, WordKind

NUMBERS: Final = (
    "added_weight", "removed_weight", "replaced_weight", "added", "removed", "replaced",
    "number_ratio", "places", "order_weight", "names_swapped", "same_words",
    "denials_before", "denials", "denials_more", "plans_more",
    "gone", "new", "gone_weight", "new_weight", "length_before", "length", "alike",
    "continued", "contains_before", "within_before",
)  # fmt: skip
"""What ``numbers_of_edit`` returns, in order."""

_CONTENT: Final = 1.0  # a lighter word is grammar, and may stand anywhere
_SPELLED: Final = {
    word: float(number)
    for number, words in {
        0: "no none", 1: "one", 2: "two zwei deux dos due dois", 3: "three drei trois tres tre",
        4: "four vier quatre cuatro", 5: "five fünf cinq cinco", 6: "six sechs seis",
        7: "seven sieben sept siete", 8: "eight acht huit ocho", 9: "nine neun neuf nueve",
        10: "ten zehn dix diez", 11: "eleven elf onze once", 12: "twelve zwölf douze doce dozen",
        36: "dozens dutzende", 300: "hundreds hunderte", 3_000: "thousands tausende",
    }.items()
    for word in words.split()
}  # fmt: skip


def numbers_of_edit(after: Sequence[Word], before: Sequence[Word]) -> list[float]:
    """Return the numbers of ``NUMBERS`` for a headline's words after and before an edit."""
    now, then = [word.term for word in after], [word.term for word in before]
    matcher = SequenceMatcher(None, then, now, autojunk=False)
    added = removed = replaced = number_ratio = 0.0
    many_added = many_removed = many_replaced = places = 0
    for change, *then_span, start, end in matcher.get_opcodes():
        if change == "equal":
            continue
        old, new = before[slice(*then_span)], after[start:end]
        places += start == 0 or end == len(now)
        if change == "insert":
            added += _weight(new)
            many_added += len(new)
        elif change == "delete":
            removed += _weight(old)
            many_removed += len(old)
        else:
            replaced += max(_weight(old), _weight(new))
            many_replaced += max(len(old), len(new))
            number_ratio = max(number_ratio, _number_ratio(new, old))
    gone = [word for word in before if word.term not in now]
    new_words = [word for word in after if word.term not in then]
    denials_before, denials = sum(w.denies for w in before), sum(w.denies for w in after)
    text_before = " ".join(word.folded for word in before)
    text = " ".join(word.folded for word in after)
    return [
        *(added, removed, replaced, many_added, many_removed, many_replaced),
        number_ratio,
        places,
        *_order(after, before),
        float(sorted(now) == sorted(then)),
        *(denials_before, denials, denials - denials_before),
        sum(w.plans for w in after) - sum(w.plans for w in before),
        *(len(gone), len(new_words), _weight(gone), _weight(new_words)),
        *(len(before), len(after), matcher.ratio()),
        float(text.startswith(text_before) or text_before.startswith(text)),
        float(text_before in text),
        float(text in text_before),
    ]


def _weight(words: Sequence[Word]) -> float:
    return sum(word.weight for word in words)


def _order(after: Sequence[Word], before: Sequence[Word]) -> tuple[float, float]:
    """The weight of content words that have changed places, and the pairs of names that have."""
    place = {word.term: at for at, word in reversed([*enumerate(after)])}
    shared = {word.term: word for word in before if word.term in place}
    weight = names = 0.0
    for one, two in combinations(shared.values(), 2):
        if place[one.term] > place[two.term]:
            if one.weight > _CONTENT and two.weight > _CONTENT:
                weight += one.weight + two.weight
            names += one.kind is two.kind is WordKind.CAPITAL
    return weight, names


def _number_ratio(new: Sequence[Word], old: Sequence[Word]) -> float:
    """How far the first number in the place of another is from it, as a natural logarithm."""
    numbers = [
        next((number for word in words if (number := _number(word)) is not None), None)
        for words in (new, old)
    ]
    if None in numbers:
        return 0.0
    one, two = (number + 0.5 for number in numbers if number is not None)
    return abs(log(one / two))


def _number(word: Word) -> float | None:
    if word.folded.isdecimal():
        return float(int(word.folded[:15]))
    return _SPELLED.get(word.folded)
