"""The text of a feed document, mended where publishers commonly break it.

    feed_xml      text → XML from the root element on, fit for a strict parser (``mended_xml``)
    unadorned     the same with less in it, for where feedparser breaks
    is_web_page   whether it is one

What is mended here needn't be guessed by feedparser's lenient parser, which is slower and loses
more. Without this module a bare ``&`` would cost items.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from html.entities import html5
from xml.sax.saxutils import escape

from monitor.feeds.unread_elements import without_unread

_PROLOG = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|(?P<doctype><!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)",
    re.IGNORECASE | re.DOTALL,
)
_FEED_ROOT = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)(?=[\s>/])", re.IGNORECASE)
_ESCAPED_ROOT = re.compile(r"&lt;(?:rss|feed|rdf:RDF)(?=[\s&>])")
_ENTRY_ROOT = re.compile(r"<(?:[\w.-]+:)?entry(?=[\s>])", re.IGNORECASE)
_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_WEB_PAGE = re.compile(r"<(?:html|head|body)\b", re.IGNORECASE)
_START = re.compile(r"<([A-Za-z_][\w.:-]*)")
_CHANNEL = re.compile(r"<((?:[\w.-]+:)?channel)(?=[\s>])")
_ENTRY_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>")

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)"
    r"(?:#(?:(?P<decimal>\d+)|[xX](?P<hex>[0-9a-fA-F]+));|(?P<name>[A-Za-z][\w.-]*);)?"
)
_LESS_THAN = re.compile(r"<(?![A-Za-z_:/!?])")
_ODD_CDATA = ("<![cdata[", "<![Cdata[", "<![CDATA [", "<![ CDATA", "<! [CDATA[")
_CDATA = re.compile(r"<!\s?\[\s?CDATA\s?\[", re.IGNORECASE)
_RSS_PREFIX = re.compile(r"(</?)rss:")
_UNREAD = re.compile(
    r"</?(?:(?!(?:atom\d*|content|dc|dcterms|feedburner|itunes|media|rdf|rss|sy|xhtml):)[\w.-]+:[\w.-]+"
    r"|media:(?:credit|license|player|rating|restriction)|itunes:(?:block|explicit|image)"
    r"|cloud|image|textinput)(?:\s[^<>]*)?>",
    re.IGNORECASE,
)
_NAMESPACE = re.compile(r"""xmlns(?::[\w.-]+)?\s*=\s*("[^"<>]*"|'[^'<>]*')""")
_ENTITY = re.compile(
    r"<!ENTITY\s+(?P<name>[\w.-]+)\s+(?:\"(?P<double>[^\"]{0,100})\"|'(?P<single>[^']{0,100})')\s*>"
)


def feed_xml(text: str) -> str:
    """Return a feed in RSS, RDF or Atom as ``mended_xml`` mends it; empty if it is none of these.

    What follows the root is dropped, and so is a prefix ``rss:`` without a namespace. A document
    that breaks off ends after its last whole entry: half an entry, perhaps without its guid, would
    count as a different one once all of it comes.
    """
    xml = mended_xml(text, _FEED_ROOT)
    if not xml and _ESCAPED_ROOT.search(text, 0, 2_000):
        xml = mended_xml(unescape(text), _FEED_ROOT)  # a feed as the text of an answer
    if "<rss:" in xml and "xmlns:rss" not in xml:
        xml = _RSS_PREFIX.sub(r"\1", xml)
    return _closed(xml)


def lone_entry(text: str) -> str:
    """Return an Atom entry without a feed (RFC 4287, 2) as a feed of one; empty if it is none."""
    xml = mended_xml(text, _ENTRY_ROOT)
    if not any(namespace in xml[:2_000] for namespace in _ATOM):
        return ""
    last = max((end.end() for end in _ENTRY_END.finditer(xml)), default=0)
    return f'<feed xmlns="{_ATOM[0]}">{xml[:last]}</feed>'


