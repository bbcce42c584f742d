"""Fetching a feed: one conditional GET, redirects followed by hand, every failure in plain words.

    fetch(request)            → Fetched | NotModified | Failed
    fetch_at_host(request)    → the same, or a Hop: a redirect leads to another host

It never raises for what the other end does, and never costs more than ``PollRequest.limits``.
Redirects are followed at most ``max_redirects`` times, to http(s) only, and each hop's address is
judged anew. User, password and the user's own headers go to the site the user wrote and nowhere
else. Cookies are kept for one fetch only (``cookies``).
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from http.client import HTTPException

from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Url

from monitor import __version__
from monitor.feeds.http.connection import Connections
from monitor.feeds.http.cookies import Cookies, header_for, with_set
from monitor.feeds.http.failures import FetchError, broken, challenged, refused
from monitor.feeds.http.fetched import Fetched, NotModified
from monitor.feeds.http.final_response import Answer
from monitor.feeds.http.headers import basic, is_whole, min_interval, validators
from monitor.feeds.http.large import Turn
from monitor.feeds.http.local_file import read_file
from monitor.feeds.http.payload import has_end, payload
from monitor.feeds.http.refresh import refreshed
from monitor.feeds.http.unpacking import ENCODINGS
from monitor.feeds.state.feed import Validators
from monitor.feeds.state.outcome import Failed, FailureKind, Hop, PollRequest
from monitor.net.deadline import Deadline
from monitor.net.failures import WIRE_ERRORS
from monitor.net.location import (
    LocationError,
    bare,
    followed,
    host_of,
    read_url,
    same_site,
    shown,
    userinfo,
)

# Its warnings quote whole URLs, which may hold a token.
logging.getLogger("urllib3.connection").setLevel(logging.ERROR)

USER_AGENT = f"news-monitor/{__version__} (+feed poller)"
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)
_REDIRECTS = {300, 301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
_PAGE = 32_768
"""Bytes that are looked at of a page that came with a refusal."""
_WORTH_DRAINING = 16_384
"""Bytes of an unwanted body that are read so that the connection can be kept."""


def fetch(
    request: PollRequest, *, now: datetime, connections: Connections
) -> Fetched | NotModified | Failed:
    """Fetch one feed, if it has changed, wherever its redirects lead.

    Args:
        request: What to fetch, and within which limits.
        now: Aware; relative times in headers count from here.
        connections: Where connections come from; shared by all fetches of a process.
    """
    while isinstance(answer := fetch_at_host(request, now=now, connections=connections), Hop):
        request = replace(request, hop=answer)
    return answer


def fetch_at_host(
    request: PollRequest, *, now: datetime, connections: Connections, turn: Turn | None = None
) -> Fetched | NotModified | Failed | Hop:
    """Fetch one feed, if it has changed, and follow its redirects on one host only.

    So the other host can be asked when its lane is free (``polling.poller``).

    Args:
        request: What to fetch, and within which limits.
        now: Aware; relative times in headers count from here.
        connections: Where connections come from; shared by all fetches of a process.
        turn: What turns out to be large waits for it; None: it needn't.

    Returns:
        A ``Hop`` if a redirect leads to another host: set it as ``request.hop`` and call again to
        go on there.
    """
    elapsed = request.hop.elapsed if request.hop else 0.0
    began = time.monotonic() - elapsed
    try:
        if request.path is not None:
            return read_file(request.path, request.limits)
        with connections.deadline(request.limits, elapsed=elapsed, turn=turn) as deadline:
            return _Journey(request, now, connections, deadline).go()
    except FetchError as error:
        return Failed(
            url=request.url,
            kind=error.kind,
            message=str(error),
            status=error.status,
            retry_at=error.retry_at,
            elapsed=time.monotonic() - began,
        )


class _Journey:
    """One fetch at one host, from the address asked for to where its redirects there end."""

    def __init__(
        self, request: PollRequest, now: datetime, connections: Connections, deadline: Deadline
    ) -> None:
        self._request = request
        self._now = now
        self._connections = connections
        self._deadline = deadline
        self._home = _url(request.url)
        """The site that the user's credentials are for."""
        self._auth = request.auth or userinfo(self._home)
        self._cookies: Cookies = request.hop.cookies if request.hop else ()
        if request.proxy and not request.proxy.lower().startswith("http://"):
            raise FetchError(FailureKind.CONNECT, "a proxy's address must begin with http://")

    def go(self) -> Fetched | NotModified | Hop:
        url, visited, permanent = self._start()
        host = host_of(url.url)
        while True:
            visited.append(url.url)
            try:
                with self._connections.get(
                    url,
                    self._headers(url),
                    deadline=self._deadline,
                    allow_private=self._request.allow_private,
                    proxy=self._request.proxy,
                ) as response:
                    redirects = response.status in _REDIRECTS
                    location = response.headers.get("location", "") if redirects else ""
                    set_ = response.headers.getlist("set-cookie")
                    cookies = with_set(self._cookies, url.netloc or "", set_)
                    if location:
                        _drain(response)
                    else:
                        moved_to = url.url if permanent and visited[1:] else ""
                        answer = self._answer(response, url, moved_to=moved_to)
                        location = self._sent_on(answer, response, url, visited, cookies)
                        if not location:
                            return answer
                    permanent = permanent and response.status in _PERMANENT
                    self._cookies = cookies
            except WIRE_ERRORS as error:
                host, limits = url.netloc or "", self._request.limits
                raise broken(error, host, self._deadline, limits) from error
            url = self._next(_followed(url, location), visited)
            if host_of(url.url) != host:
                return Hop(
                    url=url.url,
                    visited=tuple(visited),
                    cookies=self._cookies,
                    permanent=permanent,
                    elapsed=self._deadline.elapsed,
                )

    def _start(self) -> tuple[Url, list[str], bool]:
        """Where to begin, where it has been, and whether permanent redirects alone led there."""
        if hop := self._request.hop:
            return _url(hop.url), [*hop.visited], hop.permanent
        adopted = self._request.fetch_url
        return bare(_url(adopted) if adopted else self._home), [], True

    def _sent_on(
        self,
        answer: Fetched | NotModified,
        response: Answer,
        url: Url,
        visited: list[str],
        cookies: Cookies,
    ) -> str:
        """Where a page says at once to go instead; empty if it is to be read itself."""
        if isinstance(answer, NotModified):
            return ""
        location = refreshed(response.headers.get("refresh", ""), answer.body)
        with suppress(LocationError):
            if location and visited.count(followed(url, location).url) <= len(cookies):
                return location
        return ""

    def _next(self, url: Url, visited: list[str]) -> Url:
        if visited.count(url.url) > len(self._cookies):  # each may let it in the next time
            raise FetchError(
                FailureKind.REDIRECT,
                f"{shown(url.url)} redirects in a circle; it may want a login or cookies: "
                "look for another address of this feed",
            )
        if len(visited) > self._request.limits.max_redirects:
            raise FetchError(
                FailureKind.REDIRECT,
                f"more than {self._request.limits.max_redirects} redirects, the last to "
                f"{shown(url.url)}; use the address where they end",
            )
        return url

    def _headers(self, url: Url) -> dict[str, str]:
        request = self._request
        headers = {
            "User-Agent": USER_AGENT,
            "Accept": request.accept or ACCEPT,
            "Accept-Encoding": ", ".join(ENCODINGS),
        }
        if cookies := header_for(self._cookies, url.netloc or ""):
            headers["Cookie"] = cookies
        if request.validators.etag:
            headers["If-None-Match"] = request.validators.etag
        if request.validators.last_modified:
            headers["If-Modified-Since"] = request.validators.last_modified
        if same_site(url, self._home):
            if self._auth:
                headers["Authorization"] = basic(*self._auth)
            if request.headers:
                own = {name.lower() for name, _ in request.headers}
                headers = {name: text for name, text in headers.items() if name.lower() not in own}
                headers.update(request.headers)
        return headers

    def _answer(self, response: Answer, url: Url, *, moved_to: str) -> Fetched | NotModified:
        fresh = min_interval(response.headers, now=self._now)
        marks = validators(response.headers)
        if response.status == 304:
            _drain(response)
            return NotModified(
                validators=self._confirmed(marks, url),
                moved_to=moved_to,
                insecure=self._insecure(url),
                min_interval=fresh,
            )
        if not 200 <= response.status < 300:
            raise refused(
                response.status,
                response.headers,
                page=_page_of(response),
                place=shown(url.url),
                host=url.netloc or "",
                with_credentials=bool(self._auth or self._request.headers),
                now=self._now,
            )
        if error := challenged(response.status, response.headers, host=url.netloc or ""):
            raise error
        if response.status == 206 and not is_whole(response.headers.get("content-range", "")):
            raise FetchError(
                FailureKind.SERVER_ERROR,
                f"{url.netloc} sends a part of the feed (206), though all of it was asked for; "
                "tell its operator",
                status=206,
            )
        body = payload(
            response,
            host=url.netloc or "",
            deadline=self._deadline,
            max_bytes=self._request.limits.max_bytes,
        )
        return Fetched(
            body=body,
            final_url=url.url,
            content_type=response.headers.get("content-type", ""),
            # By the marks of half a document the other half would never be asked for.
            validators=Validators() if has_end(body) is False else marks,
            status=response.status,
            moved_to=moved_to,
            insecure=self._insecure(url),
            min_interval=fresh,
            link=response.headers.get("link", ""),
        )

    def _insecure(self, url: Url) -> str:
        return shown(url.url) if self._home.scheme == "https" and url.scheme == "http" else ""

    def _confirmed(self, marks: Validators, url: Url) -> Validators:
        """The validators after a 304: it need not repeat them (RFC 9110 §15.4.5)."""
        asked = self._request.validators
        if not (asked.etag or asked.last_modified):
            raise FetchError(
                FailureKind.SERVER_ERROR,
                f"{url.netloc} answers 304 Not Modified to a first request; tell its operator",
                status=304,
            )
        return Validators(marks.etag or asked.etag, marks.last_modified or asked.last_modified)


def _page_of(response: Answer) -> str:
    """The beginning of a web page that came with a refusal; empty if none did."""
    if "html" not in response.headers.get("content-type", "").lower():
        return ""
    try:
        return response.read(_PAGE, decode_content=True).decode("utf-8", "replace")
    except WIRE_ERRORS:
        return ""


def _url(text: str) -> Url:
    try:
        return read_url(text)
    except LocationError as error:
        raise FetchError(FailureKind.CLIENT_ERROR, str(error)) from None


def _followed(url: Url, location: str) -> Url:
    try:
        return followed(url, location)
    except LocationError as error:
        raise FetchError(FailureKind.REDIRECT, str(error)) from None


def _drain(response: BaseHTTPResponse) -> None:
    """Read the rest of a short body nobody needs, so that its connection can serve again."""
    length = response.length_remaining
    if length is not None and length <= _WORTH_DRAINING:
        with suppress(OSError, HTTPException, HTTPError):
            response.read(_WORTH_DRAINING, decode_content=False)
