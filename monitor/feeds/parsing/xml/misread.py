"""Misread: what feedparser reads wrongly, written so that it reads it rightly.

It takes a ``<link>`` with an attribute for Atom's and drops its text, and an empty one, or that of
an author or of a related article, for the item's; what looks like an address it cuts out of an
author after four letters of its domain; and what an extension says of a picture or an episode it
puts in the place of the item's own title and description. All of these are looked for in the text,
before it is parsed. Pure. Without this module such items would have no link, authors half a name,
and articles the text of a caption.
"""

from __future__ import annotations

import re
from typing import Final

AT: Final = "\ue040"
"""Stands for @ in an author, a character that no text has; ``with_addresses`` puts it back."""

_ATOM: Final = re.compile(r"\s*<(?:[\w.-]+:)?(?:feed|entry)(?=[\s>])", re.IGNORECASE)
_HOLDER: Final = re.compile(  # what has links of its own
    r"<(author|contributor|related|(?:activity|poco|yandex):[\w-]+)(?:\s[^<>]*)?(?<!/)>"
    r"[^<]{0,500}(?:<(?!/?\1[\s/>])[^<]{0,500}){0,30}</\1\s*>"
)
_ITS_LINK: Final = re.compile(r"<link\b[^<>]*(?:/>|>[^<]*</link\s*>)")
_RSS: Final = re.compile(r"\s*<rss(?=[\s>])", re.IGNORECASE)
_DEFAULT_NAMESPACE: Final = re.compile(  # RSS has none; another's would hide all its elements
    r"(<(?:rss|channel|item)\b[^<>]*?)\sxmlns\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*')", re.IGNORECASE
)
_LINK: Final = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|<(?P<tag>link)(?P<attributes>\s[^<>]*)?(?<!/)>"
    r"(?P<text>\s*(?:<!\[CDATA\[\s*)?(?P<address>[^\s<>\]]+)\s*(?:\]\]>)?\s*)</link\s*>"
    r"|<(?P<void>link)(?:\s[^<>]*)?/>\s*(?P<after>https?://[^\s<>]+)"
    r"|<link\s*(?:/>|>\s*(?:<!\[CDATA\[\s*\]\]>\s*)?</link\s*>)",
    re.DOTALL | re.IGNORECASE,
)
_ODD_LINK: Final = re.compile(
    r"<link(?:[\s/]|>\s*<(?!!\[CDATA\[\s*[^\]\s]))|<LINK[\s/]|<Link[\s/]"
)  # without IGNORECASE, which takes ten times as long
_HREF: Final = re.compile(r"\s(?:href|uri|url)\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_IS_ADDRESS: Final = re.compile(r"https?:|//|/|\?|\.\.?/|www\.", re.IGNORECASE)
_IN_AUTHOR: Final = re.compile(
    r"@(?=(?:[^<]|<(?![/!])){0,500}</(?:[\w.-]{1,40}:)?(?i:author|creator|managingeditor)\s*>)"
)
_EXTENSION: Final = re.compile(
    r"<(/?(?:media:description|itunes:summary|dc:description|dc:title))(?:\s[^<>]*?)?(/?)>"
)
OWN: Final = ".own"
"""Ends the name under which feedparser gives what an extension says, apart from the item's own."""


def rightly(xml: str) -> str:
    """Return a document (``document.feed_xml``) as feedparser reads it rightly."""
    if _ODD_LINK.search(xml) and not _ATOM.match(xml):
        xml = _LINK.sub(_plain_link, xml)
    if (' xmlns="' in xml or " xmlns='" in xml) and _RSS.match(xml):
        xml = _DEFAULT_NAMESPACE.sub(r"\1", xml)
    xml = _HOLDER.sub(_without_links, xml)
    if "@" in xml:
        xml = _IN_AUTHOR.sub(AT, xml)
    return _EXTENSION.sub(rf"<\1{OWN}\2>", xml)


def with_addresses(text: str) -> str:
    """Put back what stands for an @."""
    return text.replace(AT, "@")


def _without_links(holder: re.Match[str]) -> str:
    return _ITS_LINK.sub("", holder[0]) if "<link" in holder[0] else holder[0]


def _plain_link(found: re.Match[str]) -> str:
    if found["void"]:
        return f"<link>{found['after']}</link>"
    if not found["tag"]:
        return found[0] if found[0].startswith("<!") else ""  # an empty one hides a guid's
    if not found["attributes"] or not _IS_ADDRESS.match(found["address"]):
        return found[0]
    return f"<{found['tag']}{_HREF.sub('', found['attributes'])}>{found['text']}</{found['tag']}>"
