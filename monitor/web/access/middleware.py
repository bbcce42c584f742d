"""Guard: stands before every answer, and puts the same headers on each.

    the right host      a page on loopback answers to its own names only, so that a stranger's page
                        whose name leads to 127.0.0.1 (DNS rebinding) reads nothing
    who it is           a session's cookie, an Authorization header, or a key in a feed's address
    who may write       the API changes something for a token only that may, never for a cookie
    no foreign forms    what changes something comes from our own origin; the form's own token is
                        checked by ``page_request``

The visitor that it recognised goes along as ``scope["visitor"]``. Without this module anybody who
reaches the port could read the page, and any site's form change something through it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.alerts.answers import PATH as ANSWERS
from monitor.config.tables.web import Web, is_loopback
from monitor.human import in_words
from monitor.web.access.credentials import Gate
from monitor.web.access.sessions import COOKIE, Sessions

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types own"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
SAFE = {"GET", "HEAD"}
OPEN_TO_ALL = ("/login", "/static/", "/livez", "/readyz", "/healthz", ANSWERS)
"""Of these, ``/healthz`` says to strangers only whether it is well, and ``/answer/`` nothing
without a token."""
_FOR_PROGRAMS = re.compile(
    r"/api/.*|/live.*|/(?:ready|health)z|/metrics|/feeds/.+\.(?:atom|json)", re.DOTALL
)


def is_for_programs(path: str) -> bool:
    """Whether programs ask for an address: they get a 401 instead of the login page, and JSON.

    ``/feeds/RULE.atom`` is one; ``/feeds/add`` is a page like any other.
    """
    return _FOR_PROGRAMS.fullmatch(path) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who sent a request."""

    session: str
    """The session id of the cookie; a new id if there was none."""
    address: str
    is_in: bool
    """Whether the visitor may see everything."""


