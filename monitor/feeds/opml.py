"""OPML 1.0 and 2.0 (opml.org/spec2.opml): lists of feeds, read with care and written plainly.

A file from a stranger can't make the reader open other files or addresses, nor grow: its DOCTYPE
is dropped, included lists aren't followed, and sizes are bounded. Without this module feeds could
not be moved from or to a feed reader, nor lists of feeds be subscribed to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from monitor.errors import MonitorError
from monitor.feeds.parsing.charset import decode
from monitor.feeds.parsing.document import mended_xml
from monitor.feeds.parsing.entry import MAX_NAME, language
from monitor.feeds.parsing.plaintext import cut, fold, text_of_title

MAX_BYTES = 20_000_000
MAX_FEEDS = 50_000
MAX_DEPTH = 50

_ROOT = re.compile(r"<opml(?=[\s>/])", re.IGNORECASE)
_WRAPPED = re.compile(r"feed:(?://)?(?=https?://)", re.IGNORECASE)
_FEED_SCHEME = re.compile(r"feed://", re.IGNORECASE)
_RESERVED_IN_CATEGORY = "%,/"


class OpmlError(MonitorError):
    """A document can't be read as OPML; the message says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlFeed:
    """One feed of a list."""

    url: str
    title: str = ""
    tags: tuple[str, ...] = ()
    """The folders it stands in, from the outside in, then its categories."""
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opml:
    """What an OPML document holds: feeds, each URL once."""

    feeds: tuple[OpmlFeed, ...]
    title: str = ""
    skipped: tuple[str, ...] = ()
    """What couldn't be taken, each with its line and the reason, for the user."""


def read_opml(document: bytes | str) -> Opml:
    """Read a list of feeds.

    What is broken in common ways is mended (a bare ``&``, ``&nbsp;``, a wrong charset); where the
    document breaks off, what stands before is kept and ``skipped`` says so.

    Raises:
        OpmlError: It is no OPML, is too large, or not one feed could be read from it.
    """
    if len(document) > MAX_BYTES:
        raise OpmlError(f"the list is larger than {MAX_BYTES // 1_000_000} MB; split it")
    text = decode(document) if isinstance(document, bytes) else document
    xml = mended_xml(text, _ROOT)
    if not xml:
        raise OpmlError("this is not an OPML file: it has no <opml> element")
    return _Reader().read(xml)


def write_opml(feeds: Iterable[OpmlFeed], *, title: str) -> str:
    """Write a list of feeds: folders by the first tag of each, further tags as categories."""
    folders: dict[str, list[OpmlFeed]] = {}
    for feed in feeds:
        folders.setdefault(feed.tags[0] if feed.tags else "", []).append(feed)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{_text_of(title)}</title></head>",
        "  <body>",
    ]
    for folder, members in folders.items():
        outlines = [_outline(feed) for feed in members]
        if folder:
            lines.append(f"    <outline text={_attribute(folder)}>")
            lines += [f"      {outline}" for outline in outlines]
            lines.append("    </outline>")
        else:
            lines += [f"    {outline}" for outline in outlines]
    return "\n".join([*lines, "  </body>", "</opml>", ""])


class _Reader:
    """One pass over one document; expat calls back for every element."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._folders: list[str] = []
        self._feeds: dict[str, OpmlFeed] = {}
        self._skipped: list[str] = []
        self._title: list[str] = []
        self._in_title = False

    def read(self, xml: str) -> Opml:
        broken = ""
        try:
            self._parser.Parse(xml.encode("utf-8"), True)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            broken = f"line {error.lineno}: the file is broken from here on ({reason})"
        if broken and not self._feeds:
            raise OpmlError(f"{broken}; export it again where it came from")
        if not self._feeds:
            more = f": {self._skipped[0]}" if self._skipped else ""
            raise OpmlError(f"this OPML file lists no feeds{more}")
        return Opml(
            feeds=tuple(self._feeds.values()),
            title=text_of_title("".join(self._title)),
            skipped=(*self._skipped, broken) if broken else tuple(self._skipped),
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._in_title = name.lower() == "title"
        if name.lower() != "outline":
            return
        given = {key.lower(): value for key, value in attributes.items()}
        label = text_of_title(given.get("title", "")) or text_of_title(given.get("text", ""))
        address = given.get("xmlurl", "").strip()
        if address:
            self._take(address, label, given)
        # A feed may hold outlines too, but its name is no folder.
        self._folders.append("" if address else label)
        if len(self._folders) > MAX_DEPTH:
            raise OpmlError(f"{self._line()}: folders are nested more than {MAX_DEPTH} deep")

    def _end(self, name: str) -> None:
        self._in_title = False
        if name.lower() == "outline":
            self._folders.pop()

    def _characters(self, text: str) -> None:
        if self._in_title and len(self._title) < 100:
            self._title.append(text)

    def _take(self, address: str, label: str, given: dict[str, str]) -> None:
        url = _FEED_SCHEME.sub("http://", _WRAPPED.sub("", address))
        if not _is_http(url):
            self._skipped.append(f"{self._line()}: {_shown(address)} isn't an http(s) URL")
            return
        if len(self._feeds) >= MAX_FEEDS:
            raise OpmlError(f"{self._line()}: more than {MAX_FEEDS:,} feeds; split the list")
        earlier = self._feeds.get(url)
        title = label if label != url else ""
        tags = [*filter(None, self._folders), *_categories(given.get("category", ""))]
        self._feeds[url] = OpmlFeed(
            url=url,
            title=(earlier.title if earlier else "") or title,
            tags=tuple(dict.fromkeys((*(earlier.tags if earlier else ()), *tags))),
            lang=(earlier.lang if earlier else "") or language(given.get("language", "")),
        )

    def _line(self) -> str:
        return f"line {self._parser.CurrentLineNumber}"


def _categories(text: str) -> list[str]:
    """The words of ``category="/Boston/Weather,Tourism"`` (OPML 2.0, "The category attribute")."""
    words = [fold(unquote(word)) for path in text.split(",") for word in path.split("/")]
    return [cut(word, MAX_NAME) for word in words if word]


def _outline(feed: OpmlFeed) -> str:
    name = feed.title or feed.url
    attributes = [
        f"text={_attribute(name)}",
        f"title={_attribute(name)}",
        f"xmlUrl={_attribute(feed.url)}",
    ]
    if feed.lang:
        attributes.append(f"language={_attribute(feed.lang)}")
    if feed.tags[1:]:
        words = ["".join(_escaped(c) for c in fold(tag)) for tag in feed.tags[1:]]
        attributes.append(f"category={_attribute(','.join(words))}")
    return f'<outline type="rss" {" ".join(attributes)}/>'


def _escaped(character: str) -> str:
    return quote(character, safe="") if character in _RESERVED_IN_CATEGORY else character


def _attribute(text: str) -> str:
    return quoteattr(fold(text))


def _text_of(text: str) -> str:
    return quoteattr(fold(text))[1:-1]


def _is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _shown(text: str) -> str:
    return cut(fold(text), 80)
