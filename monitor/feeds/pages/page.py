"""A web page without a feed → Channel, by the selectors that the user gave (``Pick``).

    each element that ``pick.item`` finds   one entry (``block``)
    the same in most blocks                 no title, nor a link that tells items apart

An entry is told apart by its link; where that leads nowhere, or everywhere to the same page, by its
title. What the page being empty, or full of new items, means is for who knows what was there
before: ``inbound.redesign``. Without this module only sites with feeds could be watched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

from monitor.feeds.limits import Limits
from monitor.feeds.pages.block import Anchor, Block
from monitor.feeds.parsing.dates.context import context_of
from monitor.feeds.parsing.entry import MADE_TITLE, Channel, Entry, newest
from monitor.feeds.parsing.plaintext import fold, opening
from monitor.feeds.state.pick import Pick

_DATES = 4
"""Texts of each item that its page's other dates are read by."""
_UNREAD = ["script", "style", "template", "noscript", "svg", "iframe"]


def with_charset(body: bytes, content_type: str) -> str:
    """Return a page's content type with the charset that its ``<meta>`` names, if it lacks one."""
    if http_content_type_encoding(content_type):
        return content_type
    named = html_body_declared_encoding(body)
    return f"text/html; charset={named}" if named else content_type


def read_page(
    html: str,
    *,
    pick: Pick,
    base: str,
    limits: Limits,
    lang: str = "",
    now: datetime | None = None,
) -> Channel:
    """Read a page by selectors; where they find nothing, there are no entries.

    Args:
        html: The page.
        pick: Which parts of it are its items.
        base: Where it came from; relative links start there, or where ``<base>`` says.
        limits: ``max_items`` and ``max_text`` apply.
        lang: The user's word for the language, for dates; empty: what the page claims.
        now: When it was fetched, aware UTC, for dates; None: not known.

    Raises:
        selectolax.lexbor.SelectolaxError: A selector is none.
    """
    tree, start = tree_of(html, base)
    blocks = [
        Block(node, base=start, page=base) for node in tree.css(pick.item) if not _is_heading(node)
    ]
    anchors = [block.anchor(pick.link) for block in blocks]
    root = tree.css_first("html")
    claim = (root.attributes.get("lang") or "") if root else ""
    dates = context_of(
        (text for block in blocks for text in islice(block.date_texts(pick.date), _DATES)),
        lang=lang or claim,
        now=now,
    )
    titles = _titles(blocks, anchors, pick)
    urls = Counter(anchor.url for anchor in anchors if anchor)
    entries: dict[tuple[str, str], Entry] = {}
    for block, anchor, title in zip(blocks, anchors, titles, strict=True):
        link = anchor.url if anchor else ""
        if not title and not link:
            continue
        tells_nothing = urls[link] > max(2, len(blocks) / 2)
        entry = Entry(
            guid=f"title:{title}" if tells_nothing or not link else "",
            link=link,
            title=title,
            summary=block.summary(pick.summary, title, limits.max_text),
            published=block.date(pick.date, link, dates),
        )
        # The same link twice is the same item: a picture's, or one that is shown on top as well.
        entries.setdefault((entry.guid, "" if entry.guid else link), entry)
    listed = [*entries.values()]
    kept = newest(listed, lambda entry: entry.published, limits.max_items)
    return Channel(
        title=_title(tree),
        lang=claim,
        entries=list(kept),
        truncated=len(listed) - len(kept),
        seen=pick.memory,
    )


def tree_of(html: str, base: str) -> tuple[LexborHTMLParser, str]:
    """Parse a page; return its tree without scripts, and where its relative links start from."""
    tree = LexborHTMLParser(html)
    tree.strip_tags(_UNREAD)
    root = tree.css_first("base[href]")
    try:
        start = urljoin(base, (root.attributes.get("href") or "").strip()) if root else base
    except ValueError:
        start = base
    return tree, start


def _title(tree: LexborHTMLParser) -> str:
    """What the site calls itself, else the page."""
    site, head = tree.css_first('meta[property="og:site_name"]'), tree.css_first("head > title")
    named = fold(site.attributes.get("content") or "") if site else ""
    return named or (fold(head.text()) if head else "")


def _titles(blocks: Sequence[Block], anchors: Sequence[Anchor | None], pick: Pick) -> list[str]:
    """A title for each block: not what most of them say, such as "Read more"."""
    candidates = [
        block.titles(pick.title, anchor) for block, anchor in zip(blocks, anchors, strict=True)
    ]
    often = Counter(text for texts in candidates for text in texts)
    said_everywhere = {
        text for text, times in often.items() if len(blocks) > 2 and times > len(blocks) / 2
    }
    return [
        next((text for text in texts if text not in said_everywhere), "")
        or opening(block.text(), MADE_TITLE)
        for block, texts in zip(blocks, candidates, strict=True)
    ]


def _is_heading(node: LexborNode) -> bool:
    """Whether it is a table's row of headings."""
    return bool(node.tag == "tr" and node.css_first("th") and not node.css_first("td"))