class Guard:
    """An ASGI application around another."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        web: Web,
        gate: Gate,
        sessions: Sessions,
        clock: Callable[[], datetime],
    ) -> None:
        self._app = app
        self._web, self._gate, self._sessions = web, gate, sessions
        self._clock = clock
        addresses = (web.public, web.answer_url)
        self._names = {"localhost", web.host}
        self._names |= {urlsplit(each).hostname or web.host for each in addresses}
        self._ours = {urlsplit(each).netloc for each in addresses}
        self._below = urlsplit(web.answer_url).path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the application answer."""
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        session, is_new = self._session(headers)
        visitor = Visitor(
            session=session,
            address=(scope.get("client") or ("",))[0],
            is_in=self._gate.is_open or self._sessions.is_logged_in(session, now=self._clock()),
        )
        if self._below and scope["path"].startswith(f"{self._below}{ANSWERS}"):
            # From a proxy that leaves its prefix on.
            scope = {**scope, "path": scope["path"].removeprefix(self._below)}
        path = scope["path"]
        # A link in an alert needs none, and is opened from elsewhere (see _comes_from_elsewhere).
        keeps_cookies = not (is_for_programs(path) or path.startswith(("/static/", ANSWERS)))

        async def finish(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    answer.setdefault(name, value)
                answer.setdefault("cache-control", "no-store")
                set_already = any(
                    cookie.startswith(f"{COOKIE}=") for cookie in answer.getlist("set-cookie")
                )
                if is_new and keeps_cookies and not set_already:
                    answer.append("set-cookie", self.cookie(session))
            await send(message)

        refused = self._refusal(scope, headers, visitor)
        if is_new and keeps_cookies and _comes_from_elsewhere(scope, headers):
            is_new = False  # as far as we know
            if not (isinstance(refused, Response) and refused.status_code >= 400):
                refused = _again(scope)
        if isinstance(refused, Visitor):
            scope["visitor"] = refused
            await self._app(scope, receive, finish)
        else:
            await refused(scope, receive, finish)

    def cookie(self, session: str) -> str:
        """The Set-Cookie header's value that keeps a session until the browser is closed."""
        secure = "; Secure" if self._web.public.startswith("https:") else ""
        return f"{COOKIE}={session}; Path=/; HttpOnly; SameSite=Strict{secure}"

    def _session(self, headers: Headers) -> tuple[str, bool]:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            found = None
        if found is not None and self._sessions.is_id(found.value):
            return found.value, False
        return self._sessions.new(), True

    def _refusal(self, scope: Scope, headers: Headers, visitor: Visitor) -> Visitor | Response:
        """Return the visitor, if the request may go on; else the answer that refuses it."""
        if not self._is_our_host(headers.get("host", "")):
            return _refused(
                scope,
                421,
                "news-monitor doesn't answer to this host name. Open "
                f"{self._web.url} instead, or set url in [web] to the address you use.",
            )
        if scope["method"] not in SAFE and not self._is_our_origin(headers):
            return _refused(scope, 403, "This form was sent from another site; it was refused.")
        path: str = scope["path"]
        if scope["method"] not in SAFE:
            if path.startswith("/api/"):
                return self._writer(scope, headers, visitor)
            if self._gate.only_reads(headers.get("authorization", "")):
                return _refused(scope, 403, "This token may only read.")
        is_open = path.startswith(OPEN_TO_ALL) and "authorization" not in headers
        if visitor.is_in or is_open:
            return visitor
        return self._knock(scope, headers, visitor)

    def _writer(self, scope: Scope, headers: Headers, visitor: Visitor) -> Visitor | Response:
        """Let in who has a token that may write: no cookie does, so no other site can use it."""
        now, authorization = self._clock(), headers.get("authorization", "")
        if not self._gate.has_writers:
            return _refused(
                scope, 403, "To change things by the API, set write_tokens in [web] first."
            )
        if not authorization:
            return _refused(
                scope,
                401,
                "Send a token that may write, in the header Authorization: Bearer TOKEN.",
                {"www-authenticate": 'Bearer realm="news-monitor"'},
            )
        if wait := self._gate.attempts.wait(visitor.address, now=now):
            return _too_many(scope, wait.total_seconds())
        if self._gate.may_write(authorization):
            return replace(visitor, is_in=True)
        if self._gate.opens(authorization) or self._gate.only_reads(authorization):
            return _refused(scope, 403, "This may only read; write_tokens in [web] may write.")
        self._gate.attempts.failed(visitor.address, now=now)
        return _refused(
            scope,
            401,
            "This token isn't known.",
            {"www-authenticate": 'Bearer realm="news-monitor", error="invalid_token"'},
        )

    def _knock(self, scope: Scope, headers: Headers, visitor: Visitor) -> Visitor | Response:
        now, path = self._clock(), scope["path"]
        authorization = headers.get("authorization", "")
        query = parse_qs(scope["query_string"].decode("latin-1"))
        key = next(iter(query.get("token", ())), "") if path.startswith("/feeds/") else ""
        if authorization or key:
            if wait := self._gate.attempts.wait(visitor.address, now=now):
                return _too_many(scope, wait.total_seconds())
            rule = path.removeprefix("/feeds/").rpartition(".")[0]
            if self._gate.opens(authorization) or (key and self._gate.opens_feed(rule, key)):
                return Visitor(session=visitor.session, address=visitor.address, is_in=True)
            self._gate.attempts.failed(visitor.address, now=now)
        if is_for_programs(path) or authorization or headers.get("x-part"):
            return _refused(
                scope,
                401,
                "Log in first: send the header Authorization: Bearer TOKEN, or a password by basic "
                "authentication.",
                {"www-authenticate": 'Basic realm="news-monitor", charset="UTF-8"'},
            )
        wanted = quote(path) + (f"?{scope['query_string'].decode('latin-1')}" * bool(query))
        return RedirectResponse(f"/login?next={quote(wanted, safe='')}", 303)

    def _is_our_host(self, host: str) -> bool:
        """Whether the Host header has one of our names. Elsewhere the cookie is what protects."""
        if not self._web.is_loopback:
            return True
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self._names or is_loopback(name)

    def _is_our_origin(self, headers: Headers) -> bool:
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return False
        origin = headers.get("origin")
        # "null" is what browsers send for our own forms, since our pages ask for no referrer.
        if origin in {None, "null"}:
            return True
        try:
            netloc = urlsplit(origin or "").netloc
        except ValueError:
            return False
        return bool(netloc) and netloc in {headers.get("host", ""), *self._ours}


def _comes_from_elsewhere(scope: Scope, headers: Headers) -> bool:
    """Whether a browser followed another site's link to us, such as one in a mail read on the web.

    It keeps our cookie back then (SameSite=Strict); a new one would log its user out.
    """
    asked = ("sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest")
    return scope["method"] in SAFE and [headers.get(each) for each in asked] == [
        "cross-site",
        "navigate",
        "document",
    ]


def _again(scope: Scope) -> Response:
    """Have a browser ask once more, now from a page of ours, so that it sends our cookie."""
    query = scope["query_string"].decode("latin-1")
    # No path of another host: //evil.example would be one.
    where = "/" + quote(scope["path"]).lstrip("/") + (f"?{query}" if query else "")
    return HTMLResponse(
        '<!doctype html><meta charset="utf-8"><title>news-monitor</title>'
        f'<meta http-equiv="refresh" content="0; url={escape(where)}">'
        f'<a href="{escape(where)}">Open the page</a>'
    )


def _too_many(scope: Scope, seconds: float) -> Response:
    """What an address is told that has failed too often."""
    wait = in_words(timedelta(seconds=seconds))
    return _refused(
        scope,
        429,
        f"Too many failed attempts from your address. Try again in {wait}.",
        {"retry-after": str(int(seconds) + 1)},
    )


def _refused(
    scope: Scope, status: int, text: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Why there is no answer, before anybody has looked for one; to the API's users as its own."""
    if scope["path"].startswith("/api/"):
        return JSONResponse({"error": text}, status, headers)
    return PlainTextResponse(f"{text}\n", status, headers)
