"""The tags of an OPML document that isn't well-formed, one by one. Pure.

Hand-made and half-written lists have a ``<`` in a name, an attribute without quotes or twice, an
outline that is never closed. A strict parser gives up at the first of these, and every feed behind
it would be lost. Here a tag counts wherever it is whole; of an outline that is a feed the end may
be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NO_TAG = r"<(?!/?(?:[\w.-]+:)?(?:outline|body|opml|title)\b)"
_TAG = re.compile(
    r"<(?P<end>/?)(?:[\w.-]+:)?(?P<name>outline|title)\b"
    rf"(?P<inside>(?:[^\"'<>]|\"(?:[^\"<]|{_NO_TAG}){{0,4000}}\"|'(?:[^'<]|{_NO_TAG}){{0,4000}}')"
    r"{0,4000}?|[^<>]{0,20000}?)(?P<empty>/?)\s*>(?P<text>[^<]{0,500})",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"([A-Za-z_][\w:.-]{0,60})\s*=\s*(?:\"([^\"]{0,4000})\"|'([^']{0,4000})'|([^\s\"'<>]{1,4000}))"
)
_FEED = re.compile(
    r"(?:^|[\s\"'])(?:xml_?url|feedurl|rssurl|url)\s*=\s*[\"']?\s*([^\s\"'<>]{0,4000})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One tag of an outline or a title."""

    name: str
    """In lower case."""
    line: int
    is_start: bool
    is_end: bool
    """Both for an empty element, and for a feed, whose end may be missing."""
    attributes: dict[str, str] = field(default_factory=dict)
    """Of two with one name the first counts."""
    text: str = ""
    """What follows the tag, up to the next."""


def tags_of(xml: str) -> Iterator[Tag]:
    """Yield the tags of a document in their order.

    The end tag right behind a feed is left out, since the feed's own tag was its end already.
    """
    kept = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), xml)
    line, at = 1, 0
    ended = False
    for found in _TAG.finditer(kept):
        line, at = line + kept.count("\n", at, found.start()), found.start()
        name, inside = found["name"].lower(), found["inside"]
        if found["end"]:
            if not (ended and name == "outline"):
                yield Tag(name=name, line=line, is_start=False, is_end=True)
            ended = False
            continue
        attributes: dict[str, str] = {}
        for key, double, single, bare in _ATTRIBUTE.findall(inside):
            attributes.setdefault(key, unescape(double or single or bare))
        address = _FEED.search(inside) if name == "outline" else None
        is_feed = address is not None
        if address and not any(_FEED.match(f"{key}=") for key in attributes):
            attributes["xmlUrl"] = unescape(address[1])  # behind a quote that is missing
        is_empty = bool(found["empty"]) or inside.rstrip().endswith("/")
        ended = is_feed and not is_empty
        yield Tag(
            name=name,
            line=line,
            is_start=True,
            is_end=is_empty or is_feed,
            attributes=attributes,
            text=unescape(found["text"]) if name == "title" else "",
        )
