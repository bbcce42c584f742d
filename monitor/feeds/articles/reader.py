"""ArticleReader: the page behind an item → what the article says, within limits and politely.

    robots.txt → conditional GET → extract, in a process that can be killed → is it the article?

It uses the same connections as feeds do, so the same addresses are refused; ``polling.poller`` runs
it in the lane of the page's host. It knows no database and no rules, and never raises for what a
site does. Without this module nobody would know what stands behind a teaser.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Self

from monitor.feeds.articles.article import PATIENCE, Article, ArticleRequest, ArticleState
from monitor.feeds.articles.article_check import judged
from monitor.feeds.articles.extract import Applied, Extracted, allows, extract
from monitor.feeds.articles.robots import MAX_BYTES as ROBOTS_BYTES
from monitor.feeds.articles.robots import Robots
from monitor.feeds.http.connection import Connections
from monitor.feeds.http.fetch import fetch, fetch_at_host
from monitor.feeds.http.fetched import Fetched, NotModified
from monitor.feeds.limits import Limits
from monitor.feeds.parsing.sandbox import KilledError, Sandbox
from monitor.feeds.state.feed import Validators
from monitor.feeds.state.outcome import Failed, FailureKind, Hop, PollRequest

ACCEPT: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
LIMITS: Final = Limits(connect=10, read=10, total=PATIENCE, max_bytes=5_000_000, max_text=50_000)
ROBOTS_SECONDS: Final = 10.0
RECENT: Final = 50
"""Articles that are remembered: several feeds link to one, within minutes."""
AGAIN: Final = 600.0
"""Seconds in which a remembered article isn't asked for again, not even whether it has changed."""
REST: Final = 60.0
"""Seconds after the last article in which the process that reads them ends: it takes 60 MB."""
_PAGES: Final = {"text/html", "application/xhtml+xml", "application/xml", "text/xml", ""}


@dataclass(frozen=True, slots=True)
class _Known:
    at: float
    validators: Validators
    found: Extracted
    final_url: str


