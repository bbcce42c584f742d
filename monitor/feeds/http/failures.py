"""What went wrong with a fetch, in plain words and with the cure.

From an exception or a status code to a ``FailureKind`` and a message. Messages name hosts and
paths, never a query, a user or a password.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from datetime import datetime
from http.client import HTTPException, IncompleteRead

from urllib3.exceptions import DecodeError, HTTPError

from monitor.feeds.http.budget import Budget
from monitor.feeds.http.headers import retry_at
from monitor.feeds.state.outcome import FailureKind
from monitor.net.address import AddressRefusedError

WIRE_ERRORS = (OSError, HTTPException, HTTPError, AddressRefusedError, ValueError)
"""What connecting, sending and receiving may raise. (ValueError: a header that can't be sent.)"""


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
    """The body is larger than allowed."""
    return FetchError(
        FailureKind.TOO_LARGE,
        f"it is larger than {max_bytes / 1e6:g} MB, and no more is read of a feed; "
        "ask its publisher for a shorter one",
    )


def broken(error: Exception, host: str, budget: Budget) -> FetchError:
    """An exception of the wire, as a reason.

    Args:
        error: One of ``WIRE_ERRORS``.
        host: As messages name it, with its port if that is unusual.
        budget: The fetch's: a spent one explains every other error.
    """
    cause = _root(error)
    late = isinstance(cause, TimeoutError)
    limits = budget.limits
    if budget.spent == "bytes":
        return too_large(limits.max_bytes)
    if budget.spent == "cancelled":
        return FetchError(FailureKind.CONNECT, "broken off: news-monitor is stopping")
    if budget.spent == "total" or (late and budget.timed_out()):
        return FetchError(
            FailureKind.TIMEOUT, f"{host} had not finished after {limits.total:g} s; it is slow"
        )
    if late:
        return FetchError(
            FailureKind.TIMEOUT,
            f"{host} is silent ({limits.connect:g} s to connect, {limits.read:g} s to the next "
            "byte); it may be down",
        )
    if isinstance(cause, ssl.SSLError):
        return _tls_trouble(cause, host)
    if isinstance(cause, OSError):
        return _network_trouble(cause, host)
    return _answer_trouble(cause, host)


def refused(
    status: int,
    headers: Mapping[str, str],
    *,
    place: str,
    host: str,
    with_credentials: bool,
    now: datetime,
) -> FetchError:
    """An answer that is no success, by its status (RFC 9110 §15).

    Args:
        status: Any but 2xx, 304 and a redirect that can be followed.
        headers: The answer's.
        place: The address asked, as it may be shown.
        host: The host in it.
        with_credentials: Whether the user gave any.
        now: The time, for Retry-After.
    """
    later = retry_at(headers.get("retry-after", ""), now=now)
    if status in {401, 403, 407}:
        kind = FailureKind.UNAUTHORIZED
        message = _unauthorized(status, place, with_credentials=with_credentials)
    elif status == 410:
        kind, message = FailureKind.GONE, f"{place} is gone for good (410); remove this feed"
    elif status == 429 or (status == 503 and later):
        kind, message = FailureKind.THROTTLED, f"{host} asks us to come less often ({status})"
    elif status >= 500:
        kind = FailureKind.SERVER_ERROR
        message = f"{host} has trouble of its own ({status}); we keep trying"
    elif status >= 400:
        kind = FailureKind.CLIENT_ERROR
        message = f"there is no feed at {place} ({status}); look for its new address"
    else:
        kind = FailureKind.REDIRECT
        message = f"{place} answers {status} without saying where to go; look for another address"
    return FetchError(kind, message, status=status, retry_at=later)


def _unauthorized(status: int, place: str, *, with_credentials: bool) -> str:
    if status == 407:
        return "the proxy wants a user name and password (407); add them to its address"
    cure = "add a user name or token" if not with_credentials else "check user name and password"
    return f"{place} won't let us in ({status}); {cure}, or ask whether it wants pollers"


def _tls_trouble(cause: ssl.SSLError, host: str) -> FetchError:
    if isinstance(cause, ssl.SSLCertVerificationError):
        why = f"{host}'s certificate can't be trusted ({cause.verify_message}); tell its operator"
    else:
        why = (
            f"no secure connection to {host} ({cause.reason or 'TLS failed'}); is it really https?"
        )
    return FetchError(FailureKind.TLS, why)


def _network_trouble(cause: OSError, host: str) -> FetchError:
    if isinstance(cause, socket.gaierror):
        why = (
            f"{host} can't be looked up just now; if that lasts, check this machine's own network"
            if cause.errno == socket.EAI_AGAIN
            else f"there is no host {host}; check the address for typing mistakes"
        )
        return FetchError(FailureKind.DNS, why)
    if isinstance(cause, ConnectionRefusedError):
        why = f"nobody answers at {host} (connection refused); check the address"
    elif isinstance(cause, ConnectionError):
        why = _cut_short(host)
    else:
        why = f"{host} can't be reached: {_short(cause.strerror or str(cause))}"
    return FetchError(FailureKind.CONNECT, why)


def _answer_trouble(cause: BaseException, host: str) -> FetchError:
    if isinstance(cause, AddressRefusedError):
        return FetchError(FailureKind.REFUSED_ADDRESS, str(cause))
    if isinstance(cause, IncompleteRead):
        return FetchError(FailureKind.CONNECT, _cut_short(host))
    if isinstance(cause, DecodeError):
        why = f"{host} sent a compressed body that can't be unpacked; tell its operator"
    elif isinstance(cause, (HTTPException, HTTPError)):
        why = f"{host} doesn't speak proper HTTP ({_short(str(cause))}); tell its operator"
    else:
        why = "this feed's address or headers hold characters that can't be sent; check them"
    return FetchError(FailureKind.MALFORMED, why)


def _cut_short(host: str) -> str:
    return f"{host} broke the connection before everything had arrived; we keep trying"


def _root(error: BaseException) -> BaseException:
    """The error beneath urllib3's wrappings."""
    while isinstance(error, HTTPError) and not isinstance(error, DecodeError) and error.__cause__:
        error = error.__cause__
    return error


def _short(text: str) -> str:
    text = " ".join(text.split()) or "no reason given"
    return text if len(text) <= 120 else text[:119] + "…"
