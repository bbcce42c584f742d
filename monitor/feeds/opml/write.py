"""A list of feeds → OPML 2.0, plainly, so that every feed reader can import it.

Without this module nobody could take their feeds elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from monitor.feeds.opml.listed import OpmlFeed
from monitor.feeds.parsing.plaintext import fold

_RESERVED_IN_CATEGORY = "%,/"


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
