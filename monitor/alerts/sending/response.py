"""What a service's answer, or its silence, means for a message: taken, not now, or never. Pure.

Leaves to others: getting the answer (``exchange``, ``smtp``), and what follows (``delivery``).
"""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from urllib3 import exceptions as urllib3_errors

from monitor.alerts.alert import SendFailed, SendResult, Sent
from monitor.printable import clean

MAX_RETRY_AFTER = timedelta(days=1)
"""A Retry-After beyond this is taken for a mistake."""
MAX_PHRASE = 120
"""Characters of a service's own words that a reason quotes."""

_PASSING = frozenset({408, 421, 425, 429})
"""Client errors that another attempt may mend."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered to an HTTP request."""

    status: int
    body: bytes
    """Its beginning."""
    retry_at: datetime | None = None
    """Not before this, it says."""


def judge(answer: Answer, who: str) -> SendResult:
    """Return what the status means for the message.

    2xx: taken. 408, 421, 425, 429 and 5xx: try again. Redirects and other 4xx: never.
    """
    status = answer.status
    if 200 <= status < 300:
        return Sent()
    said = f"{who} answered {status}{_phrase(answer)}"
    if 300 <= status < 400:
        return SendFailed(
            reason=f"{said}, a redirect; put the address it leads to into the target's URL",
            permanent=True,
        )
    permanent = 400 <= status < 500 and status not in _PASSING
    cure = "; check the target's URL" if status in {401, 403, 404, 410} else ""
    return SendFailed(reason=said + cure, permanent=permanent, retry_at=answer.retry_at)


def explain(error: BaseException, who: str, *, seconds: float, expired: bool) -> str:
    """Return why no answer came, in words that hold no secret (the error's own text may).

    Args:
        error: What connecting, sending or receiving raised.
        who: The service, as the user may see it.
        seconds: The deadline there was.
        expired: Whether it was over.
    """
    chain = list(_causes(error))
    late = (urllib3_errors.ReadTimeoutError, TimeoutError)
    unreachable = (urllib3_errors.ConnectTimeoutError, urllib3_errors.NewConnectionError)
    nameless = (urllib3_errors.NameResolutionError, socket.gaierror)
    for cause in chain:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the certificate of {who} isn't valid: {cause.verify_message}"
    if expired:
        return f"no answer from {who} within {seconds:g} s"
    for kinds, words in (
        (urllib3_errors.ProxyError, f"can't reach {who} through the proxy"),
        (nameless, f"{who} can't be found (no such host name)"),
        ((ssl.SSLError, urllib3_errors.SSLError), f"no secure connection to {who} (TLS failed)"),
        ((*unreachable, ConnectionRefusedError), f"can't connect to {who}"),
        (late, f"no answer from {who} within {seconds:g} s"),
    ):
        if any(isinstance(cause, kinds) for cause in chain):
            return words
    return f"{who} closed the connection without an answer"


def retry_time(headers: Mapping[str, str], body: bytes, *, now: datetime) -> datetime | None:
    """Return when a service allows the next attempt, if it says so; at most a day ahead.

    From Retry-After (RFC 9110 §10.2.3), else from its JSON: Telegram and Matrix name it there.
    """
    named = headers.get("Retry-After", "").strip()
    try:
        moment = now + timedelta(seconds=float(named or _named_in(body)))
    except (ValueError, OverflowError):
        try:
            moment = parsedate_to_datetime(named)
        except (ValueError, TypeError, IndexError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
    return min(max(moment, now), now + MAX_RETRY_AFTER)


def _named_in(body: bytes) -> float:
    """Return the seconds to wait that a JSON body names; ValueError if none."""
    said = json.loads(body)
    if isinstance(said, dict):
        inner = said.get("parameters")
        for where in (said, inner if isinstance(inner, dict) else {}):
            for name, unit in (("retry_after", 1.0), ("retry_after_ms", 0.001)):
                if isinstance(where.get(name), int | float):
                    return float(where[name]) * unit
    raise ValueError("no time named")


def _phrase(answer: Answer) -> str:
    """Return what the service said beside the number: its own short words, else HTTP's."""
    text = clean(answer.body.decode("utf-8", "replace"), limit=MAX_PHRASE)
    if text and not text.startswith("<"):
        return f" ({text})"
    try:
        return f" ({HTTPStatus(answer.status).phrase})"
    except ValueError:
        return ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
