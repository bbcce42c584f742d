"""JSON Feed 1.0 and 1.1 (jsonfeed.org) → Channel. Any field may be missing or of a wrong type.

feedparser reads no JSON Feed: without this module sites that offer only that couldn't be watched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from monitor.feeds.limits import Limits
from monitor.feeds.parsing import authors
from monitor.feeds.parsing.dates.fields import context_for, first_date, unread_date
from monitor.feeds.parsing.dates.order import DateContext
from monitor.feeds.parsing.entry import Channel, Entry, absolute_link, newest
from monitor.feeds.parsing.plaintext import fold, text_of_html, text_of_title

# What the specification calls a field, then what programs call it that turn RSS into JSON.
_IDS = ("id", "guid")
_LINKS = ("url", "external_url", "link", "permalink")
_HTML = ("content_html", "content", "body")
_SUMMARIES = ("summary", "description", "excerpt")
_PUBLISHED = (
    "date_published", "datePublished", "published", "published_at", "pubDate", "date", "created_at",
)  # fmt: skip
_MODIFIED = ("date_modified", "dateModified", "updated", "updated_at", "modified")
_ESCAPE = re.compile(r"(\\[\"\\/bfnrtu])|\\")
_COMMA = re.compile(r'("(?:[^"\\]|\\.)*\\?(?:"|\Z))|,(?=\s*[\]}])', re.DOTALL)
_DEEPEST = 3
"""How deep a name may lie in lists of authors."""
_TAGS_APART = re.compile(r"[,;]")


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
        feed = _loaded(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        place = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise NotAJsonFeed(
            f"its JSON is broken{place}; only the publisher can fix it; it will be polled "
            "again later"
        ) from error
    listed = _listed(feed.get("items")) if isinstance(feed, dict) else None
    if isinstance(feed, dict) and feed.get("items", 0) is None:
        # Go writes an empty list as null.
        listed = [] if "jsonfeed.org" in _text(feed, "version") else None
    if listed is None:
        raise NotAJsonFeed("this is JSON, but not a JSON Feed: it has no list of items")

    found = [item for item in listed if isinstance(item, dict)]
    written = [text for item in found for text in _dates(item, *_PUBLISHED, *_MODIFIED)]
    dates = context_for(written, written, lang=lang or _text(feed, "language"), now=now)
    kept = newest(
        found,
        lambda item: first_date(_dates(item, *_PUBLISHED, *_MODIFIED), dates),
        limits.max_items,
    )
    of_all = ", ".join(_authors(feed))
    site = absolute_link(_text(feed, "home_page_url"), base) or base
    return Channel(
        title=text_of_title(_text(feed, "title")),
        lang=_text(feed, "language"),
        entries=[_entry(item, site, of_all, limits, dates) for item in kept],
        truncated=len(found) - len(kept),
    )


def _entry(
    item: Mapping[str, Any], base: str, of_all: str, limits: Limits, dates: DateContext
) -> Entry:
    html, plain = _first(item, _HTML), fold(_text(item, "content_text"))
    guid = fold(_first(item, _IDS))
    links = _texts(item, *_LINKS)
    if guid.startswith(("http://", "https://")):
        links.append(guid)
    links += _attached(item)
    published = first_date(_dates(item, *_PUBLISHED), dates)
    updated = first_date(_dates(item, *_MODIFIED), dates)
    return Entry(
        guid=guid,
        link=next(filter(None, (absolute_link(link, base) for link in links)), ""),
        title=text_of_title(_text(item, "title"), limits.max_text),
        summary=text_of_html(_first(item, _SUMMARIES), limits.max_text),
        content=text_of_html(html, limits.max_text) or plain[: limits.max_text],
        published=published,
        updated=updated,
        unread_date=unread_date(_dates(item, *_PUBLISHED, *_MODIFIED), published, updated),
        lang=_text(item, "language"),
        author=", ".join(_authors(item)) or of_all,
        tags=_tags(item.get("tags")),
    )


def _authors(holder: Mapping[str, Any]) -> list[str]:
    """Names from ``authors`` (1.1) or ``author`` (1.0); each may be a list, an object or a text."""
    for key in ("authors", "author"):
        if found := authors.names(_names(holder.get(key))):
            return found
    return []


def _names(people: object, *, depth: int = 0) -> Iterable[str]:
    """Names out of a text, an object with a name, or lists and numbered objects of these."""
    if isinstance(people, str):
        yield people
    elif isinstance(people, dict) and "name" in people:
        yield _text(people, "name")
    elif depth < _DEEPEST:
        for person in _listed(people) or ():
            yield from _names(person, depth=depth + 1)


def _tags(written: object) -> list[str]:
    """Tags out of a list of texts or of objects with a name, or out of one text with commas."""
    listed = _TAGS_APART.split(written) if isinstance(written, str) else _listed(written) or []
    names = (_text(tag, "name") if isinstance(tag, dict) else tag for tag in listed)
    return [fold(name) for name in names if isinstance(name, str)]


def _listed(value: object) -> list[Any] | None:
    """A list, or what PHP writes for one with gaps: an object that numbers its parts."""
    if isinstance(value, dict) and all(key.isdecimal() for key in value):
        return list(value.values())
    return value if isinstance(value, list) else None


def _loaded(text: str) -> Any:
    """What a JSON text says, though its publisher's program writes it nearly right.

    Texts may run over lines, a comma may follow the last part, a backslash stand before what needs
    none, and anything behind the whole.

    Raises:
        ValueError: It is broken in another way.
    """
    decoder = json.JSONDecoder(strict=False)
    text = text.lstrip()
    try:
        return decoder.raw_decode(text)[0]
    except json.JSONDecodeError:
        mended = _COMMA.sub(lambda found: found[1] or "", text)
        mended = _ESCAPE.sub(lambda found: found[1] or "", mended)
        if mended == text:
            raise
        return decoder.raw_decode(mended)[0]


def _attached(item: Mapping[str, Any]) -> list[str]:
    """Addresses of the recordings and the like that come with an item."""
    return [
        _text(attachment, "url")
        for attachment in _listed(item.get("attachments")) or ()
        if isinstance(attachment, dict)
    ]


def _first(holder: Mapping[str, Any], names: Iterable[str]) -> str:
    """The first text that stands under one of these names."""
    return next(filter(None, _texts(holder, *names)), "")


def _dates(holder: Mapping[str, Any], *names: str) -> list[str]:
    """The texts under these names; PHP writes a date as an object with its zone beside it."""
    found = []
    for name in names:
        value = holder.get(name)
        if isinstance(value, dict):
            found.append(f"{_text(value, 'date')} {_text(value, 'timezone')}".strip())
        else:
            found.append(_text(holder, name))
    return found


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
