"""Block: one item of a web page, and the parts of it that a reader sees: title, link, date, text.

A block is an element or, in a definition list, a term with what is said of it. Each part is looked
for by the user's selector; where there is none, or it finds nothing, at the places where publishers
put it. Without this module users would have to name every part of every page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from unicodedata import east_asian_width
from urllib.parse import urldefrag, urljoin

from selectolax.lexbor import LexborNode

from monitor.feeds.parsing.dates.order import ALONE, DateContext
from monitor.feeds.parsing.dates.read import read_date
from monitor.feeds.parsing.entry import absolute_link
from monitor.feeds.parsing.plaintext import text_of_html
from monitor.feeds.parsing.session_ids import without_session

_TITLES = "[class*=title i]:not([class*=sub i]), [class*=headline i]"
_PARTS = "p, div, span, li, td"
_LEVELS = ("h1", "h2", "h3", "h4", "h5", "h6")
HEADINGS = f"{', '.join(_LEVELS)}, [role=heading]"
_DATES = (
    "time, [datetime], [itemprop=datePublished], [itemprop=dateModified], [class*=date i], "
    "[class*=time i], [class*=day i]"
)
_DATE_ATTRIBUTES = ("datetime", "content", "data-date", "title")
_ENOUGH = 12
"""Columns of a link's text that may be a headline; shorter ones are "PDF" and "Read more"."""
_SHORT = 60
"""Characters of a text that may be a date."""
_LEAST_SUMMARY = 20
_MAX_TEXT = 500
_SEPARATOR = re.compile(r"\s*[|·•–—]\s*|\s+-\s+|(?<=[^\W\d]):\s+|\s{2,}|,?\s*\(|\)")
_EDGES = " \t:,;.|-–—·•/"
_BREAKS = re.compile(r"[\t\r\n]+")
_IN_PATH = re.compile(r"/(20\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/_-])")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link in a page: where it leads and what it says."""

    url: str
    text: str
    node: LexborNode


class Block:
    """One item of a page.

    Args:
        node: The element that the selector found.
        base: The address that the page's relative links start from.
        page: The page's own address: a link to it leads nowhere.
    """

    def __init__(self, node: LexborNode, *, base: str, page: str) -> None:
        self.node = node
        self._nodes = _parts(node)
        self._base = base
        self._page = urldefrag(page)[0]

    def find(self, selector: str) -> Iterator[LexborNode]:
        """The elements in it that a selector finds, in order; itself may be one."""
        for node in self._nodes:
            yield from node.css(selector)

    def text(self, limit: int = _MAX_TEXT) -> str:
        """All of its text."""
        return text_of_html(" ".join(node.html or "" for node in self._nodes), limit)

    def address(self, node: LexborNode) -> str:
        """Where a link leads; empty if to nothing that can be opened, or to the page itself."""
        return address(node.attributes.get("href"), base=self._base, page=self._page)

    def anchors(self) -> list[Anchor]:
        """Its links that lead somewhere, in order; of an element within a link, that one."""
        nodes = [*self.find("a[href]")] or [*_around(self.node)]
        found = ((self.address(node), node) for node in nodes)
        return [Anchor(url, _text(node), node) for url, node in found if url]

    def anchor(self, selector: str) -> Anchor | None:
        """The link of the item."""
        if selector:
            for chosen in self.find(selector):
                for node in (*chosen.css("a[href]"), *_around(chosen)):
                    if url := self.address(node):
                        return Anchor(url, _text(node), node)
        anchors = self.anchors()
        heads = {node.mem_id for each in self.find(HEADINGS) for node in each.css("a[href]")}
        for anchor in anchors:
            if anchor.text and (anchor.node.mem_id in heads or anchor.node.css_first(HEADINGS)):
                return anchor
        headlines = [each for each in anchors if columns(each.text) >= _ENOUGH]
        if headlines:
            return headlines[0]
        return max(anchors, key=lambda each: len(each.text), default=None)

    def titles(self, selector: str, anchor: Anchor | None) -> list[str]:
        """What may be its title, the likeliest first."""
        chosen = [_text(node) for node in self.find(selector)][:1] if selector else []
        chosen += [_text(node) for node in self.find(HEADINGS)]
        if anchor:
            chosen += self._within(anchor)
            said = (anchor.node.attributes.get(name) for name in ("title", "aria-label"))
            chosen += [anchor.text, *(" ".join((each or "").split()) for each in said)]
            chosen += [each.text for each in self.anchors() if each.url == anchor.url]
        chosen += [_text(node) for node in self.find("strong, b, dt, [class*=title i]")]
        return [*dict.fromkeys(filter(None, chosen))]

    def date_texts(self, selector: str) -> Iterator[str]:
        """What may be its date, the likeliest first."""
        for node in (
            *(self.find(selector) if selector else ()),
            *self.find(_DATES),
            *self._leaves(),
        ):
            for text in _date_texts(node):
                yield from _pieces(" ".join(text.split()))

    def date(self, selector: str, link: str, context: DateContext = ALONE) -> datetime | None:
        """When it was published, aware UTC; None if it doesn't say."""
        for text in self.date_texts(selector):
            if date := read_date(text, context):
                return date
        in_path = _IN_PATH.search(link)
        return read_date("-".join(part.zfill(2) for part in in_path.groups())) if in_path else None

    def summary(self, selector: str, title: str, limit: int) -> str:
        """What is said of it beside its title."""
        for node in self.find(selector) if selector else ():
            return text_of_html(node.html or "", limit)
        for node in self.find("p, [class*=summary i], [class*=excerpt i], [class*=teaser i]"):
            text = text_of_html(node.html or "", limit)
            if columns(text) >= _LEAST_SUMMARY and text != title and title not in text[:80]:
                return text
        return ""

    def _within(self, anchor: Anchor) -> Iterator[str]:
        """Titles in a link around the whole of an item, or in what is called one around a link."""
        for node in self.find(_TITLES):
            if node.css_first("a[href]") or _is_inside(node, anchor.node):
                yield _text(node)
        parts = [each for each in anchor.node.css(_PARTS) if each.css(_PARTS)[1:] == []]
        if len(parts) > 1:
            texts = [_text(part) for part in parts]
            dates = {text for text in texts if any(map(read_date, _pieces(text)))}
            yield from (text for text in texts if columns(text) >= _ENOUGH and text not in dates)

    def _leaves(self) -> Iterator[LexborNode]:
        """Its elements that hold a short text and no others, where a date may stand."""
        for node in self._nodes:
            for inner in node.traverse(include_text=False):
                text = inner.text(deep=False)
                if _DIGIT.search(text) and len(text) <= 2 * _SHORT:
                    yield inner


