"""Payload: the document an answer carries, all of it, received within bounds.

Servers leave out the last chunk, or announce a length that isn't the document's: then it counts if
it has its end. Half a document never passes for all of it: what it lacks would be missed without a
word. Without this module such a feed would fail at every poll, or lose items now and then.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress

from urllib3.response import BaseHTTPResponse

from monitor.feeds.http.failures import FetchError, too_large
from monitor.feeds.http.final_response import Answer
from monitor.feeds.http.unpacking import (
    ENCODINGS,
    MAX_LAYERS,
    UNREADABLE,
    NotUnpackableError,
    TooMuchError,
    Unpacked,
    unpacked,
)
from monitor.feeds.state.outcome import FailureKind
from monitor.net.deadline import Deadline, Spent
from monitor.net.failures import WIRE_ERRORS

_CHUNK = 65_536
_HEAD = _TAIL = 4_096
"""Bytes in which a document's root is looked for, and its end."""
_SILENCE = 0.5
"""Seconds after which nothing more is expected behind a stated length."""
_ROOT = re.compile(
    rb"<((?:[\w.-]{1,40}:)?(?:rss|feed|rdf|opml|html|alert|entry|channel))[\s>]", re.IGNORECASE
)
_PAGE = re.compile(rb"<html[\s>]", re.IGNORECASE)


def payload(response: Answer, *, host: str, deadline: Deadline, max_bytes: int) -> bytes:
    """Receive and unpack the body of an answer.

    Args:
        response: Its headers are read, its body isn't.
        host: As messages name it.
        deadline: What it is received under.
        max_bytes: Counted as it is received, and as it comes *out* of each decoder.

    Raises:
        FetchError: It is too large, can't be unpacked, or breaks off in its compressed form.
        OSError, http.client.HTTPException, urllib3.exceptions.HTTPError: It broke off.
    """
    codings = _codings(response, host)
    body, broken = _received(response, deadline, max_bytes)
    layer = _unpacked(body, codings, host, max_bytes, broken)
    is_cut = response.is_contradictory or _is_cut(layer)
    if not broken and is_cut and (more := _behind(response, deadline, max_bytes)):
        body += more
        layer = _unpacked(body, codings, host, max_bytes, broken)
    if (broken or not layer.is_complete) and not (has_end(layer.data) and _is_sound(layer.data)):
        if broken:
            raise broken
        raise FetchError(
            FailureKind.CONNECT,
            f"{host} sent a compressed body that breaks off; it will be polled again later",
        )
    if response.is_contradictory and not has_end(layer.data):
        words = f"{host} doesn't speak proper HTTP (it states two lengths); tell its operator"
        raise FetchError(FailureKind.MALFORMED, words)
    if UNREADABLE.intersection(codings) and has_end(layer.data) is None:
        raise _unreadable(host, codings)
    return layer.data


def _unpacked(
    body: bytes, codings: list[str], host: str, max_bytes: int, broken: Exception | None
) -> Unpacked:
    try:
        return unpacked(body, codings, max_bytes=max_bytes)
    except TooMuchError:
        raise too_large(max_bytes) from broken
    except NotUnpackableError:
        words = f"{host} sent a compressed body that can't be unpacked; tell its operator"
        raise FetchError(FailureKind.MALFORMED, words) from broken


def _is_cut(layer: Unpacked) -> bool:
    """Whether there should be more of it; web pages need not close what they open."""
    if not layer.data or not layer.is_complete:
        return True
    return has_end(layer.data) is False and not _PAGE.search(layer.data, 0, _HEAD)


def has_end(document: bytes) -> bool | None:
    """Whether a document has its end; None: it is of no kind that we know."""
    head = document[:_HEAD].replace(b"\0", b"")  # UTF-16
    tail = document[-_TAIL:].replace(b"\0", b"")
    if _is_json(head):
        return tail.rstrip()[-1:] in {b"}", b"]"}
    root = _ROOT.search(head)
    if not root:
        return None
    return re.search(rb"</%b\s*>" % re.escape(root[1]), tail, re.IGNORECASE) is not None


def _is_json(document: bytes) -> bool:
    return document.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def _is_sound(document: bytes) -> bool:
    """Whether what ends with a bracket is all of a JSON document; XML's root closes but once."""
    if not _is_json(document[:_HEAD]):
        return True
    try:
        json.loads(document)
    except (ValueError, RecursionError):
        return False
    return True


def _codings(response: BaseHTTPResponse, host: str) -> list[str]:
    """What was announced; names that mean nothing, such as a charset's, are passed over."""
    stated = response.headers.get("content-encoding", "").lower().split(",")
    names = (each.partition(";")[0].strip(" \t\"'") for each in stated)
    codings = [name for name in names if name in UNREADABLE or name in ENCODINGS]
    if len(codings) >= MAX_LAYERS:
        raise _unreadable(host, codings)
    return codings


def _unreadable(host: str, codings: list[str]) -> FetchError:
    return FetchError(
        FailureKind.MALFORMED,
        f"{host} compressed the feed in a way that can't be read ({', '.join(codings)[:40]})",
    )


def _received(
    response: Answer, deadline: Deadline, max_bytes: int
) -> tuple[bytes, Exception | None]:
    """What came, and what kept the rest from coming."""
    if response.length_remaining is not None and response.length_remaining > max_bytes:
        raise too_large(max_bytes)
    chunks: list[bytes] = []
    size = 0
    try:
        while chunk := response.read1(_CHUNK, decode_content=False):
            size += len(chunk)
            if size > max_bytes:
                raise too_large(max_bytes)
            chunks.append(chunk)
    except WIRE_ERRORS as error:
        if deadline.spent in {Spent.BYTES, Spent.CANCELLED}:
            raise
        return b"".join(chunks), error
    return b"".join(chunks), None


def _behind(response: Answer, deadline: Deadline, max_bytes: int) -> bytes:
    """What a server sends of a document behind the length that it has stated."""
    deadline.read_patience = min(deadline.read_patience, _SILENCE)
    more: list[bytes] = []
    size = 0
    with suppress(*WIRE_ERRORS):
        for piece in response.behind():
            more.append(piece)
            size += len(piece)
            if size > max_bytes:
                raise too_large(max_bytes)
    return b"".join(more)
