"""Echoes: one article that an aggregator lists again and again under another guid and link.

Google News, Bing News and Google Alerts don't link to an article but to themselves, with a token
that differs from poll to poll and from search to search: neither guid nor link identifies the
article. The address that the link holds does, or else headline and publisher together.

Pure. Without this module one article would be stored, and matched, again at poll after poll.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from monitor.item import Item, digest
from monitor.text import search_tokens

WINDOW = timedelta(days=7)
"""The same headline published further apart is news again: a weekly column, a yearly prize."""

_HIDES = "news.google.com"
"""Its links are opaque: headline and publisher must do."""
_CARRIES = frozenset({("www.google.com", "/url"), ("www.bing.com", "/news/apiclick.aspx")})
"""Google Alerts and Bing News: the article's own address stands in the link, as ``url=``."""


def echo_of(item: Item) -> str | None:
    """Return a digest that an item shares with its echoes; None if it can have none.

    Only links to known redirectors have echoes: elsewhere the same headline from the same
    publisher ("Live updates") may well be another article.
    """
    try:
        link = urlsplit(item.link)
        host = link.hostname
    except ValueError:
        return None
    if (host, link.path) in _CARRIES:
        article = parse_qs(link.query).get("url", [""])[0]
        return digest(("link", article)) if article else None
    if host != _HIDES:
        return None
    headline = search_tokens(item.title)
    if not headline:
        return None
    return digest(("headline", " ".join(headline), " ".join(search_tokens(item.source))))
