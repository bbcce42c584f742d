"""Series: which instalment a title announces, so that yesterday's isn't taken for today's.

"Match day 12", "Episode 5", "Q3", "January 7", "Monday briefing": two titles that carry the same
label with other values tell of two things, however alike they are. Knows only titles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Final, Protocol

Labels = Mapping[str, frozenset[str]]
"""Label → its values: ``{"episode": {"5"}}``."""

EVERY_DAY: Final = frozenset(
    {
        "asia", "asian", "asx", "bse", "cac", "connect", "dax", "dow", "europ", "european", "ftse",
        "global", "hang", "jone", "kospi", "mib", "nasdaq", "nifti", "nikkei", "nyse", "quordl",
        "seng", "sensex", "strand", "street", "tsx", "wall", "wordl", "world",
    }
)  # fmt: skip
"""Terms (stems) that are in the news day after day and hold no event together."""

_NUMBERED: Final = {
    "day", "week", "game", "match", "matchday", "round", "stage", "lap", "race", "episode", "ep",
    "part", "season", "chapter", "volume", "vol", "issue", "edition", "no", "wordle", "connections",
    "strands", "quordle", "q", "quarter", "half", "phase", "heat", "leg", "set", "inning",
}  # fmt: skip
_MONTHS: Final = {
    name: month[:3]
    for month in (
        "january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december",
    )
    for name in (month, month[:3], month[:4])
}  # fmt: skip
_WEEKDAYS: Final = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
)
_DATES: Final = attrgetter("dates")
_PARTS: Final = frozenset({"quarter", "half", "leg"})
_ORDINALS: Final = {"first": "1", "second": "2", "third": "3", "fourth": "4", "final": "final"}


def may_date(surface: str) -> bool:
    """Whether a word may be part of a date or a label.

    Most texts have no such word, and needn't be searched.
    """
    plain = surface.lower()
    return plain in _WEEKDAYS or plain in _MONTHS or plain in _PARTS or plain.strip("q").isdigit()


def dated(title: Sequence[_Written]) -> frozenset[int]:
    """Find the words of a title that only say a date: their places."""
    if not any(map(_DATES, title)):
        return frozenset()
    plain = [word.surface.lower() for word in title]
    places: set[int] = set()
    for at, word in enumerate(plain):
        if word in _WEEKDAYS:
            places.add(at)
        elif word in _MONTHS:
            days = [to for to in (at - 1, at + 1) if 0 <= to < len(plain) and _is_day(plain[to])]
            if days:
                places.update(days, (at,))
    return frozenset(places)


def _is_day(word: str) -> bool:
    return word.isdigit() and 1 <= int(word) <= 31


class _Written(Protocol):
    @property
    def surface(self) -> str: ...

    @property
    def dates(self) -> bool: ...


def labels_of(title: Sequence[_Written]) -> Labels:
    """Find the labels of a title, given its words in order."""
    found: dict[str, set[str]] = {}
    if not any(map(_DATES, title)):
        return {}
    previous = ""
    for word in title:
        folded = word.surface.lower()
        if folded in _WEEKDAYS:
            found.setdefault("weekday", set()).add(folded)
        elif len(folded) == 2 and folded[0] == "q" and folded[1] in "1234":
            found.setdefault("quarter", set()).add(folded[1])
        elif folded in _PARTS and previous in _ORDINALS:
            found.setdefault(folded, set()).add(_ORDINALS[previous])
        else:
            _numbered(previous, folded, found)
        previous = folded
    return {label: frozenset(values) for label, values in found.items()}


def _numbered(previous: str, folded: str, found: dict[str, set[str]]) -> None:
    """A label and its number, or a date either way round."""
    number = folded.lstrip("0")
    if number.isdigit() and len(number) <= 4:
        if previous in _NUMBERED:
            found.setdefault(previous, set()).add(number)
        elif previous in _MONTHS and len(number) <= 2:
            found.setdefault("date", set()).add(f"{_MONTHS[previous]} {number}")
    elif folded in _MONTHS and previous.isdigit() and len(previous) <= 2:
        found.setdefault("date", set()).add(f"{_MONTHS[folded]} {previous.lstrip('0')}")


def conflict(one: Labels, other: Labels) -> bool:
    """Whether a label has other values here than there."""
    return any(label in other and not values & other[label] for label, values in one.items())
