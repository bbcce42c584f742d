"""What went wrong on the network, in plain words and with the cure.

Feeds and targets fail in the same ways, and their users read the same words here: an exception of
the wire comes in, the kind of failure and a sentence come out. Without it a user would read
``[Errno 111]``, and a token that a library's own error text quotes (urllib3's hold whole URLs)
would end up in the log. A sentence names the host and nothing else of an address.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from enum import StrEnum
from http.client import HTTPException, IncompleteRead, InvalidURL
from typing import NamedTuple

from urllib3.exceptions import DecodeError, HTTPError, InvalidHeader, ProxyError

from monitor.net.address import AddressRefusedError
from monitor.net.deadline import Deadline, Spent
from monitor.printable import clean

WIRE_ERRORS = (OSError, HTTPException, HTTPError, AddressRefusedError, ValueError)
"""What connecting, sending and receiving may raise. (ValueError: a header that can't be sent.)"""

_MOST = 120
"""Characters quoted of what a system or another end says of itself."""


class NetFailure(StrEnum):
    """Why no complete answer came."""

    DNS = "dns"
    CONNECT = "connect"
    """Nobody there, or the connection broke."""
    TLS = "tls"
    TIMEOUT = "timeout"
    REFUSED_ADDRESS = "refused-address"
    """We don't go there: see ``address``."""
    TOO_LARGE = "too-large"
    MALFORMED = "malformed"
    """It isn't HTTP, or what was to be sent is impossible."""


class Trouble(NamedTuple):
    """A failure and its sentence, without a full stop."""

    kind: NetFailure
    words: str


def explain(error: BaseException, host: str, deadline: Deadline) -> Trouble:
    """Say why no complete answer came.

    Args:
        error: One of ``WIRE_ERRORS``.
        host: As the user may see it, with its port if that is unusual.
        deadline: A limit that was hit explains every error but a certificate's.
    """
    causes = tuple(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            words = f"{host}'s certificate can't be trusted ({_short(cause.verify_message)})"
            return Trouble(NetFailure.TLS, f"{words}; tell its operator")
    if deadline.spent:
        return _spent(deadline.spent, host, deadline)
    if any(isinstance(cause, ProxyError) for cause in causes):
        words = f"{host} can't be reached through the proxy; check the proxy's address"
        return Trouble(NetFailure.CONNECT, words)
    for cause in reversed(causes):  # the innermost says most
        if trouble := _trouble(cause, host, deadline):
            return trouble
    words = "the address or the headers hold characters that can't be sent; check them"
    return Trouble(NetFailure.MALFORMED, words)


def _spent(limit: Spent, host: str, deadline: Deadline) -> Trouble:
    match limit:
        case Spent.TIME:
            words = f"no complete answer from {host} within {deadline.seconds:.2g} s; it is slow"
            return Trouble(NetFailure.TIMEOUT, words)
        case Spent.BYTES:
            return Trouble(NetFailure.TOO_LARGE, f"{host} sent more than is read of any answer")
        case Spent.CANCELLED:
            return Trouble(NetFailure.CONNECT, "broken off: news-monitor is stopping")


def _trouble(cause: BaseException, host: str, deadline: Deadline) -> Trouble | None:
    """What one exception says; None if it says nothing."""
    match cause:
        case AddressRefusedError():
            return Trouble(NetFailure.REFUSED_ADDRESS, str(cause))
        case TimeoutError():
            return Trouble(NetFailure.TIMEOUT, _silent(host, deadline))
        case ssl.SSLError():
            reason = getattr(cause, "reason", None) or "TLS failed"
            words = f"no secure connection to {host} ({reason}); does this port speak TLS?"
            return Trouble(NetFailure.TLS, words)
        case socket.gaierror():
            return Trouble(NetFailure.DNS, _nameless(cause, host))
        case OSError() | IncompleteRead():
            return Trouble(NetFailure.CONNECT, _unconnected(cause, host))
        case HTTPException() | HTTPError():
            return _improper(cause, host)
    return None


def _nameless(cause: socket.gaierror, host: str) -> str:
    if cause.errno == socket.EAI_AGAIN:
        cure = "if that lasts, check this machine's own network"
        return f"{host} can't be looked up just now; {cure}"
    return f"there is no host {host}; check the address for typing mistakes"


def _unconnected(cause: OSError | IncompleteRead, host: str) -> str:
    match cause:
        case ConnectionRefusedError():
            return f"nobody answers at {host} (connection refused); check the address"
        case ConnectionError() | IncompleteRead():
            return f"{host} broke the connection before its answer was complete"
    return f"{host} can't be reached: {_short(cause.strerror or str(cause))}"


def _improper(cause: HTTPException | HTTPError, host: str) -> Trouble | None:
    match cause:
        case InvalidURL() | ValueError():  # what we would have sent, which they quote
            return None
        case DecodeError():
            words = f"{host} sent a compressed body that can't be unpacked"
        case HTTPException() | InvalidHeader():
            words = f"{host} doesn't speak proper HTTP ({_short(str(cause))})"
        case _:
            words = f"{host} doesn't speak proper HTTP"
    return Trouble(NetFailure.MALFORMED, f"{words}; tell its operator")


def _silent(host: str, deadline: Deadline) -> str:
    limits = f"{deadline.connect_patience:g} s to connect"
    if deadline.read_patience < deadline.seconds:
        limits += f", {deadline.read_patience:g} s to the next byte"
    return f"{host} is silent ({limits}); it may be down"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was raised from, down to what happened first."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _short(text: str) -> str:
    return clean(text, limit=_MOST) or "no reason given"
