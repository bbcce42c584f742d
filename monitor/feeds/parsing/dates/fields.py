"""The fields of a feed document that hold dates: found, and read. Pure.

Without this module feeds in XML and in JSON would be read in two ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from monitor.feeds.parsing.dates.context import context_of, is_ambiguous
from monitor.feeds.parsing.dates.order import DateContext
from monitor.feeds.parsing.dates.read import read_date

_ELEMENT = re.compile(
    r"<(?:[\w.-]+:)?(?:pubDate|lastBuildDate|date|published|updated|issued|created|modified)"
    r"(?:\s[^<>]{0,200})?>(?:\s*<!\[CDATA\[)?([^<>\]]{6,200})",
    re.IGNORECASE,
)


def dates_in(xml: str) -> Iterator[str]:
    """Yield what stands in the elements of an XML document that hold dates, in its order."""
    return (found[1] for found in _ELEMENT.finditer(xml))


def context_for(
    texts: Iterable[str], others: Iterable[str], *, lang: str, now: datetime | None
) -> DateContext:
    """Return what helps to read dates; ``others`` are looked at only if one is ambiguous.

    Args:
        texts: The dates to be read.
        others: All dates of the document, these among them.
        lang: The feed's language tag; may be empty.
        now: When it was fetched, aware UTC; None: not known.
    """
    if any(map(is_ambiguous, texts)):
        return context_of(others, lang=lang, now=now)
    return DateContext(lang=lang, now=now)


def first_date(texts: Iterable[str], context: DateContext) -> datetime | None:
    """Return the first of an entry's dates that can be read."""
    found = (read_date(text, context) for text in texts)
    return next((date for date in found if date), None)


def unread_date(texts: Sequence[str], *read: datetime | None) -> str:
    """Return what stands in place of an entry's dates if none was ``read``; empty if nothing."""
    return "" if any(read) else next((text.strip() for text in texts if text.strip()), "")
