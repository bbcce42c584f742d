"""Exchange: the HTTP requests that send one message, within bounds that Apprise doesn't have.

A total deadline, at most 64 kB of any answer, and the service's status and Retry-After kept: for
what we post ourselves (``post_json``), and for what Apprise posts through ``requests``
(``bind_requests``). Without this module one service that hangs would hold up its target for ever.

Feeds have ``http.connection`` instead: a target's address is the user's own and may be anywhere, it
gets one request now and then, and Apprise's services must go through the libraries they use.
"""

from __future__ import annotations

import json
import re
import socket
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
import requests.adapters
import requests.sessions
import urllib3
from urllib3 import exceptions as urllib3_errors
from urllib3.connection import HTTPConnection, HTTPSConnection

from monitor.alerts.sending.response import Answer, retry_time
from monitor.net.deadline import CONNECT, Deadline
from monitor.net.failures import explain
from monitor.net.lookup import connect

MAX_BODY = 65_536
"""Bytes of an answer that are read; the rest is left."""
BODY_PATIENCE = 5.0
"""Seconds for the body once the status is there."""


@dataclass(slots=True)
class Exchange:
    """The requests that send one message, and their answers."""

    key: str
    """The delivery's key: sent along as Idempotency-Key."""
    deadline: Deadline
    headers: Mapping[str, str] = field(default_factory=dict)
    """What else goes along with what ``requests`` posts, unless it says so itself."""
    answers: list[Answer] = field(default_factory=list)

    def explain(self, error: BaseException, who: str) -> str:
        """Return why no answer came from ``who``, in words that hold no secret."""
        return explain(error, who, self.deadline).words


_LIMITS = re.compile(r"(x-)?rate-?limit-.*", re.IGNORECASE)
"""Headers by which some of Apprise's services sleep, with no end but what the other end says."""

_current: ContextVar[Exchange | None] = ContextVar("exchange", default=None)


@contextmanager
def exchange(
    key: str, seconds: float, headers: Mapping[str, str] | None = None
) -> Iterator[Exchange]:
    """Bound all HTTP requests of this thread inside the ``with`` by one deadline."""
    deadline = Deadline(seconds)
    with deadline.alarm():
        current = Exchange(key, deadline, headers or {})
        token = _current.set(current)
        try:
            yield current
        finally:
            _current.reset(token)


def post_json(
    current: Exchange,
    url: str,
    payload: Mapping[str, object],
    headers: Mapping[str, str],
    *,
    method: str = "POST",
    verify: bool = True,
) -> Answer:
    """Post a JSON object and return the answer, whatever its status; see ``post``."""
    body = json.dumps(payload, ensure_ascii=False).encode()
    return post(current, url, body, headers, method=method, verify=verify)


def post(
    current: Exchange,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    method: str = "POST",
    verify: bool = True,
    body_patience: float = BODY_PATIENCE,
) -> Answer:
    """Post JSON as it is and return the answer, whatever its status.

    Goes through the proxy of the environment (``https_proxy``, ``no_proxy``) if there is one.

    Args:
        current: The exchange that it is part of.
        url: Where to.
        body: JSON in UTF-8.
        headers: More of them, or others.
        method: What else than a POST it is; a GET goes without the body.
        verify: Whether the server's certificate must be valid.
        body_patience: Seconds for the answer's body once the status is there.

    Raises:
        urllib3.exceptions.HTTPError: No answer came; ``Exchange.explain`` says why. The error's own
            text holds the URL: don't show it.
    """
    pools = _pools(url, verify=verify)
    response = pools.request(
        method,
        url,
        body=None if method == "GET" else body,
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "news-monitor",
            "Idempotency-Key": current.key,
            **headers,
        },
        preload_content=False,
        redirect=False,
        retries=False,  # neither again nor elsewhere
        timeout=urllib3.Timeout(connect=CONNECT, read=current.deadline.left()),
    )
    try:
        return _answer(current, response, body_patience)
    finally:
        response.close()
        pools.clear()


def bind_requests() -> None:
    """Have ``requests`` keep the bounds of the exchange under way, if there is one.

    Apprise's services post through ``requests`` with no total deadline, no cap on the answer, and
    Retry-After thrown away; some sleep, or post again at once, when there is too much for the other
    end (Discord, Matrix). They offer no place to say otherwise. Sessions made from now on use our
    adapter; outside ``exchange`` it does what the original does.
    """
    vars(requests.sessions)["HTTPAdapter"] = _BoundedAdapter