def address(href: str | None, *, base: str, page: str) -> str:
    """Where a link leads; empty if to nothing that can be opened, or to the page itself.

    Args:
        href: As written.
        base: The address that relative links start from.
        page: The page's address, without a fragment.
    """
    href = _BREAKS.sub("", href or "").strip()  # as browsers do, and so "java\nscript:" is no page
    if not href or href == "#":
        return ""
    try:
        url = without_session(absolute_link(urljoin(base, href), base)).rstrip("?&")
    except ValueError:
        return ""
    return "" if url.removesuffix("#") == page else url


def columns(text: str) -> int:
    """How wide a text is: a Chinese character says as much as two letters or more."""
    return sum(2 if east_asian_width(letter) in {"W", "F"} else 1 for letter in text)


def _parts(node: LexborNode) -> Sequence[LexborNode]:
    """An element, and what belongs to it though it stands beside it.

    To a heading, all up to the next; in a definition list, the term before, or what is said of it.
    """
    if node.tag in _LEVELS:
        ends = _LEVELS[: _LEVELS.index(node.tag) + 1]
        return (node, *_following(node, until=ends))
    if node.tag not in {"dt", "dd"}:
        return (node,)
    before: list[LexborNode] = []
    after: list[LexborNode] = []
    if node.tag == "dd":
        near = node.prev
        while near is not None and near.tag not in {"dt", "dd"}:
            near = near.prev
        while near is not None and near.tag == "dd":  # several of one term
            near = near.prev
            while near is not None and near.tag not in {"dt", "dd"}:
                near = near.prev
        before = [near] if near is not None else []
    else:
        after = [near for near in _following(node, until=("dt",)) if near.tag == "dd"]
    return (*before, node, *after)


def _following(node: LexborNode, *, until: Sequence[str]) -> Iterator[LexborNode]:
    """The elements behind one, up to the next with one of these names."""
    near = node.next
    while near is not None and near.tag not in until:
        if near.is_element_node:
            yield near
        near = near.next


def _is_inside(node: LexborNode, outer: LexborNode) -> bool:
    near: LexborNode | None = node
    while near is not None and near.mem_id != outer.mem_id:
        near = near.parent
    return near is not None


def _around(node: LexborNode) -> Iterator[LexborNode]:
    """The link that an element stands in, if any."""
    outer = node.parent
    while outer is not None:
        if outer.tag == "a" and "href" in outer.attributes:
            yield outer
            return
        outer = outer.parent


def _date_texts(node: LexborNode) -> Iterator[str]:
    for name in _DATE_ATTRIBUTES:
        yield node.attributes.get(name) or ""
    yield node.text(deep=False)
    if len(node.text()) <= 3 * _SHORT:
        yield _text(node)


def _pieces(text: str) -> Iterator[str]:
    """What stands between the marks in a text, as far as a date may stand there; then all of it."""
    for part in dict.fromkeys((*_SEPARATOR.split(text), text)):
        piece = (part or "").strip(_EDGES)
        if _DIGIT.search(piece) and len(piece) <= _SHORT:
            yield piece


def _text(node: LexborNode) -> str:
    return text_of_html(node.html or "", _MAX_TEXT)
