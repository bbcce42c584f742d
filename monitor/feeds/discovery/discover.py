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

from collections.abc import Callable
from dataclasses import replace

from monitor.feeds.discovery import known_sites
from monitor.feeds.discovery.candidates import Candidates, Fetch, by_rule
from monitor.feeds.discovery.found import Discovery, How
from monitor.feeds.discovery.no_feed import without_feed
from monitor.feeds.discovery.typed_address import addresses
from monitor.feeds.polling.poll import Parse
from monitor.feeds.state.feed import Validators
from monitor.feeds.state.outcome import Failed, FailureKind, PollRequest


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
        request: ``url`` is the page as a person writes it (``typed_address``). The other
            settings hold for all requests; credentials go to the page's own site only.
        fetch: Makes one request.
        parse: Reads a body; an address is a feed if this finds no problem in it.
        pause: Called before each request that is only a guess.
    """
    written = addresses(request.url)
    for url in written:
        if says := without_feed(url):
            return Discovery(problem=says, has_feeds=False)
    request = replace(
        request, url=written[0], validators=Validators(), path=None, fetch_url="", body_hash=""
    )
    look = Candidates(request, fetch, parse, pause)
    ruled = look.at_each(by_rule(known_sites.known_feeds(written[0])), How.KNOWN)
    if ruled:
        return Discovery(found=ruled)
    answer = look.first(written)
    if isinstance(answer, Failed):
        return _despite(answer, look)
    if feed := look.at_answer(answer, look.url, How.ITSELF):
        return Discovery(found=(feed,))
    found = look.on_page(answer)
    if not found and look.not_a_feed:  # a list of feeds, a broken feed: there is no page to leave
        return Discovery(problem=look.not_a_feed)
    found = found or look.at_usual_places()
    return Discovery(found=found) if found else Discovery(problem=look.nothing(answer.final_url))


def _despite(failed: Failed, look: Candidates) -> Discovery:
    """Pages are refused to programs more often than feeds are: then the usual places are tried."""
    if failed.kind is FailureKind.UNAUTHORIZED and (found := look.at_usual_places()):
        return Discovery(found=found)
    tried = look.tried_in_words()
    return Discovery(problem=f"{failed.message}{f'; tried also: {tried}' if tried else ''}")
