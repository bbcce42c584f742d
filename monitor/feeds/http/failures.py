"""What ended a fetch, in plain words and with the cure: an answer that is no feed, or none at all.

For failures of the wire the words are those of ``net.failures``. Here are the statuses, which mean
other things for a feed than for a target: 404 is a feed that has moved, 410 one that is gone.
Messages name hosts and paths, never a query, a user or a password.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from monitor.feeds.state.outcome import FailureKind, Limits
from monitor.net.deadline import Deadline
from monitor.net.failures import NetFailure, explain
from monitor.net.retry_after import retry_at


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
    """
    trouble = explain(error, host, deadline)
    if trouble.kind is NetFailure.TOO_LARGE:
        return too_large(limits.max_bytes)
    return FetchError(FailureKind(trouble.kind.value), trouble.words)


def refused(
    status: int,
    headers: Mapping[str, str],
    *,
    place: str,
    host: str,
    with_credentials: bool,
    now: datetime,
) -> FetchError:
    """Return the error for an answer that is no success, by its status (RFC 9110 §15).

    Args:
        status: Any but 2xx, 304 and a redirect that can be followed.
        headers: The answer's headers.
        place: The address asked, as it may be shown.
        host: The host in that address.
        with_credentials: Whether the user gave a user name and password.
        now: Aware; Retry-After counts from here.
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
        message = f"{host} has a problem of its own ({status}); we will keep trying"
    elif status >= 400:
        kind = FailureKind.CLIENT_ERROR
        message = f"there is no feed at {place} ({status}); look for its new address"
    elif status < 300:
        kind, message = FailureKind.SERVER_ERROR, f"{host} doesn't speak proper HTTP ({status})"
    else:
        kind = FailureKind.REDIRECT
        message = f"{place} answers {status} without saying where to go; look for another address"
    return FetchError(kind, message, status=status, retry_at=later)


def _unauthorized(status: int, place: str, *, with_credentials: bool) -> str:
    if status == 407:
        return "the proxy wants a user name and password (407); add them to its address"
    cure = "add a user name or token" if not with_credentials else "check user name and password"
    return f"{place} refuses access ({status}); {cure}, or ask whether it allows pollers"
