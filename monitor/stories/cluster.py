"""Clustering a finished list of items, for ``news-monitor stories --items`` and for measuring.

The same engine as the daemon's, fed in the order given; an item's own time is the clock.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final

from monitor.item import Item
from monitor.stories.reading.names import Names
from monitor.stories.reading.signature import Zipf
from monitor.stories.stories import Stories

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DATES: Final = ("published", "published_ms", "date")


def cluster(
    items: Iterable[Item], *, zipf: Zipf, names: Names | None = None
) -> Iterator[tuple[str, int, int]]:
    """Assign each item to a story and an event.

    Args:
        items: In the order in which they became known.
        zipf: Says how common a word is: ``KnownWords.zipf``.
        names: The user's aliases, by which 苹果 and Apple are one name.

    Yields:
        (item key, story, event), in the order of the items.
    """
    ids, events = count(1), count(1)
    stories = Stories(
        next_story=lambda: next(ids), next_event=lambda: next(events), zipf=zipf, names=names
    )
    now = _EPOCH
    for item in items:
        now = max(now, item.published or now)
        assignment = stories.assign(item, now=now)
        yield item.key, assignment.story, assignment.event


def read_items(lines: Iterable[str], *, where: str = "line") -> Iterator[Item]:
    """Read items from JSON lines.

    Args:
        lines: ``{"id", "title", "summary"?, "link"?, "source"?, "published"?, "lang"?}`` each; the
            date is ISO 8601 or milliseconds since 1970 (also as ``published_ms``). Empty lines are
            passed over.
        where: What to call the input in errors.

    Raises:
        ValueError: A line isn't such an object; the message says which and why.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _item(json.loads(line))
        except (ValueError, TypeError, OverflowError) as error:
            raise ValueError(f"{where} {number}: {error}") from error


def _item(row: Any) -> Item:
    if not isinstance(row, dict):
        raise TypeError('an item is a JSON object, such as {"id": "1", "title": "…"}')
    if "id" not in row:
        raise TypeError('an item needs an "id"')
    return Item(
        feed=_text(row, "feed") or _text(row, "source"),
        key=str(row["id"]),
        title=_text(row, "title"),
        summary=_text(row, "summary"),
        link=_text(row, "link"),
        source=_text(row, "source"),
        lang=_text(row, "lang").partition("-")[0].lower(),
        published=next((_date(row[name]) for name in _DATES if row.get(name)), None),
    )


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name) or ""
    if not isinstance(value, str):
        raise TypeError(f'"{name}" should be text')
    return value


def _date(value: Any) -> datetime:
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value / 1000, UTC)
    if not isinstance(value, str):
        raise TypeError("a date is ISO 8601 or milliseconds since 1970")
    date = datetime.fromisoformat(value)
    return date if date.tzinfo is not None else date.replace(tzinfo=UTC)
