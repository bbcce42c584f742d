"""JSON Feed 1.0 and 1.1 (jsonfeed.org) → Channel. Any field may be missing or of a wrong type.

feedparser reads no JSON Feed: without this module sites that offer only that couldn't be watched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from monitor.feeds.parsing import authors
from monitor.feeds.parsing.dates.fields import context_for, first_date, unread_date
from monitor.feeds.parsing.dates.order import DateContext
from monitor.feeds.parsing.entry import Channel, Entry, absolute_link, newest
from monitor.feeds.parsing.plaintext import fold, text_of_html, text_of_title
from monitor.feeds.state.outcome import Limits

_DATES = ("date_published", "date_modified")


class NotAJsonFeed(ValueError):  # noqa: N818 - reads as the fact it states
    """The text is no JSON Feed; ``str(error)`` says why, for the user."""


def looks_like_json(text: str) -> bool:
    """Whether a document opens as JSON does."""
    return text.lstrip("\ufeff \t\r\n")[:1] in {"{", "["}


def read_json_feed(
    text: str, *, base: str, limits: Limits, lang: str = "", now: datetime | None = None
) -> Channel:
    """Read a JSON Feed.

    Args:
        text: The document.
        base: Where it came from; relative links are taken from there.
        limits: ``max_items`` and ``max_text`` apply.
        lang: The user's word for the language, for dates; empty: what the feed claims.
        now: When it was fetched, for dates; None: not known.

    Raises:
        NotAJsonFeed: The text isn't JSON, or has no list of items.
    """
    try:
        feed = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        place = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise NotAJsonFeed(
            f"its JSON is broken{place}; only the publisher can fix it; it will be polled "
            "again later"
        ) from error
    listed = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(listed, list):
        raise NotAJsonFeed("this is JSON, but not a JSON Feed: it has no list of items")

    found = [item for item in listed if isinstance(item, dict)]
    written = [text for item in found for text in _texts(item, *_DATES)]
    dates = context_for(written, written, lang=lang or _text(feed, "language"), now=now)
    kept = newest(found, lambda item: first_date(_texts(item, *_DATES), dates), limits.max_items)
    of_all = ", ".join(_authors(feed))
    return Channel(
        title=text_of_title(_text(feed, "title")),
        lang=_text(feed, "language"),
        entries=[_entry(item, base, of_all, limits, dates) for item in kept],
        truncated=len(found) - len(kept),
    )


def _entry(
    item: Mapping[str, Any], base: str, of_all: str, limits: Limits, dates: DateContext
) -> Entry:
    html, plain = _text(item, "content_html"), fold(_text(item, "content_text"))
    tags = item.get("tags")
    guid = fold(_text(item, "id"))
    links = [_text(item, "url"), _text(item, "external_url")]
    if guid.startswith(("http://", "https://")):
        links.append(guid)
    links += _attached(item)
    published = first_date(_texts(item, "date_published"), dates)
    updated = first_date(_texts(item, "date_modified"), dates)
    return Entry(
        guid=guid,
        link=next(filter(None, (absolute_link(link, base) for link in links)), ""),
        title=text_of_title(_text(item, "title")),
        summary=text_of_html(_text(item, "summary"), limits.max_text),
        content=text_of_html(html, limits.max_text) or plain[: limits.max_text],
        published=published,
        updated=updated,
        unread_date=unread_date(_texts(item, *_DATES), published, updated),
        lang=_text(item, "language"),
        author=", ".join(_authors(item)) or of_all,
        tags=[fold(tag) for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else [],
    )


def _authors(holder: Mapping[str, Any]) -> list[str]:
    """Names from ``authors`` (1.1) or ``author`` (1.0); each may be a list, an object or a text."""
    for key in ("authors", "author"):
        listed = holder.get(key)
        people = listed if isinstance(listed, list) else [listed]
        written = [
            _text(person, "name") if isinstance(person, dict) else person
            for person in people
            if isinstance(person, dict | str)
        ]
        if found := authors.names(written):
            return found
    return []


def _attached(item: Mapping[str, Any]) -> list[str]:
    """Addresses of the recordings and the like that come with an item."""
    listed = item.get("attachments")
    return [
        _text(attachment, "url")
        for attachment in (listed if isinstance(listed, list) else ())
        if isinstance(attachment, dict)
    ]


def _texts(holder: Mapping[str, Any], *names: str) -> list[str]:
    return [_text(holder, name) for name in names]


def _text(holder: Mapping[str, Any], name: str) -> str:
    """The text under a name; a number counts as its text, anything else as none."""
    value = holder.get(name)
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        try:
            return str(value)
        except ValueError:  # an integer of more than 4,300 digits
            return ""
    return value if isinstance(value, str) else ""
