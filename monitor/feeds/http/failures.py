"""What ended a fetch, in plain words and with the cure: an answer that is no feed, or none at all.

For failures of the wire the words are those of ``net.failures``. Here are the statuses, which mean
other things for a feed than for a target: 404 is a feed that has moved, 410 one that is gone.
Messages name hosts and paths, never a query, a user or a password.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from monitor.feeds.challenge import is_challenge
from monitor.feeds.limits import Limits
from monitor.feeds.state.outcome import FailureKind
from monitor.net.deadline import Deadline
from monitor.net.failures import NetFailure, explain
from monitor.net.retry_after import reset_at, retry_at
from monitor.net.shortage import shortage_in

_PASSING = frozenset({408, 421, 423, 425})
"""Statuses that say nothing about the feed, only about this moment."""
_REASONS = {
    402: "wants to be paid for this feed; look for another address",
    406: "won't send a feed to this program; set `headers` that it accepts, or tell its operator",
    426: "speaks only a newer version of HTTP; tell its operator, or look for another address",
    451: "may not show this feed here, for legal reasons; look for another address",
    999: "doesn't answer programs; look for another address",
}
"""What is wrong is neither the address nor passing; by status."""
_CHALLENGES = ("cf-mitigated", "x-amzn-waf-action")
"""Headers that say so where a person is asked for (Cloudflare, AWS WAF)."""
_GUARDS = frozenset({403, 429, 503})
"""Statuses with which a page that asks for a person comes; with others, it is a form on a page."""


class FetchError(Exception):
    """Ends a fetch; becomes its ``Failed``. ``str(error)`` is fit for the user."""

    def __init__(
        self,
        kind: FailureKind,
        message: str,
        *,
        status: int | None = None,
        retry_at: datetime | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.status = status
        self.retry_at = retry_at


def too_large(max_bytes: int) -> FetchError:
    """Return the error for a body of more than ``max_bytes`` bytes."""
    return FetchError(
        FailureKind.TOO_LARGE,
        f"it is larger than {max_bytes / 1e6:g} MB, the limit for a feed; "
        "ask its publisher for a shorter one",
    )


def broken(error: Exception, host: str, deadline: Deadline, limits: Limits) -> FetchError:
    """Return the error for an exception of the wire.

    Args:
        error: One of ``net.failures.WIRE_ERRORS``.
        host: As messages name it, with its port if that is unusual.
        deadline: The fetch's deadline; a limit that was hit explains most errors.
        limits: The fetch's limits, which the message quotes.

    Raises:
        ShortageError: It is this machine that had too little of something.
    """
    if shortage := shortage_in(error):
        raise shortage from error
    trouble = explain(error, host, deadline)
    if trouble.kind is NetFailure.TOO_LARGE:
        return too_large(limits.max_bytes)
    return FetchError(FailureKind(trouble.kind.value), trouble.words)


def refused(
    status: int,
    headers: Mapping[str, str],
    *,
    page: str = "",
    place: str,
    host: str,
    with_credentials: bool,
    now: datetime,
) -> FetchError:
    """Return the error for an answer that is no success, by its status (RFC 9110 §15).

    Args:
        status: Any but 2xx, 304 and a redirect that can be followed.
        headers: The answer's headers.
        page: The beginning of the web page that came with it; empty: none did.
        place: The address asked, as it may be shown.
        host: The host in that address.
        with_credentials: Whether the user gave a user name and password.
        now: Aware; Retry-After counts from here.
    """
    later = retry_at(headers.get("retry-after", ""), now=now)
    if status == 429 and not later:
        later = reset_at(headers, now=now)
    if error := challenged(status, headers, host=host, page=page, retry_at=later):
        return error
    if status in {401, 403, 407}:
        kind = FailureKind.UNAUTHORIZED
        message = _unauthorized(status, place, with_credentials=with_credentials)
    elif status == 410:
        kind, message = FailureKind.GONE, f"{place} is gone for good (410); remove this feed"
    elif status == 429 or (status == 503 and later):
        kind, message = FailureKind.THROTTLED, f"{host} asks us to come less often ({status})"
    elif status in _PASSING:
        kind = FailureKind.SERVER_ERROR
        message = f"{host} wouldn't answer just now ({status}); it will be polled again later"
    elif status >= 400:
        kind, message = _said(status, place, host)
    elif status < 300:
        kind, message = FailureKind.SERVER_ERROR, f"{host} doesn't speak proper HTTP ({status})"
    else:
        kind = FailureKind.REDIRECT
        message = f"{place} answers {status} without saying where to go; look for another address"
    return FetchError(kind, message, status=status, retry_at=later)


def _said(status: int, place: str, host: str) -> tuple[FailureKind, str]:
    if status in _REASONS:
        return FailureKind.CLIENT_ERROR, f"{host} {_REASONS[status]} ({status})"
    if status >= 500:
        words = f"{host} has a problem of its own ({status}); we will keep trying"
        return FailureKind.SERVER_ERROR, words
    words = f"there is nothing at {place} ({status}); look for its new address"
    return FailureKind.CLIENT_ERROR, words


def challenged(
    status: int,
    headers: Mapping[str, str],
    *,
    host: str,
    page: str = "",
    retry_at: datetime | None = None,
) -> FetchError | None:
    """Return the error for an answer that asks for proof of being human, by headers or page."""
    said = any(headers.get(name, "").lower() in {"challenge", "captcha"} for name in _CHALLENGES)
    if not said and not (status in _GUARDS and is_challenge(page)):
        return None
    message = (
        f"{host} asks for proof of being human ({status}); "
        "ask its publisher to let feed readers in, or look for another address"
    )
    return FetchError(FailureKind.UNAUTHORIZED, message, status=status, retry_at=retry_at)


def _unauthorized(status: int, place: str, *, with_credentials: bool) -> str:
    if status == 407:
        return "the proxy wants a user name and password (407); add them to its address"
    cure = "add a user name or token" if not with_credentials else "check user name and password"
    return f"{place} refuses access ({status}); {cure}, or ask whether it allows pollers"
