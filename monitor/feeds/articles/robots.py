"""Robots: what a site's robots.txt allows us, asked once a day and site (RFC 9309).

Without this module we would read what publishers have asked programs not to read.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from monitor.feeds.http.fetched import Fetched, NotModified
from monitor.feeds.parsing.sandbox import KilledError
from monitor.feeds.state.outcome import Failed, FailureKind
from monitor.net.location import read_url

AGENT: Final = "news-monitor"
"""By this name robots.txt may speak of us."""
MAX_BYTES: Final = 512_000
"""What is read of one (§2.5: at least 500 KiB)."""
FRESH: Final = 86_400.0
"""Seconds that one is good for (§2.4)."""
RETRY: Final = 600.0
"""One that couldn't be had is asked for again after this."""
MAX_DELAY: Final = 60.0
"""A site that wants more than this between two requests gets this."""
_SITES: Final = 500
_KEPT_BYTES: Final = 4_000_000

Get = Callable[[str], Fetched | NotModified | Failed]
Read = Callable[[bytes, str, str], tuple[bool, float]]
"""``extract.allows``, in a sandbox."""


@dataclass(frozen=True, slots=True)
class Permission:
    """What a site says of one page."""

    given: bool
    delay: float = 0.0
    """Seconds that it wants between two requests; 0: it doesn't say."""
    refusal: str = ""
    """Why not, in plain words."""


class Robots:
    """Remembers robots.txt by site. Threads may share it.

    Args:
        read: What reads one.
        clock: Returns seconds and never goes back.
    """

    def __init__(self, read: Read, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._clock = clock
        self._lock = threading.Lock()
        self._held: OrderedDict[str, tuple[float, bytes | str]] = OrderedDict()
        """Site → until when it is good, and its text; or, if there is none, why."""

    def permission(self, url: str, *, get: Get) -> Permission:
        """Say whether we may read a page.

        Args:
            url: The page's address.
            get: Fetches an address; called if the site's robots.txt isn't known.
        """
        parsed = read_url(url)
        site = f"{parsed.scheme}://{parsed.netloc}"
        said = self._known(site)
        if said is None:
            said = self._fetched(site, get(f"{site}/robots.txt"))
        if isinstance(said, str):
            return Permission(given=False, refusal=said)
        if b"disallow" not in said.lower() and b"crawl-delay" not in said.lower():
            return Permission(given=True)
        try:
            given, delay = self._read(said, url, AGENT)
        except KilledError as error:
            return Permission(given=False, refusal=f"its site's robots.txt can't be read: {error}")
        refusal = "" if given else "its site's robots.txt asks programs not to read it"
        return Permission(given, min(delay, MAX_DELAY), refusal)

    def _known(self, site: str) -> bytes | str | None:
        with self._lock:
            until, said = self._held.get(site, (0.0, ""))
            return said if until > self._clock() else None

    def _fetched(self, site: str, answer: Fetched | NotModified | Failed) -> bytes | str:
        said, fresh = _what_it_says(answer)
        with self._lock:
            self._held[site] = (self._clock() + fresh, said)
            self._held.move_to_end(site)
            while len(self._held) > _SITES or self._bytes() > _KEPT_BYTES:
                self._held.popitem(last=False)
        return said

    def _bytes(self) -> int:
        return sum(len(said) for _, said in self._held.values())


def _what_it_says(answer: Fetched | NotModified | Failed) -> tuple[bytes | str, float]:
    """The text, or why there is none; and for how many seconds to believe it."""
    if isinstance(answer, Fetched):
        return answer.body, FRESH
    if isinstance(answer, NotModified):
        return b"", RETRY
    status = answer.status or 0
    if 400 <= status < 500 and answer.kind is not FailureKind.THROTTLED:
        return b"", FRESH  # §2.3.1.3: there is none, so everything is allowed
    if answer.kind is FailureKind.TOO_LARGE:
        return f"its site's robots.txt is larger than {MAX_BYTES / 1e6:g} MB", FRESH
    # §2.3.1.4: what can't be reached allows nothing.
    problem = f"its site answers {status} instead" if status else answer.message
    return f"its site's robots.txt couldn't be read: {problem}", RETRY
