"""Which number of 05/11/2026 is the day? Each of these decides if the one before it didn't.

    the weekday            Thu, 05/11/2026
    the feed's other dates 25/11/2026 stands in it, too
    the feed's language    month first in American English alone
    their closeness        05/11, 06/11 and 07/11 are three days, or three months
    the present            an article isn't of the future; what is new is seldom months old
    the separator          dots and dashes stand in dates that begin with the day

Two months of one name (listopad) are told apart the same way. Pure. Without this module half of the
dates of the first twelve days of a month would be read as of another month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Order(StrEnum):
    """In which order a date's numbers stand."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateContext:
    """What helps to read one date of a feed: the rest of the feed, and the time."""

    lang: str = ""
    """The feed's language, as it says (``en-GB``); empty: unknown."""
    now: datetime | None = None
    """When the feed was fetched; None: not known, and "2 hours ago" can't be read."""
    proven: Order | None = None
    """The order that the feed's other dates prove."""
    close: Order | None = None
    """The order in which the feed's dates lie far closer together."""

    @property
    def tag(self) -> str:
        """``lang`` in lower case, with hyphens."""
        return self.lang.replace("_", "-").strip().lower() if self.lang else ""

    @property
    def language(self) -> str:
        """The primary subtag of ``lang``."""
        return self.tag.partition("-")[0]

    @property
    def is_year_first(self) -> bool:
        """Whether the language puts the year first, even one of two digits."""
        return self.language in _YEAR_FIRST


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date that a text may mean."""

    day: date
    order: Order | None = None
    """How its numbers are taken; None: they can't be taken otherwise."""
    separator: str = ""


ALONE = DateContext()
"""For a date of which no more is known."""

_MONTH_FIRST = ("en-us", "en-ph", "en-pr", "en-gu", "es-us", "es-pr", "fil", "tl")
_YEAR_FIRST = frozenset({"zh", "ja", "ko", "hu", "lt", "mn", "fa", "eu", "ne"})
_EITHER = frozenset({"", "en", "en-ca", "zh", "ja", "ko"})
"""Languages that are written both ways where the year stands last."""
_AHEAD = timedelta(days=1)
_RECENT = timedelta(days=3)


def numeric(a: str, b: str, c: str, separator: str) -> list[Candidate]:
    """Return what three numbers of one or two digits (the last may have four) may mean."""
    readings = []
    if len(c) > 1:
        from_last = _years(c)
        readings = [(Order.DAY_FIRST, from_last, b, a), (Order.MONTH_FIRST, from_last, a, b)]
    if len(c) <= 2 and len(a) == 2:
        readings.append((Order.YEAR_FIRST, _years(a), b, c))
    found = []
    for order, year, month, day in readings:
        try:
            found.append(Candidate(date(year, int(month), int(day)), order, separator))
        except ValueError:
            continue
    if len(found) > 1 and len({candidate.day for candidate in found}) == 1:  # 05/05: whichever
        return [Candidate(found[0].day)]
    return found


def choose(
    candidates: Sequence[Candidate], weekdays: Sequence[int], context: DateContext
) -> date | None:
    """Return the date that is meant; None where there is no candidate.

    Args:
        candidates: What the text may mean, the likeliest first.
        weekdays: What the weekday in it may be, Monday 0; empty: none is written.
        context: The rest of the feed.
    """
    left = of_weekday(candidates, weekdays)
    for order in (context.proven, _order_in(left, context), context.close):
        left = _of_order(left, order)
    left = _not_ahead(left, context.now)
    left = _of_order(left, _usual(left))
    return left[0].day if left else None


def of_weekday(candidates: Sequence[Candidate], weekdays: Sequence[int]) -> list[Candidate]:
    """Return those on that weekday; all where none is, for then the weekday is the mistake.

    Args:
        candidates: What a date may mean.
        weekdays: What its weekday may be, Monday 0; empty: none is written.
    """
    return [each for each in candidates if each.day.weekday() in weekdays] or list(candidates)


def _of_order(candidates: Sequence[Candidate], order: Order | None) -> list[Candidate]:
    """Those whose numbers stand in that order; all where none do, or there is no such order."""
    of_order = [each for each in candidates if each.order is order] if order else []
    return of_order or list(candidates)


def _order_in(candidates: Sequence[Candidate], context: DateContext) -> Order | None:
    """The order that the feed's language has for these."""
    if not candidates:
        return None
    tag, language = context.tag, context.language
    if any(each.order is Order.YEAR_FIRST for each in candidates) and context.is_year_first:
        return Order.YEAR_FIRST
    if tag.startswith(_MONTH_FIRST):
        return None if candidates[0].separator == "." else Order.MONTH_FIRST
    is_open = tag in _EITHER or (language in _EITHER and language != "en")
    return None if is_open else Order.DAY_FIRST


def _not_ahead(candidates: Sequence[Candidate], now: datetime | None) -> list[Candidate]:
    if now is None:
        return list(candidates)
    past = [each for each in candidates if each.day <= (now + _AHEAD).date()] or list(candidates)
    recent = [each for each in past if each.day >= (now - _RECENT).date()]
    return recent if len(recent) == 1 else past


def _usual(candidates: Sequence[Candidate]) -> Order:
    has_slash = any(each.separator == "/" for each in candidates)
    return Order.MONTH_FIRST if has_slash else Order.DAY_FIRST


def _years(digits: str) -> int:
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 50 else 1900)
