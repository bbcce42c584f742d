"""What stands in an article and isn't part of it: other articles' headlines, invitations, credits.

    hidden           never shown to a reader
    headline         a paragraph, list item or heading that is nothing but a link elsewhere
    card             what surrounds such a heading: another article's teaser
    invitation       "Sign up for our newsletter", with its link
    credits          "(Reporting by … in Beijing)", and what closes an article in italics

trafilatura knows the usual boxes by their names; publishers also put these between and below an
article's own paragraphs. Without this module "Read more: …" would make a rule find articles that
don't have its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.feeds.pages.block import columns

_LONGEST_BOX: Final = 0.3
"""Of a page's text, how much a box of other articles holds at most: more is the article itself."""
_LABEL: Final = re.compile(r"(?:.{0,40}[:：|–—›»>•→-])?")
"""What stands before a link that still is all of a paragraph: "Read more:", a date."""
_NOTE: Final = re.compile(r"[\W_]*|[(（\[|–—-].{0,30}|.{0,20}\d.{0,20}")
"""What stands behind it: a date, the outlet in brackets."""
_HEADLINE: Final = 12
"""Columns of a link that may be a headline; shorter ones are names."""
_INVITATION: Final = 400
"""Characters of an invitation at most."""
_HIDDEN: Final = "[hidden], template, dialog:not([open])"
_INVISIBLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LINES: Final = "p, li, dd, dt, h2, h3, h4, h5, h6, blockquote, figcaption, div, td, section"
_BLOCKS: Final = "p, ul, ol, dl, table, div, section, article, blockquote, h1, h2, h3, h4, h5, h6"
_HEADINGS: Final = "h2, h3, h4, h5, h6"
_HEADING_NAMES: Final = frozenset(_HEADINGS.split(", "))
_BOXES: Final = frozenset({"div", "li", "article", "section", "header", "td", "figure"})
_CREDITS: Final = re.compile(
    r"[\s(\[]*(?:(?:additional |with )?(?:reporting|writing|editing|compiled|translated) by|"
    r"mit material (?:von|der)|\(?bearbeitet von|\(?bericht von|\(?reportage (?:de|par)|"
    r"\(?avec (?:afp|reuters)|\(?reporte de|\(?editado (?:en|por)|\(?reportagem de)\b.{0,300}",
    re.IGNORECASE,
)


def without_surroundings(html: str, url: str) -> str:
    """Return a page without what is surely no part of its article.

    Args:
        html: The page.
        url: Its address: a link to itself, as in a list of chapters, is none to another article.
    """
    tree = LexborHTMLParser(html)
    body = tree.body
    if body is None:
        return html
    most = _LONGEST_BOX * max(_length(body), 1)
    for node in list(_hidden(tree)):
        if _length(node) <= most:
            _remove(node)
    for node in tree.css("a[href]"):
        if _holds(node, _BLOCKS) and _leads_elsewhere(node, url) and _length(node) <= most:
            _remove(_card(node, most))
    for node in tree.css(_LINES):
        if node.parent is None or node.css_first("a[href]") is None or _holds(node, _BLOCKS):
            continue
        if _is_headline(node, url):
            _remove(_card(node, most) if node.tag in _HEADING_NAMES else node)
        elif _is_invitation(node):
            _remove(node)
    _remove_closing_italics(tree)
    return tree.html or html


def is_credits(line: str) -> bool:
    """Whether a line says who wrote the article, and from where."""
    return _CREDITS.fullmatch(line) is not None


def _hidden(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    yield from tree.css(_HIDDEN)
    for node in tree.css("[style]"):
        if _INVISIBLE.search(node.attributes.get("style") or ""):
            yield node


def _is_headline(node: LexborNode, url: str) -> bool:
    """Whether all that a line says is a link to another page."""
    links = node.css("a[href]")
    if len(links) != 1 or not _leads_elsewhere(links[0], url):
        return False
    said = _said(links[0])
    before, _, after = _said(node).partition(said)
    return (
        columns(said) >= _HEADLINE
        and _LABEL.fullmatch(before.strip()) is not None
        and _NOTE.fullmatch(after.strip()) is not None
    )


def _is_invitation(node: LexborNode) -> bool:
    text = _said(node)
    return (
        len(text) <= _INVITATION
        and "newsletter" in text.casefold()
        and node.css_first("a[href]") is not None
    )


def _card(node: LexborNode, most: float) -> LexborNode:
    """The box around another article's headline: as far out as it has no other headline."""
    box = node
    while (
        (outer := box.parent) is not None
        and outer.tag in _BOXES
        and _length(outer) <= most
        and len(outer.css(_HEADINGS)) <= 1
        and outer.css_first("h1") is None
    ):
        box = outer
    return box


def _leads_elsewhere(link: LexborNode, url: str) -> bool:
    try:
        there = urlsplit(urljoin(url, (link.attributes.get("href") or "").strip()))
        here = urlsplit(url)
    except ValueError:
        return False
    return there.scheme in {"http", "https"} and (there.hostname, there.path.rstrip("/")) != (
        here.hostname,
        here.path.rstrip("/"),
    )


def _remove_closing_italics(tree: LexborHTMLParser) -> None:
    """Remove the last paragraphs of an article if they are in italics: notes on who wrote it."""
    article = tree.css_first("article") or tree.css_first("main") or tree.body
    paragraphs = [node for node in (article.css("p") if article else []) if _said(node)]
    while len(paragraphs) > 1 and (italics := paragraphs[-1].css("em, i")):
        if sum(len(_said(node)) for node in italics) < len(_said(paragraphs[-1])):
            return
        _remove(paragraphs.pop())


def _holds(node: LexborNode, selector: str) -> bool:
    return any(inner.mem_id != node.mem_id for inner in node.css(selector))  # css finds itself, too


def _remove(node: LexborNode) -> None:
    if node.parent is not None and node.tag != "body":
        node.decompose()


def _said(node: LexborNode) -> str:
    return " ".join(node.text().split())


def _length(node: LexborNode) -> int:
    return len(node.text())
