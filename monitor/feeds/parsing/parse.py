"""The bytes of a feed → its Items, whatever the format: RSS, RDF and Atom by feedparser, JSON Feed.

    bytes ──charset.decode──▶ text  ──┬─ JSON ─▶ jsonfeed.read_json_feed ─▶ Channel
                                      └─ XML ──▶ document.feed_xml ─▶ known_blocks ─▶ feedparser
    Channel ──entry.to_items──▶ Items                                            └──▶ Channel

The only user of feedparser, which is only ever given ``BytesIO``: a ``str`` or ``bytes`` that looks
like a path or a URL it would open. Documents can be made that keep any parser busy, so the daemon
calls it in processes that it can kill (``sandbox``). Without this module no feed could be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from xml.sax import SAXParseException

import feedparser

from monitor.feeds.limits import Limits
from monitor.feeds.parsing.charsets.charset import decode
from monitor.feeds.parsing.dates.fields import context_for, dates_in, first_date, unread_date
from monitor.feeds.parsing.dates.order import DateContext
from monitor.feeds.parsing.document import (
    feed_xml,
    lone_entry,
    mended_xml,
    unadorned,
)
from monitor.feeds.parsing.entry import (
    Channel,
    Entry,
    language,
    newest,
    says_something,
    to_items,
)
from monitor.feeds.parsing.jsonfeed import NotAJsonFeed, looks_like_json, read_json_feed
from monitor.feeds.parsing.known_blocks import Rest, mark, take_apart
from monitor.feeds.parsing.not_a_feed import not_a_feed
from monitor.feeds.parsing.plaintext import fold, text_of_html, text_of_title
from monitor.feeds.parsing.ttl import ttl_of
from monitor.feeds.parsing.xml import feedparser_entry
from monitor.feeds.parsing.xml.cap import read_cap
from monitor.feeds.parsing.xml.misread import rightly
from monitor.feeds.parsing.xml.sitemap import read_sitemap
from monitor.feeds.parsing.xml.tree import Broken
from monitor.item import Item, short_key

_CAP = re.compile(r"<(?:[\w.-]+:)?alert(?=[\s>])", re.IGNORECASE)
_SITEMAP = re.compile(r"<(?:[\w.-]+:)?urlset(?=[\s>])", re.IGNORECASE)
_BASE = re.compile(r"base(?<!\wbase)\s*=")
_MAX_UNREAD = 200
"""Characters kept of a date that can't be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """What a feed document holds. Plain values that cross process borders."""

    items: tuple[Item, ...] = ()
    title: str = ""
    """The feed's own title, plain text."""
    lang: str = ""
    """Primary language subtag the feed claims; empty when unknown."""
    ttl: timedelta = timedelta(0)
    """How long the publisher asks to wait between polls; 0 where it doesn't say."""
    truncated: int = 0
    """Entries beyond ``Limits.max_items`` that were left out, the oldest first."""
    unchanged: int = 0
    """Entries left out because they were read before, and are the same to the byte."""
    is_read_afresh: bool = False
    """A page that is read by these selectors for the first time."""
    seen: bytes = field(default=b"", repr=False, compare=False)
    """What to remember this document's entries by, for the next call; empty: nothing."""
    unread_dates: int = 0
    """Entries with a date that can't be read."""
    unread_date: str = ""
    """What stood there in the first of them."""
    problem: str = ""
    """Why nothing could be read, and what to do about it; empty for a feed, also an empty one."""


