"""Discovery: the feeds of a web page, for someone who knows the site but not its feed.

In this order, until something is found:

1. the site's rule, where it has one (``known_sites``), or what to do where it has no feeds at all;
2. the address itself is a feed;
3. the feeds that the page names: in its ``Link`` header, its ``<link>`` elements, its data;
4. the feeds that it links to, and those of its page about feeds;
5. the usual places, below the page's own path and below the root.

Only what was fetched and parsed counts as a feed. Without this module ``feeds add`` would take a
site's feed address and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from monitor.feeds.discovery import known_sites
from monitor.feeds.discovery.no_feed import without_feed
from monitor.feeds.discovery.page_links import (
    NamedFeed,
    linked_feeds,
    named_feeds,
    refreshed,
)
from monitor.feeds.discovery.written import addresses
from monitor.feeds.http.fetch import Fetched, NotModified
from monitor.feeds.parsing.document import decode
from monitor.feeds.parsing.sandbox import KilledError
from monitor.feeds.polling.poll import Parse
from monitor.feeds.state.feed import Validators
from monitor.feeds.state.outcome import Failed, FailureKind, PollRequest
from monitor.net.location import read_url, same_site, shown

Fetch = Callable[[PollRequest], Fetched | NotModified | Failed]
"""``fetch`` with its clock and connections given."""

MAX_LINKS = 8
"""Feeds that a page names, or links to, and that are looked at."""
MAX_OVERVIEWS = 2
"""Pages about a site's feeds that are looked at in turn."""
USUAL_PLACES = (
    "feed",
    "rss",
    "rss.xml",
    "feed.xml",
    "atom.xml",
    "index.xml",
    "feed.json",
    "feeds/posts/default",
    "index.rdf",
    "?feed=rss2",
)
"""Below the page's own path, then below the site's root; the last two below the root alone."""
_ONLY_AT_ROOT = USUAL_PLACES[-3:]

_NOT_REACHED = {FailureKind.DNS, FailureKind.CONNECT, FailureKind.TLS, FailureKind.TIMEOUT}
_STOP = {*_NOT_REACHED, FailureKind.THROTTLED, FailureKind.REFUSED_ADDRESS}
"""After these a host isn't asked for another place."""


class How(StrEnum):
    """How a feed was found."""

    ITSELF = "the address is a feed"
    KNOWN = "by the rule of its site"
    NAMED = "the page names it"
    LINKED = "the page links to it"
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
    newest: datetime | None = None
    """The latest date of an item, aware; None: none has a date."""
    is_comments: bool = False
    """Whether it seems to bring readers' comments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What a search brought: the best feed first, or why there is none."""

    found: tuple[Found, ...] = ()
    problem: str = ""


def discover(
    request: PollRequest,
    *,
    fetch: Fetch,
    parse: Parse,
    pause: Callable[[], object] = lambda: None,
) -> Discovery:
    """Look for the feeds of a web page.

    Makes one request for the page, then one for each feed it names (``MAX_LINKS`` at most), and, if
    none of these works, some for what it links to and one for each usual place until there is one.

    Args:
        request: ``url`` is the page as a person writes it (``written``). The other settings hold
            for all requests; credentials go to the page's own site only.
        fetch: Makes one request.
        parse: Reads a body; an address is a feed if this finds no problem in it.
        pause: Called before each request that is only a guess.
    """
    written = addresses(request.url)
    for url in written:
        if says := without_feed(url):
            return Discovery(problem=says)
    request = replace(
        request, url=written[0], validators=Validators(), path=None, fetch_url="", body_hash=""
    )
    look = _Look(request, fetch, parse, pause)
    ruled = look.at_each(_by_rule(known_sites.known_feeds(written[0])), How.KNOWN)
    if ruled:
        return Discovery(found=ruled)
    answer = look.first(written)
    if isinstance(answer, Failed):
        return _despite(answer, look)
    if feed := look.at_answer(answer, look.url, How.ITSELF):
        return Discovery(found=(feed,))
    found = look.on_page(answer) or look.on_page(look.sent_on(answer)) or look.at_usual_places()
    return Discovery(found=found) if found else Discovery(problem=look.nothing(answer.final_url))


