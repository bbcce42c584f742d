"""Discovery with all it needs: connections, and a parser in a process that can be killed.

Without this module the command line and the page would each put these together in a way of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from monitor.feeds.discovery.discover import discover
from monitor.feeds.discovery.found import Discovery
from monitor.feeds.http.connection import Connections
from monitor.feeds.http.fetch import fetch
from monitor.feeds.http.fetched import Fetched, NotModified
from monitor.feeds.limits import Limits
from monitor.feeds.parsing.sandbox import Sandbox
from monitor.feeds.parsing.source import parse_source
from monitor.feeds.state.outcome import Failed, FailureKind, PollRequest

PAUSE = 0.2
"""Seconds between two guesses at one site."""


def look_for_feeds(
    written: str,
    *,
    allow_private: frozenset[str],
    seconds: float = 180,
    sleep: Callable[[float], object] = time.sleep,
) -> Discovery:
    """Look for the feeds of a page, as a person writes its address; takes seconds.

    Args:
        written: See ``typed_address.addresses``.
        allow_private: Host names that may resolve to addresses that aren't global.
        seconds: How long it may take. What was found until then counts.
        sleep: Waits so many seconds between two guesses.
    """
    ends = time.monotonic() + seconds
    limits = Limits(total=min(Limits().total, seconds))
    with Connections() as connections, Sandbox(parse_source, workers=1) as parse:

        def ask(request: PollRequest) -> Fetched | NotModified | Failed:
            if time.monotonic() > ends:
                return Failed(
                    url=request.url,
                    kind=FailureKind.TIMEOUT,
                    message=f"it took longer than {seconds:.0f} s",
                )
            return fetch(request, now=datetime.now(UTC), connections=connections)

        return discover(
            PollRequest(url=written, allow_private=allow_private, limits=limits),
            fetch=ask,
            parse=parse,
            pause=partial(sleep, PAUSE),
        )