def parse_feed(
    body: bytes,
    *,
    url: str,
    final_url: str = "",
    content_type: str = "",
    source: str = "",
    lang: str = "",
    tags: tuple[str, ...] = (),
    limits: Limits = Limits(),  # noqa: B008 - frozen
    seen: bytes = b"",
    now: datetime | None = None,
) -> ParsedFeed:
    """Read a feed document; whatever the bytes, raises nothing but MemoryError.

    Args:
        body: The document, after content decoding.
        url: The feed's identity; what ``Item.feed`` will say.
        final_url: Where it came from in the end, if elsewhere; relative links start there.
        content_type: The header, for its charset; the format is told from the document itself.
        source: The user's name for the feed, for items that don't name their own source.
        lang: The user's word for the language; overrides what the feed claims.
        tags: The feed's tags, which its items get too.
        limits: ``max_items`` and ``max_text`` apply.
        seen: ``ParsedFeed.seen`` of the document before: what stood in it is left out.
        now: When it was fetched, aware UTC; tells what "2 hours ago" is, and which of two readings
            of a date would be of the future.

    Returns:
        The feed; where nothing could be read, ``problem`` says why.
    """
    try:
        text = decode(body, content_type, lang=lang, url=final_url or url)
        if looks_like_json(text):
            channel = read_json_feed(text, base=final_url or url, limits=limits, lang=lang, now=now)
        else:
            channel = _read_xml_feed(
                text, base=final_url or url, limits=limits, seen=seen, lang=lang, now=now
            )
        items = to_items(channel, url=url, source=source, lang=lang, tags=tags, limits=limits)
    except (NotAJsonFeed, NotAFeed) as error:
        return ParsedFeed(problem=str(error))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - feedparser raises anything on hostile documents
        return ParsedFeed(problem=f"it can't be read as a feed ({type(error).__name__})")
    unread = [entry.unread_date for entry in channel.entries if entry.unread_date]
    return ParsedFeed(
        items=items,
        title=channel.title,
        lang=language(channel.lang),
        ttl=channel.ttl,
        truncated=channel.truncated,
        unchanged=channel.unchanged,
        seen=channel.seen,
        unread_dates=len(unread),
        unread_date=unread[0][:_MAX_UNREAD] if unread else "",
    )


class NotAFeed(ValueError):  # noqa: N818 - reads as the fact it states
    """The text is no feed in XML; ``str(error)`` says why, for the user."""


def _read_xml_feed(
    text: str, *, base: str, limits: Limits, seen: bytes, lang: str, now: datetime | None
) -> Channel:
    xml = feed_xml(text)
    if not xml:
        if channel := _of_another_format(text, base=base, limits=limits):
            return channel
        xml = lone_entry(text)
    if not xml:
        raise NotAFeed(not_a_feed(text))
    xml = rightly(xml)

    def channel_of(read: Mapping[str, Any]) -> Channel:
        texts = (text for entry in read["entries"] for text in feedparser_entry.dates_of(entry))
        claim = lang or feedparser_entry.text(read["feed"], "language")
        dates = context_for(texts, dates_in(xml), lang=claim, now=now)
        return _channel(read, base, limits, dates)

    has_base = bool(_BASE.search(xml))
    blocks = take_apart(xml, base)
    if blocks and len(blocks.blocks) <= limits.max_items:
        rest = blocks.without(seen)
        if rest.cut:
            read, is_sound = _read(rest.xml, has_base=has_base)
            channel = channel_of(read)
            if is_sound and _remember(channel, rest):
                return channel
    read, is_sound = _read(xml, has_base=has_base)
    channel = channel_of(read)
    if not any(map(says_something, channel.entries)) and (problem := _problem(read)):
        raise NotAFeed(problem)
    if blocks and is_sound:
        _remember(channel, blocks.without(b""))
    return channel


def _of_another_format(text: str, *, base: str, limits: Limits) -> Channel | None:
    """What feedparser doesn't know: warnings, and sitemaps with news; None if it isn't either."""
    try:
        if warning := mended_xml(text, _CAP):
            return read_cap(warning, base=base, limits=limits)
        if sitemap := mended_xml(text, _SITEMAP):
            return read_sitemap(sitemap, base=base, limits=limits)
    except Broken as error:
        raise NotAFeed(str(error)) from error
    return None


