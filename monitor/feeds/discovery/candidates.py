"""Candidates: addresses that may be feeds, asked one by one, and what came of each.

Without this module a discovery would ask one address twice, and could not say what it has tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from monitor.feeds.discovery import known_sites
from monitor.feeds.discovery.found import Found, How
from monitor.feeds.discovery.page_links import NamedFeed, linked_feeds, named_feeds
from monitor.feeds.http.fetched import Fetched, NotModified
from monitor.feeds.parsing.charsets.charset import decode
from monitor.feeds.parsing.sandbox import KilledError
from monitor.feeds.polling.poll import Parse
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
_WEB_PAGE = "this is a web page"


def usual_places(url: str) -> list[str]:
    """Return where feeds usually are: URLs below the page's own path, then below the root."""
    path = urlsplit(url).path.rstrip("/")
    own, root = urljoin(url, f"{path}/"), urljoin(url, "/")
    below = [own + place for place in USUAL_PLACES if place not in _ONLY_AT_ROOT]
    return list(dict.fromkeys([*below, *(root + place for place in USUAL_PLACES)]))


def by_rule(feeds: Iterable[known_sites.KnownFeed]) -> list[NamedFeed]:
    """Return what sites should have by their rules, in the form of what pages name."""
    return [NamedFeed(url=feed.url, title=feed.what) for feed in feeds]


@dataclass(slots=True)
class Candidates:
    """Asks addresses for one discovery, none of them twice, and remembers what it tried."""

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
    not_a_feed: str = ""
    """What the address holds instead of a feed, if that is no web page either."""

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

    def on_page(self, page: Fetched) -> tuple[Found, ...]:
        """The feeds that a page names, or else those that it links to."""
        html, url = decode(page.body, page.content_type), page.final_url
        named = named_feeds(html, url=url, link_header=page.link)
        of_page = by_rule(known_sites.in_page(url, html))
        return (
            self.at_each((*named, *of_page), How.NAMED)
            or self.at_each(by_rule(known_sites.known_feeds(url)), How.KNOWN)
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
            is_page = _WEB_PAGE in feed.problem or (
                "html" in answer.content_type.lower() and "OPML" not in feed.problem
            )
            if how is How.ITSELF and not is_page:
                self.not_a_feed = feed.problem
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
            names = dict.fromkeys(_place(url) for url in self.places)
            said.append(f"the usual places ({', '.join(names)})")
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
    """The last part of a usual place: ``rss.xml``."""
    parts = urlsplit(url)
    name = parts.path.rpartition("/")[2]
    return f"{name}?{parts.query}" if parts.query else name