def mended_xml(text: str, root: re.Pattern[str]) -> str:
    """Return a document from its root element on, without what makes a strict parser give up.

    Dropped: whatever stands before the root (``<?xml?xml``, a second declaration, a PHP warning,
    a DOCTYPE); characters that XML forbids, also by reference; empty elements that offer pictures,
    and those that count views, stars and comments. Mended outside of CDATA sections:
    ``&nbsp;`` and its kind, a bare ``&``, a bare ``<``. Entities that the DOCTYPE declares are
    replaced if they are short texts; none that hold others, so none can grow, or fetch.

    Args:
        text: The document.
        root: Matches the start tag of the root.

    Returns:
        The document, every line at its number; empty if it has no such root.
    """
    doctypes, at = _prolog(text)
    found = root.match(text, at)
    if not found and not is_web_page(text):
        found = root.search(text, at)
    if not found:
        return ""
    entities = _entities("".join(doctypes))
    kept = _permitted(text[found.start() :])
    if any(odd in kept for odd in _ODD_CDATA):
        kept = _CDATA.sub("<![CDATA[", kept)
    parts = _around_cdata(kept)
    parts[::2] = [_mended(part, entities) for part in parts[::2]]
    return "\n" * text.count("\n", 0, found.start()) + "".join(parts)


def unadorned(xml: str) -> str:
    """Return a document without the extensions that make feedparser raise.

    For the second attempt: a place that can't be read (``georss``), for instance, or a space in a
    namespace.
    """
    xml = _NAMESPACE.sub(lambda found: "".join(found[0].split()), xml)
    return _UNREAD.sub("", _mended(xml, {}))


def _prolog(text: str) -> tuple[list[str], int]:
    """The document type declarations a text opens with, and where its first element starts."""
    doctypes, at = [], 0
    while part := _PROLOG.match(text, at):
        if part["doctype"]:
            doctypes.append(part["doctype"])
        at = part.end()
    return doctypes, at


def is_web_page(text: str) -> bool:
    """Whether a text is a page for people, not a feed with something before it."""
    doctypes, at = _prolog(text)
    names = [doctype.lower().split()[1:2] for doctype in doctypes]
    return bool(_WEB_PAGE.match(text, at)) or ["html"] in names or ["html>"] in names


def _closed(xml: str) -> str:
    root = _START.search(xml)
    if not root:
        return xml
    end = xml.rfind(f"</{root[1]}")
    if end >= 0:
        return f"{xml[:end]}</{root[1]}>"
    last = max((entry.end() for entry in _ENTRY_END.finditer(xml)), default=0)
    if not last:
        return xml
    head = xml[:last]
    channel = _CHANNEL.search(head)
    inner = f"</{channel[1]}>" if channel and f"</{channel[1]}" not in head else ""
    return f"{head}{inner}</{root[1]}>"


def _around_cdata(text: str) -> list[str]:
    """Take a text apart: what stands before a CDATA section, the section, and so on."""
    parts: list[str] = []
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        end = text.find("]]>", start) + 3
        end = end if end > 2 else len(text)
        parts += (text[at:start], text[start:end])
        at = end
    return [*parts, text[at:]]


def _entities(doctype: str) -> dict[str, str]:
    return {
        entity["name"]: unescape(entity["double"] or entity["single"] or "")
        for entity in _ENTITY.finditer(doctype)
    }


def _permitted(text: str) -> str:
    """Leave out the characters that XML forbids; to see that there are none is much quicker."""
    try:
        data = text.encode()
    except UnicodeEncodeError:  # surrogates
        return _FORBIDDEN.sub("", text)
    some = len(data.translate(None, _CONTROLS)) < len(data) or "\ufffe" in text or "\uffff" in text
    return _FORBIDDEN.sub("", text) if some else text


def _mended(part: str, entities: Mapping[str, str]) -> str:
    def reference(found: re.Match[str]) -> str:
        if found["decimal"] or found["hex"]:
            return found[0] if _allowed(found["decimal"], found["hex"]) else ""
        name = found["name"]
        text = entities.get(name) or html5.get(f"{name};") if name else None
        return escape(text) if text else f"&amp;{found[0][1:]}"

    part = _AMPERSAND.sub(reference, without_unread(part))
    return _LESS_THAN.sub("&lt;", part).replace("]]>", "]]&gt;")


def _allowed(decimal: str | None, hexadecimal: str | None) -> bool:
    digits = (decimal or hexadecimal or "").lstrip("0")
    if not digits or len(digits) > 7:
        return False
    code = int(digits, 10 if decimal else 16)
    return code <= 0x10FFFF and not _FORBIDDEN.match(chr(code))
