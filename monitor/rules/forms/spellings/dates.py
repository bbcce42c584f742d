"""Dates: October 7 is 7 October, Oct. 7 and October 7th.

American papers put the month first, British ones the day, and headlines cut the month short.
Without this module a rule for a day that became a name ("January 6" + Capitol) would find what one
side of the Atlantic prints.
"""

from __future__ import annotations

import re
from itertools import product
from typing import Final

_MONTHS: Final = (
    ("January", "Jan"), ("February", "Feb"), ("March", "Mar"), ("April", "Apr"), ("May",),
    ("June", "Jun"), ("July", "Jul"), ("August", "Aug"), ("September", "Sept", "Sep"),
    ("October", "Oct"), ("November", "Nov"), ("December", "Dec"),
)  # fmt: skip
MONTHS: Final = {name: names for names in _MONTHS for name in names}
"""Each name of a month → all of them."""
_MONTH: Final = rf"(?P<month>{'|'.join(MONTHS)})\.?"
_DAY: Final = r"(?P<day>[12]?[0-9]|3[01])(?P<ending>st|nd|rd|th)?"
_DATE: Final = tuple(
    re.compile(rf"\b{first} {second}(?![\w.,]?\d)")
    for first, second in ((_MONTH, _DAY), (_DAY, _MONTH))
)
_ENDINGS: Final = {"1": "st", "2": "nd", "3": "rd"}
_TEENS: Final = ("11", "12", "13")


def dated_otherwise(text: str) -> list[str]:
    """Return a term with its day and month in other ways; none if it has no such date."""
    if " " not in text:
        return []
    for date in _DATE:
        if found := date.search(text):
            day = found["day"]
            days = (day, day + ("th" if day in _TEENS else _ENDINGS.get(day[-1], "th")))
            ways = [
                way
                for month, number in product(MONTHS[found["month"]], days)
                for way in (f"{month} {number}", f"{number} {month}")
            ]
            before, after = text[: found.start()], text[found.end() :]
            return [before + way + after for way in ways if before + way + after != text]
    return []