def _read(xml: str, *, has_base: bool) -> tuple[Mapping[str, Any], bool]:
    """What feedparser makes of a document, and whether it understood all of it."""
    try:
        read = _feedparser(xml, has_base=has_base)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - it raises anything from within its extensions
        return _feedparser(unadorned(xml), has_base=has_base), False
    return read, not read["bozo"]


def _remember(channel: Channel, rest: Rest) -> bool:
    """Note in ``channel`` what to remember; False if it is uncertain which entry is which."""
    entries = channel.entries
    if len(entries) != rest.kept:
        return False
    memory = rest.remember(
        [
            mark(short_key(e.guid), short_key(e.link), e.title, e.summary or e.content)
            for e in entries
        ]
    )
    if memory is None:
        return False
    channel.unchanged, channel.seen = rest.cut, memory
    return True


def _channel(read: Mapping[str, Any], base: str, limits: Limits, dates: DateContext) -> Channel:
    feed, entries = read["feed"], read["entries"]
    # RFC 4287 takes relative links from the document; RSS doesn't say, and means its site.
    site = "" if read["version"].startswith("atom") else feedparser_entry.link_of(feed, base)
    kept = newest(
        entries,
        lambda entry: first_date(feedparser_entry.dates_of(entry), dates),
        limits.max_items,
    )
    return Channel(
        title=text_of_title(feedparser_entry.text(feed, "title")),
        lang=feedparser_entry.text(feed, "language"),
        ttl=ttl_of(*feedparser_entry.texts(feed, "ttl", "sy_updateperiod", "sy_updatefrequency")),
        entries=[_entry(entry, site or base, limits, dates, read=read) for entry in kept],
        truncated=len(entries) - len(kept),
    )


def _feedparser(xml: str, *, has_base: bool) -> Mapping[str, Any]:
    read: Mapping[str, Any] = feedparser.parse(
        BytesIO(xml.encode("utf-8")),
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": feedparser_entry.NOWHERE if has_base else "",
        },
        resolve_relative_uris=False,  # within HTML, of which only the text is kept
        sanitize_html=False,
    )
    return read


def _problem(read: Mapping[str, Any]) -> str:
    error = read.get("bozo_exception")
    if isinstance(error, SAXParseException):
        line = (error.getLineNumber() or 1) - 1  # feedparser puts a declaration before ours
        return (
            f"its XML is broken at line {line}: {error.getMessage()};"
            " only the publisher can fix it; it will be polled again later"
        )
    if not read["version"] and not read["feed"].get("title"):
        return "this is XML, but not a feed we know; check the URL"
    return ""


def _entry(
    entry: Mapping[str, Any],
    base: str,
    limits: Limits,
    dates: DateContext,
    *,
    read: Mapping[str, Any],
) -> Entry:
    contents = [text_of_html(html, limits.max_text) for html in feedparser_entry.contents_of(entry)]
    origin = entry.get("source")
    title_detail = entry.get("title_detail")
    published = first_date(feedparser_entry.texts(entry, "published", "created"), dates)
    updated = first_date(feedparser_entry.texts(entry, "updated"), dates)
    if not published and not updated:
        published = first_date(feedparser_entry.other_dates_of(entry), dates)
    return Entry(
        guid=fold(feedparser_entry.unresolved(feedparser_entry.text(entry, "id"))),
        link=feedparser_entry.link_of(entry, base, version=read["version"]),
        title=text_of_title(feedparser_entry.title_of(entry), limits.max_text),
        summary=text_of_html(feedparser_entry.summary_of(entry), limits.max_text),
        content=max(contents, key=len, default=""),
        published=published,
        updated=updated,
        unread_date=unread_date(feedparser_entry.dates_of(entry), published, updated),
        lang=feedparser_entry.text(entry, "language")
        or feedparser_entry.text(title_detail, "language"),
        author=feedparser_entry.names_of(entry, read["feed"], version=read["version"]),
        source=text_of_title(
            feedparser_entry.text(origin, "title") or feedparser_entry.text(entry, "news_source")
        ),
        tags=feedparser_entry.tags_of(entry),
    )
