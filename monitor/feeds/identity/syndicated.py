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
from monitor.search_tokens import search_tokens

WINDOW = timedelta(days=7)
"""The same headline published further apart is news again: a weekly column, a yearly prize."""

_HIDES = "news.google.com"
"""Its links are opaque: headline and publisher must do."""
_CARRIES = frozenset({("www.google.com", "/url"), ("www.bing.com", "/news/apiclick.aspx")})
"""Google Alerts and Bing News: the article's own address stands in the link, as ``url=``."""
_SEARCHES = {
    "www.bing.com": "/news/",
    "www.google.com": "/alerts/feeds/",
    "www.google.de": "/alerts/feeds/",
    "api.gdeltproject.org": "/api/",
    "hnrss.org": "/",
}
"""Feeds that list what others have published: host → how the path begins."""
_REDDIT = "www.reddit.com"
_HOSTS = frozenset({_HIDES, *_SEARCHES, *(host for host, _ in _CARRIES)})


def echo_of(item: Item) -> str | None:
    """Return a digest that an item shares with its echoes; None if it can have none.

    Only links to known redirectors and the results of search engines have echoes: elsewhere the
    same headline from the same publisher ("Live updates") may well be another article.
    """
    addresses = f"{item.feed} {item.link}".lower()
    if not any(host in addresses for host in _HOSTS):  # nearly all; to split addresses takes long
        return None
    article = article_of(item.link)
    if article != item.link or (article and lists_others(item.feed)):
        return digest(("link", article)) if article else None
    try:
        if urlsplit(item.link).hostname != _HIDES:
            return None
    except ValueError:
        return None
    headline = search_tokens(item.title)
    if not headline:
        return None
    return digest(("headline", " ".join(headline), " ".join(search_tokens(item.source))))


def article_of(link: str) -> str:
    """The address of the article that a redirector's link carries; any other link as it is.

    Empty if a redirector's link carries none.
    """
    try:
        parts = urlsplit(link)
        if (parts.hostname, parts.path) not in _CARRIES:
            return link
    except ValueError:
        return link
    return parse_qs(parts.query).get("url", [""])[0]


def lists_others(feed: str) -> bool:
    """Whether a feed, by its address, lists what others have published, as search engines do."""
    try:
        parts = urlsplit(feed)
    except ValueError:
        return False
    begins = _SEARCHES.get(parts.hostname or "")
    return begins is not None and parts.path.startswith(begins)


def publisher(feed: str, link: str) -> str:
    """Who published an item that a search engine's feed lists without saying so.

    Returns:
        The link's host, such as ``reuters.com``, or the subreddit; empty for any other feed.
    """
    try:
        listing, parts = urlsplit(feed), urlsplit(link)
    except ValueError:
        return ""
    if listing.hostname == _REDDIT and listing.path.endswith("/search.rss"):
        names = parts.path.split("/")
        return f"r/{names[2]}" if names[1:2] == ["r"] and len(names) > 2 else ""
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    if host == "news.ycombinator.com":
        return "Hacker News"
    return host if lists_others(feed) else ""
