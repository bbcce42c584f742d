"""News sitemaps (Google's ``news:news`` in a sitemaps.org ``urlset``) → Channel.

Many publishers who have given up their feeds keep one, with the articles of the last two days:
address, title, time of publication. Without this module they couldn't be watched.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import datetime

from monitor.feeds.limits import Limits
from monitor.feeds.parsing.dates.read import read_date
from monitor.feeds.parsing.entry import Channel, Entry, absolute_link, newest
from monitor.feeds.parsing.plaintext import fold, text_of_title
from monitor.feeds.parsing.xml.tree import name_of, said_in, tree_of, within

Page = tuple[ET.Element, ET.Element]
"""A page's ``url`` element, and the news in it."""


def read_sitemap(xml: str, *, base: str, limits: Limits) -> Channel | None:
    """Read the articles of a sitemap; None if it lists pages only, without titles.

    Args:
        xml: The document, mended; a ``urlset``.
        base: Where it came from.
        limits: ``max_items`` applies.

    Raises:
        Broken: It isn't well-formed.
    """
    pages: list[Page] = [
        (url, news)
        for url in within(tree_of(xml), "url")
        if (news := next(within(url, "news"), None)) is not None
    ]
    if not pages:
        return None
    kept = newest(pages, _published, limits.max_items)
    return Channel(
        title=text_of_title(said_in(pages[0][1], "name")),
        lang=said_in(pages[0][1], "language"),
        entries=[_entry(page, base) for page in kept],
        truncated=len(pages) - len(kept),
    )


def _entry(page: Page, base: str) -> Entry:
    url, news = page
    address = next((e.text.strip() for e in url if name_of(e) == "loc" and e.text), "")
    return Entry(
        guid=fold(address),
        link=absolute_link(address, base),
        title=text_of_title(said_in(news, "title")),
        published=_published(page),
        updated=read_date(next((e.text or "" for e in url if name_of(e) == "lastmod"), "")),
        lang=said_in(news, "language"),
        source=text_of_title(said_in(news, "name")),
        tags=[fold(tag) for tag in said_in(news, "keywords").split(",") if tag.strip()],
    )


def _published(page: Page) -> datetime | None:
    return read_date(said_in(page[1], "publication_date"))
