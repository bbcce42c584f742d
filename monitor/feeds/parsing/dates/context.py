"""What the dates of a feed tell about each other, once one of them may mean two days.

    proven   25/11/2026, Fri, 06/11/2026, or a date with the month's name beside 05/11/2026
    close    05/11, 06/11 and 07/11 are three days rather than the same day of three months

Pure. Without this module a date would be read as if it stood alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from monitor.feeds.parsing.dates.names import names
from monitor.feeds.parsing.dates.order import Candidate, DateContext, Order, numeric, of_weekday
from monitor.feeds.parsing.dates.read import read_date
from monitor.feeds.parsing.dates.spelling import plain

_NUMBERS = re.compile(
    r"(?<![\d./-])(?:(?P<weekday>[^\W\d_]{2,12})[.,]{0,2}\s+)?"
    r"(?P<a>\d{1,2})\s?(?P<sep>[./-])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<c>\d{4}|\d\d)(?![\d./-]*\d)"
)
_LONGEST = 300
"""Characters of a date that are looked at."""
_ENOUGH = 300
"""Dates of a document that are looked at, from its beginning."""
_TIGHTER = 5
"""Times that dates must lie closer together in one order than in the other, to tell the order."""
_BESIDE, _FAR = timedelta(days=3), timedelta(days=20)
"""How near on average dates of one reading are to dates with one reading, and others at least."""


def context_of(texts: Iterable[str], *, lang: str, now: datetime | None) -> DateContext:
    """Learn from all dates of a feed document how to read each.

    Args:
        texts: The dates as they are written.
        lang: The feed's language tag; may be empty.
        now: When the document was fetched, aware UTC.
    """
    votes: Counter[Order] = Counter()
    open_: list[list[Candidate]] = []
    anchors: list[date] = []
    for text in islice(texts, _ENOUGH):
        found = _NUMBERS.search(plain(text[:_LONGEST]))
        if not found:
            if moment := read_date(text, DateContext(lang=lang, now=now)):
                anchors.append(moment.date())
            continue
        possible = numeric(found["a"], found["b"], found["c"], found["sep"])
        possible = of_weekday(possible, names().weekdays.get(found["weekday"] or "", ()))
        if len(possible) == 1 and possible[0].order:
            votes[possible[0].order] += 1
        elif possible:
            open_.append(possible)
    ranked = votes.most_common(2)
    proven = None
    if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        proven = ranked[0][0]
    proven = proven or _beside(open_, anchors)
    return DateContext(lang=lang, now=now, proven=proven, close=None if proven else _closest(open_))


def is_ambiguous(text: str) -> bool:
    """Whether the other dates of a feed might help to read this one."""
    return bool(_NUMBERS.search(text, 0, _LONGEST))


def _beside(open_: Sequence[Sequence[Candidate]], anchors: Sequence[date]) -> Order | None:
    """The order in which dates lie beside those with one reading, if in the other they don't."""
    if not open_ or not anchors:
        return None
    near: dict[Order, timedelta] = {}
    for order in (Order.DAY_FIRST, Order.MONTH_FIRST):
        days = _days(open_, order)
        if days:
            distances = [min(abs(day - anchor) for anchor in anchors) for day in days]
            near[order] = sum(distances, timedelta()) / len(distances)
    ranked = sorted(near, key=lambda order: near[order])
    if len(ranked) < 2 or near[ranked[0]] > _BESIDE or near[ranked[1]] < _FAR:
        return None
    return ranked[0]


def _closest(dates: Sequence[Sequence[Candidate]]) -> Order | None:
    """The order in which the span of the dates is far shorter than in the others."""
    spans: list[tuple[timedelta, Order]] = []
    for order in Order:
        days = _days(dates, order)
        if len(set(days)) > 1:
            spans.append((max(days) - min(days), order))
    spans.sort()
    if len(spans) < 2 or spans[0][0] * _TIGHTER > spans[1][0]:
        return None
    return spans[0][1]


def _days(open_: Sequence[Sequence[Candidate]], order: Order) -> list[date]:
    """The days that the dates are in one order; empty if one of them can't be."""
    days = [each.day for candidates in open_ for each in candidates if each.order is order]
    return days if len(days) == len(open_) else []