class _BoundedAdapter(requests.adapters.HTTPAdapter):
    """An adapter for ``requests`` that keeps the bounds of the exchange under way."""

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: object
    ) -> None:
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: object) -> urllib3.ProxyManager:
        manager: urllib3.ProxyManager = super().proxy_manager_for(proxy, **proxy_kwargs)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = _POOLS
        return manager

    def send(
        self, request: requests.PreparedRequest, *args: Any, **bounds: Any
    ) -> requests.Response:
        current = _current.get()
        if current is None:
            return super().send(request, *args, **bounds)
        if any(answer.status == HTTPStatus.TOO_MANY_REQUESTS for answer in current.answers):
            raise requests.ConnectionError("not before the service allows it")
        for name, value in {"Idempotency-Key": current.key, **current.headers}.items():
            request.headers.setdefault(name, value)
        # Apprise waits 4 s for an answer; a slow service would get the message again and again.
        bounds |= {"stream": True, "timeout": (CONNECT, current.deadline.left())}
        response = super().send(request, *args, **bounds)
        answer = _answer(current, response.raw)
        response.close()
        for name in [name for name in response.headers if _LIMITS.fullmatch(name)]:
            del response.headers[name]
        response._content = answer.body  # noqa: SLF001 - what Response.content would have set
        response._content_consumed = True  # noqa: SLF001
        return response


class _CutHTTPConnection(HTTPConnection):
    """A connection that ends with the exchange under way."""

    def _new_conn(self) -> socket.socket:
        return _connect(self) or super()._new_conn()


class _CutHTTPSConnection(HTTPSConnection):
    """A TLS connection that ends with the exchange under way."""

    def _new_conn(self) -> socket.socket:
        return _connect(self) or super()._new_conn()


class _CutHTTPPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _CutHTTPConnection


class _CutHTTPSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _CutHTTPSConnection


_POOLS: dict[str, type[urllib3.HTTPConnectionPool]] = {
    "http": _CutHTTPPool,
    "https": _CutHTTPSPool,
}


def _connect(connection: HTTPConnection) -> socket.socket | None:
    """Connect within the exchange under way; None if there is none."""
    current = _current.get()
    if current is None:
        return None
    try:
        return connect(connection.host, connection.port, current.deadline)
    except socket.gaierror as error:
        raise urllib3_errors.NameResolutionError(connection.host, connection, error) from error
    except OSError as error:
        raise urllib3_errors.NewConnectionError(connection, "can't connect") from error


def _pools(url: str, *, verify: bool = True) -> urllib3.PoolManager:
    """Return pools for one exchange, through the environment's proxy where there is one for it."""
    parts, checks = urlsplit(url), "CERT_REQUIRED" if verify else "CERT_NONE"
    proxy = urllib.request.getproxies().get(parts.scheme, "")
    pools: urllib3.PoolManager
    if proxy.startswith("http") and not urllib.request.proxy_bypass(parts.hostname or ""):
        pools = urllib3.ProxyManager(proxy, cert_reqs=checks)
    else:
        pools = urllib3.PoolManager(cert_reqs=checks)
    pools.pool_classes_by_scheme = _POOLS
    return pools


def _answer(
    current: Exchange, response: urllib3.BaseHTTPResponse, patience: float = BODY_PATIENCE
) -> Answer:
    body = _read(response, patience)
    # Slack says in a 200, too, that there was too much.
    named = retry_time(response.headers, body, now=datetime.now(UTC))
    answer = Answer(response.status, body, named)
    current.answers.append(answer)
    return answer


def _read(response: urllib3.BaseHTTPResponse, patience: float) -> bytes:
    """Return the beginning of the body.

    A body that breaks off, drips or never ends is no failure: the status has said whether the
    message was taken, and to fail here would send it again.
    """
    body = bytearray()
    until = time.monotonic() + patience
    try:
        while len(body) < MAX_BODY and time.monotonic() < until:
            chunk = response.read1(8_192, decode_content=True)
            if not chunk:
                break
            body += chunk
    except (urllib3_errors.HTTPError, OSError):
        pass
    return bytes(body[:MAX_BODY])
