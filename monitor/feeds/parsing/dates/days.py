"""Days counted from the present: "yesterday at 17:05", "gestern, 17:05 Uhr", "今天 17:05".

The words are those of ``names.json``; what stands beside one must be a time of day and no more. The
day is counted from the fetch, in UTC, for a feed doesn't say where it is. Pure. Without this module
the pages of many newspapers had no dates on the day they matter.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from monitor.feeds.parsing.dates.names import names
from monitor.feeds.parsing.dates.order import DateContext
from monitor.feeds.parsing.dates.spelling import plain
from monitor.feeds.parsing.dates.written import read_written

_WORDS = re.compile(r"[^\s,;:.()|/·-]+")
_MOST = 3
"""Words of the longest such phrase."""
_EDGE = 8
"""Words at either end of a text among which it is looked for."""


def read_day(text: str, context: DateContext) -> datetime | None:
    """Return the moment; None if the text names no such day, or something else as well.

    Raises:
        ValueError: There is no such time.
    """
    now = context.now
    if now is None:
        return None
    spelt = plain(text)
    words = list(_WORDS.finditer(spelt))
    for start in dict.fromkeys([*range(len(words))[:_EDGE], *range(len(words))[-_EDGE:]]):
        for count in range(min(_MOST, len(words) - start), 0, -1):
            first, last = words[start].start(), words[start + count - 1].end()
            days, length = _days(spelt[first:last], alone=count > 1)
            if days is None:
                continue
            day = now - timedelta(days=days)
            rest = f"{spelt[:first]} {spelt[first + length :]}"
            found = read_written(f"{day:%Y-%m-%d} {rest}", context)
            return found - timedelta(days=1) if found and found > now else found
    return None


def _days(phrase: str, *, alone: bool) -> tuple[int | None, int]:
    """How many days ago a phrase says, and how long its words are; None: it says nothing of it.

    Args:
        phrase: Words as ``plain`` spells them.
        alone: Whether nothing may stand behind it, glued to it ("今天17").
    """
    found = names().days.get(phrase)
    if found is not None or alone:
        return found, len(phrase)
    digit = re.search(r"\d", phrase)
    head = phrase[: digit.start()] if digit else ""
    return names().days.get(head), len(head)