def usual_places(url: str) -> list[str]:
    """Return where feeds usually are: URLs below the page's own path, then below the root."""
    path = urlsplit(url).path.rstrip("/")
    own, root = urljoin(url, f"{path}/"), urljoin(url, "/")
    below = [own + place for place in USUAL_PLACES if place not in _ONLY_AT_ROOT]
    return list(dict.fromkeys([*below, *(root + place for place in USUAL_PLACES)]))


def _by_rule(feeds: Iterable[known_sites.KnownFeed]) -> list[NamedFeed]:
    return [NamedFeed(url=feed.url, title=feed.what) for feed in feeds]


def _despite(failed: Failed, look: _Look) -> Discovery:
    """Pages are refused to programs more often than feeds are: then the usual places are tried."""
    if failed.kind is FailureKind.UNAUTHORIZED and (found := look.at_usual_places()):
        return Discovery(found=found)
    tried = look.tried_in_words()
    return Discovery(problem=f"{failed.message}{f'; tried also: {tried}' if tried else ''}")


@dataclass(slots=True)
class _Look:
    """Looks at addresses for one discovery, none of them twice, and remembers what it tried."""

    request: PollRequest
    fetch: Fetch
    parse: Parse
    pause: Callable[[], object]
    url: str = ""
    """The page's address, once it has answered."""
    asked: set[str] = field(default_factory=set)
    tried: dict[How, int] = field(default_factory=dict)
    places: list[str] = field(default_factory=list)
    pages: list[Fetched] = field(default_factory=list)
    """What plain links led to that was a page, not a feed."""
    stopped: Failed | None = None

    def first(self, written: tuple[str, ...]) -> Fetched | Failed:
        """Fetch the page; where the scheme is missing, the next is tried if one can't be reached.

        Of several failures the first is told: the address that people mean.
        """
        failure: Failed | None = None
        for url in written:
            answer = self.fetch(replace(self.request, url=url))
            if isinstance(answer, Fetched):
                self.request = replace(self.request, url=url)
                self.url = url
                self.asked.add(url)
                return answer
            assert isinstance(answer, Failed)  # without validators nothing is "not modified"
            failure = failure or answer
            if answer.kind not in _NOT_REACHED:
                break
        assert failure
        self.url = written[0]
        return failure

    def on_page(self, page: Fetched | None) -> tuple[Found, ...]:
        """The feeds that a page names, or else those that it links to."""
        if page is None:
            return ()
        html, url = decode(page.body, page.content_type), page.final_url
        named = named_feeds(html, url=url, link_header=page.link)
        of_page = _by_rule(known_sites.in_page(url, html))
        return (
            self.at_each((*named, *of_page), How.NAMED)
            or self.at_each(_by_rule(known_sites.known_feeds(url)), How.KNOWN)
            or self.at_each(linked_feeds(html, url=url), How.LINKED)
            or self.on_overviews()
        )

    def on_overviews(self) -> tuple[Found, ...]:
        """The feeds of pages about a site's feeds, which the page links to as "RSS"."""
        for page in self.pages[:MAX_OVERVIEWS]:
            html, url = decode(page.body, page.content_type), page.final_url
            listed = (*named_feeds(html, url=url, link_header=page.link),
                      *linked_feeds(html, url=url))  # fmt: skip
            if found := self.at_each(listed, How.LINKED):
                return found
        return ()

    def sent_on(self, page: Fetched) -> Fetched | None:
        """The page that a page without feeds sends its readers to at once."""
        to = refreshed(decode(page.body, page.content_type), url=page.final_url)
        if not to or to in self.asked:
            return None
        self.asked.add(to)
        answer = self.fetch(self._for(to))
        return answer if isinstance(answer, Fetched) else None

    def at_usual_places(self) -> tuple[Found, ...]:
        """The first feed at a usual place, or at the place that servers of its kind have."""
        kinds = [feed.url for feed in known_sites.anybodys_feeds(self.url)]
        for url in (*kinds, *usual_places(self.url)):
            if self.stopped:
                break
            self.places.append(url)
            if feed := self.at(url, How.GUESSED):
                return (feed,)
        return ()

    def at_each(self, feeds: Iterable[NamedFeed], how: How) -> tuple[Found, ...]:
        """Those of these that are feeds, each once; sure ones make doubtful ones unnecessary."""
        found: dict[str, Found] = {}
        seen: set[frozenset[str]] = set()
        for named in self._worth_asking(feeds):
            if found and not named.is_sure and how is not How.LINKED:
                break
            feed = self.at(named.url, how, title=named.title, seen=seen)
            if feed:
                comments = named.is_comments or NamedFeed(url="", title=feed.title).is_comments
                found.setdefault(feed.url, replace(feed, is_comments=comments))
        return tuple(sorted(found.values(), key=lambda each: each.is_comments))

    def at(
        self, url: str, how: How, *, title: str = "", seen: set[frozenset[str]] | None = None
    ) -> Found | None:
        """The feed at an address, if there is one and it wasn't asked before."""
        if url in self.asked:
            return None
        self.asked.add(url)
        self.tried[how] = self.tried.get(how, 0) + 1
        if how in {How.GUESSED, How.LINKED}:
            self.pause()
        answer = self.fetch(self._for(url))
        if not isinstance(answer, Fetched):
            if isinstance(answer, Failed) and answer.kind in _STOP and how is How.GUESSED:
                self.stopped = answer
            return None
        feed = self.at_answer(answer, url, how, title=title, seen=seen)
        if feed is None and how is How.LINKED:
            self.pages.append(answer)
        return feed

    def at_answer(
        self,
        answer: Fetched,
        url: str,
        how: How,
        *,
        title: str = "",
        seen: set[frozenset[str]] | None = None,
    ) -> Found | None:
        """The feed that an answer is; None as well if the same items were ``seen`` before."""
        try:
            feed = self.parse(
                answer.body,
                url=url,
                final_url=answer.final_url,
                content_type=answer.content_type,
                source="",
                lang="",
                tags=(),
                limits=self.request.limits,
            )
        except KilledError:
            return None
        if feed.problem:
            return None
        links = frozenset(item.link for item in feed.items if item.link)
        if seen is not None and links:
            if links in seen:  # the same in another format
                return None
            seen.add(links)
        return Found(
            url=answer.moved_to or url,
            title=feed.title or title,
            items=len(feed.items),
            how=how,
            newest=max((item.published for item in feed.items if item.published), default=None),
        )

    def nothing(self, url: str) -> str:
        """Say that there is no feed, what was tried, and what else can be done."""
        return (
            f"no feed was found for {shown(url)}; tried: {self.tried_in_words()}. Look on the site "
            "for “RSS” or “feeds”; or follow what is written about it with a search feed: "
            "news-monitor feeds add --search 'WORDS'"
        )

    def tried_in_words(self) -> str:
        """What was tried, for somebody who knows the site better."""
        words = {
            How.KNOWN: "the feeds that this kind of site has ({})",
            How.NAMED: "what the page names as its feeds ({})",
            How.LINKED: "what it links to that looks like one ({})",
        }
        said = [text.format(self.tried[how]) for how, text in words.items() if how in self.tried]
        if How.NAMED not in self.tried and self.url in self.asked:
            said.insert(0, "the page itself, which names none")
        if self.places:
            paths = dict.fromkeys(_place(url) for url in self.places)
            said.append(f"the usual places ({', '.join(paths)})")
        if self.stopped:
            said.append(f"no more of them, because {self.stopped.message}")
        return ", ".join(said)

    def _worth_asking(self, feeds: Iterable[NamedFeed]) -> Iterator[NamedFeed]:
        new = [feed for feed in feeds if feed.url not in self.asked]
        yield from new[:MAX_LINKS]

    def _for(self, url: str) -> PollRequest:
        request = replace(self.request, url=url)
        if not same_site(read_url(url), read_url(self.request.url)):
            request = replace(request, auth=None, headers=())
        return request


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
