"""Discovery: the feeds of a web page, for someone who knows the site but not its feed.

In this order: the address is a feed itself; the page names feeds (``<link rel="alternate">``,
https://www.rssboard.org/rss-autodiscovery); there is one at a usual place. Only what was fetched
and parsed counts as a feed. Without this module ``feeds add`` would take a site's feed address and
nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from monitor.feeds.http.fetch import Fetched, NotModified
from monitor.feeds.parsing.sandbox import KilledError
from monitor.feeds.polling.poll import Parse
from monitor.feeds.state.feed import Validators
from monitor.feeds.state.outcome import Failed, FailureKind, PollRequest
from monitor.net.location import read_url, same_site, shown

Fetch = Callable[[PollRequest], Fetched | NotModified | Failed]
"""``fetch`` with its clock and connections given."""

MAX_LINKS = 8
"""Feeds that a page names and that are looked at."""
USUAL_PLACES = ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json")
"""Below the page's own path, then below the site's root."""

_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/xml",
        "text/xml",
    }
)
# Only these two tags are handed to the HTML parser, which takes 20 s over 100,000 nested elements.
_TAG = re.compile(
    rb"""<(?:link|base)\s(?:[^<>"']|"[^"<]{0,1000}"|'[^'<]{0,1000}')*>""", re.IGNORECASE
)
_MAX_TAGS = 500
_MAX_TAG = 4_000
_NOT_REACHED = {FailureKind.CONNECT, FailureKind.TLS, FailureKind.TIMEOUT}


class How(StrEnum):
    """How a feed was found."""

    ITSELF = "the address is a feed"
    NAMED = "the page names it"
    GUESSED = "it is at a usual place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feed that was fetched and parsed."""

    url: str
    """What to subscribe to: permanent redirects are followed."""
    title: str
    """The feed's own, or else what the page calls it; plain text."""
    items: int
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What a search brought: the best feed first, or why there is none."""

    found: tuple[Found, ...] = ()
    problem: str = ""


def discover(request: PollRequest, *, fetch: Fetch, parse: Parse) -> Discovery:
    """Look for the feeds of a web page.

    Makes one request for the page, then one for each feed it names (``MAX_LINKS`` at most), or, if
    none of these works, one for each usual place until there is one.

    Args:
        request: ``url`` is the page as a person writes it: ``https://`` may be missing. The other
            settings hold for all requests; credentials go to the page's own site only.
        fetch: Makes one request.
        parse: Reads a body; an address is a feed if this finds no problem in it.
    """
    request = replace(request, validators=Validators(), path=None, fetch_url="")
    request, page = _first(request, fetch)
    if isinstance(page, Failed):
        return Discovery(problem=page.message)
    assert isinstance(page, Fetched)  # without validators nothing is "not modified"
    look = _Look(request, fetch, parse)
    feed = look.at_answer(page, request.url, How.ITSELF)
    if feed:
        return Discovery(found=(feed,))
    named: dict[str, Found] = {}
    for url, title in named_feeds(page.body, base=page.final_url)[:MAX_LINKS]:
        feed = look.at(url, How.NAMED, title=title)
        if feed:
            named.setdefault(feed.url, feed)
    if named:
        return Discovery(found=tuple(named.values()))
    for url in usual_places(page.final_url):
        feed = look.at(url, How.GUESSED)
        if feed:
            return Discovery(found=(feed,))
    return Discovery(
        problem=f"no feed was found for {shown(page.final_url)}: the page names none, and there is "
        "none at the usual places; look on the site for “RSS” or “feeds”"
    )


def named_feeds(html: bytes, *, base: str) -> list[tuple[str, str]]:
    """Return the feeds a page names, as (absolute URL, title); feeds of comments come last."""
    tags = [tag[0] for tag in islice(_TAG.finditer(html), _MAX_TAGS) if len(tag[0]) <= _MAX_TAG]
    tree = LexborHTMLParser(b"".join(tags).decode("utf-8", "replace"))
    root = tree.css_first("base[href]")
    if root:
        base = _absolute(base, root.attributes.get("href")) or base
    feeds: dict[str, str] = {}
    for link in tree.css("link[rel][href]"):
        relations = (link.attributes.get("rel") or "").lower().split()
        kind = (link.attributes.get("type") or "").partition(";")[0].strip().lower()
        url = _absolute(base, link.attributes.get("href"))
        if "alternate" in relations and kind in _FEED_TYPES and url:
            feeds.setdefault(url, " ".join((link.attributes.get("title") or "").split()))
    return sorted(feeds.items(), key=lambda feed: "comment" in f"{feed[0]} {feed[1]}".lower())


def usual_places(url: str) -> list[str]:
    """Return where feeds usually are: URLs below the page's own path, then below the root."""
    path = urlsplit(url).path.rstrip("/")
    folders = dict.fromkeys((urljoin(url, f"{path}/"), urljoin(url, "/")))
    return [folder + place for folder in folders for place in USUAL_PLACES]


class _Look:
    """Looks at addresses for one discovery."""

    def __init__(self, request: PollRequest, fetch: Fetch, parse: Parse) -> None:
        self._request = request
        self._fetch = fetch
        self._parse = parse

    def at(self, url: str, how: How, *, title: str = "") -> Found | None:
        request = replace(self._request, url=url)
        if not same_site(read_url(url), read_url(self._request.url)):
            request = replace(request, auth=None, headers=())
        answer = self._fetch(request)
        if not isinstance(answer, Fetched):
            return None
        return self.at_answer(answer, url, how, title=title)

    def at_answer(self, answer: Fetched, url: str, how: How, *, title: str = "") -> Found | None:
        try:
            feed = self._parse(
                answer.body,
                url=url,
                final_url=answer.final_url,
                content_type=answer.content_type,
                source="",
                lang="",
                tags=(),
                limits=self._request.limits,
            )
        except KilledError:
            return None
        if feed.problem:
            return None
        return Found(
            url=answer.moved_to or url, title=feed.title or title, items=len(feed.items), how=how
        )


def _first(
    request: PollRequest, fetch: Fetch
) -> tuple[PollRequest, Fetched | NotModified | Failed]:
    """Fetch the page; where the scheme is missing, https first, then http."""
    written = request.url.strip()
    if "://" in written:
        return request, fetch(request)
    secure = replace(request, url=f"https://{written}")
    page = fetch(secure)
    if isinstance(page, Failed) and page.kind in _NOT_REACHED:
        plain = replace(request, url=f"http://{written}")
        second = fetch(plain)
        if isinstance(second, Fetched):
            return plain, second
    return secure, page


def _absolute(base: str, href: str | None) -> str:
    """The http(s) URL a link means; empty if it means none."""
    try:
        url = urljoin(base, (href or "").strip())
        read_url(url)
    except ValueError:
        return ""
    return url