class ArticleReader:
    """Reads articles. Threads may share it; close it at the end, or use ``with``.

    Args:
        limits: What one article may cost.
        cpu: Seconds of computing for reading a page.
        wall: Seconds on the clock for the same.
        memory: Bytes for the same, beside the libraries.
        rest: After so many seconds without work its process ends.
    """

    def __init__(
        self,
        *,
        limits: Limits = LIMITS,
        cpu: float = 5.0,
        wall: float = 15.0,
        memory: int = 300_000_000,
        rest: float = REST,
    ) -> None:
        self._limits = limits
        self._sandbox: Sandbox[..., Any] = Sandbox(
            Applied(), workers=1, cpu=cpu, wall=wall, memory=memory
        )
        self._robots = Robots(lambda *told: self._in_sandbox(allows, *told))
        self._rest = rest
        self._resting: threading.Timer | None = None
        self._lock = threading.Lock()
        self._recent: OrderedDict[str, _Known] = OrderedDict()

    def read_at_host(
        self, request: ArticleRequest, *, now: datetime, connections: Connections
    ) -> Article | Hop:
        """Read an article, following redirects on one host only.

        Args:
            request: Which, and within which limits.
            now: Aware; relative times in headers count from here.
            connections: Where connections come from.

        Returns:
            A ``Hop`` if a redirect leads to another host: set it as ``request.hop`` and call again.

        Raises:
            CancelledError: It was closed meanwhile.
        """
        url = request.hop.url if request.hop else request.url
        began = time.monotonic()
        spent = request.hop.elapsed if request.hop else 0.0
        known = self._known(request)
        if known is not None and began - known.at < AGAIN:
            return self._judged(known.found, known.final_url, request)

        def get(address: str) -> Fetched | NotModified | Failed:
            seconds = max(min(ROBOTS_SECONDS, self._limits.total - spent), 0.1)
            limits = replace(self._limits, total=seconds, max_bytes=ROBOTS_BYTES)
            asked = replace(_poll_request(request, address, limits), accept="text/plain, */*;q=0.1")
            return fetch(asked, now=now, connections=connections)

        permission = self._robots.permission(url, get=get)
        if not permission.given:
            return Article(
                state=ArticleState.REFUSED, reason=permission.refusal, delay=permission.delay
            )
        took = time.monotonic() - began
        asked = replace(
            _poll_request(request, request.url, self._limits),
            hop=replace(request.hop, elapsed=spent + took) if request.hop else None,
            limits=replace(self._limits, total=self._limits.total - (0 if request.hop else took)),
            validators=known.validators if known and not request.hop else Validators(),
        )
        answer = fetch_at_host(asked, now=now, connections=connections)
        if isinstance(answer, Hop):
            return replace(answer, elapsed=answer.elapsed + (0 if request.hop else took))
        if isinstance(answer, Fetched) and answer.final_url != url:
            permission = self._robots.permission(answer.final_url, get=get)
            if not permission.given:  # what a redirect leads to is asked for with its own name
                return Article(
                    state=ArticleState.REFUSED, reason=permission.refusal, delay=permission.delay
                )
        return replace(self._read(answer, request, known), delay=permission.delay)

    def _read(
        self, answer: Fetched | NotModified | Failed, request: ArticleRequest, known: _Known | None
    ) -> Article:
        if isinstance(answer, Failed):
            return Article(
                state=ArticleState.FAILED, reason=_in_words(answer), retry_at=answer.retry_at
            )
        if isinstance(answer, NotModified):
            assert known is not None  # or a 304 would be a failure
            self._remember(request, replace(known, at=time.monotonic()))
            return self._judged(known.found, known.final_url, request)
        kind, _, parameters = answer.content_type.partition(";")
        if kind.strip().lower() not in _PAGES:
            return _failed(f"its link leads to {kind.strip()[:60]}, not to a page")
        try:
            found: Extracted = self._in_sandbox(
                extract,
                answer.body,
                url=answer.final_url,
                charset=_charset(parameters),
                max_text=self._limits.max_text,
            )
        except KilledError as error:
            return _failed(f"its page can't be read: {error}")
        except CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - a library stumbles over what a stranger wrote
            return _failed(f"its page can't be read ({type(error).__name__})")
        self._remember(
            request, _Known(time.monotonic(), answer.validators, found, answer.final_url)
        )
        return self._judged(found, answer.final_url, request)

    def _judged(self, found: Extracted, final: str, request: ArticleRequest) -> Article:
        return judged(
            found,
            asked=request.url,
            final=final,
            teaser=request.teaser,
            with_credentials=_has_credentials(request),
        )

    def _known(self, request: ArticleRequest) -> _Known | None:
        if request.headers or request.auth:  # what one is shown isn't what all are shown
            return None
        with self._lock:
            return self._recent.get(request.url)

    def _remember(self, request: ArticleRequest, known: _Known) -> None:
        if request.headers or request.auth:
            return
        with self._lock:
            self._recent[request.url] = known
            self._recent.move_to_end(request.url)
            while len(self._recent) > RECENT:
                self._recent.popitem(last=False)

    def _in_sandbox(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return self._sandbox(function, *args, **kwargs)
        finally:
            with self._lock:
                if self._resting is not None:
                    self._resting.cancel()
                self._resting = threading.Timer(self._rest, self._sandbox.rest)
                self._resting.daemon = True
                self._resting.start()

    def close(self) -> None:
        """End the process that reads; calls under way raise ``CancelledError``."""
        self._sandbox.close()
        with self._lock:
            if self._resting is not None:
                self._resting.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _has_credentials(request: ArticleRequest) -> bool:
    names = {name.lower() for name, _ in request.headers}
    return request.auth is not None or not names.isdisjoint({"cookie", "authorization"})


def _in_words(failed: Failed) -> str:
    """Why a page wasn't had; what is said of a feed would be wrong here."""
    if failed.kind is FailureKind.TOO_LARGE:
        return f"its page is larger than {LIMITS.max_bytes / 1e6:g} MB"
    if failed.status is not None:
        return f"its site answered {failed.status}"
    return failed.message


def _failed(reason: str) -> Article:
    return Article(state=ArticleState.FAILED, reason=reason)


def _poll_request(request: ArticleRequest, url: str, limits: Limits) -> PollRequest:
    return PollRequest(
        url=url,
        allow_private=request.allow_private,
        accept=ACCEPT,
        headers=request.headers,
        auth=request.auth,
        proxy=request.proxy,
        limits=limits,
    )


def _charset(parameters: str) -> str:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'")
    return ""
