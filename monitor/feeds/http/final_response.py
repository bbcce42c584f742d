"""Final response: the answer itself, read as leniently as browsers read it.

    1xx         any number may come before it (RFC 9110 §15.2): 103 Early Hints (RFC 8297) is sent
                by the big delivery networks
    head        odd lines, many and long ones: hundreds of cookies, policies of 100 kB (``head``)
    no head     the document at once, as before HTTP/1.0
    length      what comes behind it can be asked for (``Answer.behind``)
    chunks      with bare line feeds; "gzip, chunked"; announced, and not done

Python's own reader takes 103 for the answer, and gives up at the others. Without this module such
feeds would seem to have no content, or to be broken for good.
"""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from http.client import BadStatusLine, HTTPException, LineTooLong, RemoteDisconnected
from io import BufferedReader
from typing import Final, cast

import urllib3

from monitor.feeds.http.head import Fields, fields_in, is_chunked, lengths_of, status_in

_MOST_FIELDS: Final = 2_000
_LONGEST_LINE: Final = 262_144
"""As much as browsers take; what an answer may cost in all is bounded by its deadline."""
_OPENINGS: Final = frozenset({b"<", b"{", b"[", b"\xef", b"\x1f"})
"""What documents begin with, packed or not, and neither heads nor sizes of chunks do."""
_LINE_ENDS: Final = frozenset({b"\r", b"\n"})
_TO_THE_END: Final = 1 << 62
_END_OF_HEAD: Final = frozenset({b"\r\n", b"\n", b""})
_BLANK_LINES: Final = 4
"""Bytes of line ends that are skipped before an answer."""
_PIECE: Final = 65_536
_BARE: Final = "HTTP/0.9"
_VERSIONS: Final = {_BARE: 9, "HTTP/1.0": 10, "HTTP/1.1": 11}


class FinalResponse(http.client.HTTPResponse):
    """The library's, past all answers that only say that it is under way."""

    fields: Fields
    """The head, without what it contradicts itself in."""
    is_contradictory = False
    """Whether it states several lengths."""
    wire: BufferedReader | None = None
    """Where more may come from, though all that was announced has been read."""
    _is_first_chunk = True

    def begin(self) -> None:
        """Read status and headers."""
        version, status, reason = self._read_status()
        while 100 <= status < 200 and status != http.client.SWITCHING_PROTOCOLS:
            self._fields()
            version, status, reason = self._read_status()
        self.fields = Fields() if version == _BARE else self._fields()
        self.headers = self.msg = self.fields  # type: ignore[assignment]
        self.version, self.code, self.status = _VERSIONS[version], status, status
        self.reason = reason
        self._frame(status)

    def _frame(self, status: int) -> None:
        """Find out where the body ends."""
        self.chunked, self.chunk_left = is_chunked(self.fields), None
        lengths = lengths_of(self.fields)
        self.length = None if self.chunked else min(lengths, default=None)
        self.is_contradictory = len(lengths) > 1
        self.will_close = self._check_close() or self.is_contradictory  # type: ignore[attr-defined]
        # What else reads the head is to find there what counts.
        self._say("content-length", None if self.length is None else str(self.length))
        self._say("transfer-encoding", "chunked" if self.chunked else None)
        if status in {http.client.NO_CONTENT, http.client.NOT_MODIFIED}:
            self.length = 0
        elif self.length is not None:
            self.wire, self.fp = self.fp, cast(BufferedReader, _Lent(self.fp))
        self.will_close = self.will_close or not (self.chunked or self.length is not None)

    def _say(self, name: str, value: str | None) -> None:
        if self.fields.get(name) != value:
            self.fields.discard(name)
            if value is not None:
                self.fields[name] = value

    def _read_status(self) -> tuple[str, int, str]:
        first = self._coming()
        for _ in range(_BLANK_LINES):
            if first not in _LINE_ENDS:
                break
            self.fp.read(1)  # left over from the answer before
            first = self._coming()
        if first in _OPENINGS:
            return _BARE, 200, ""
        line = self.fp.readline(_LONGEST_LINE + 1)
        if not line:
            raise RemoteDisconnected("no answer")
        if status := status_in(line):
            return status
        raise BadStatusLine(line.decode("latin-1"))

    def _fields(self) -> Fields:
        lines: list[bytes] = []
        while (line := self.fp.readline(_LONGEST_LINE + 1)) not in _END_OF_HEAD:
            if len(line) > _LONGEST_LINE:
                raise LineTooLong("header line")
            if len(lines) >= _MOST_FIELDS:
                raise HTTPException(f"more than {_MOST_FIELDS} headers")
            lines.append(line)
        return fields_in(lines)

    def _get_chunk_left(self) -> int | None:
        if self._is_first_chunk and self.fp.peek(1).lstrip(b"\r\n\t ")[:1] in _OPENINGS:
            self.chunk_left = _TO_THE_END
        self._is_first_chunk = False
        left: int | None = super()._get_chunk_left()  # type: ignore[misc]
        return left

    def _safe_read(self, amount: int) -> bytes:
        if amount == 2 and self.chunk_left == 0 and self._coming() == b"\n":
            amount = 1  # a bare line feed ends the chunk
        read: bytes = super()._safe_read(amount)  # type: ignore[misc]
        return read

    def _coming(self) -> bytes:
        """What comes next, left there; empty at the end."""
        return self.fp.peek(1)[:1]


class Answer(urllib3.HTTPResponse):
    """A final response for those who read it: they may go on where it should have ended."""

    def __init__(self, raw: FinalResponse) -> None:
        self._final = raw
        self.is_contradictory = raw.is_contradictory
        self.is_longer = False
        """Whether more came than was announced: what the connection brings next is nobody's."""
        super().__init__(
            body=raw,
            headers=raw.fields,
            status=raw.status,
            version=raw.version,
            reason=raw.reason,
            preload_content=False,
            original_response=raw,
            request_method="GET",
        )

    def behind(self) -> Iterator[bytes]:
        """Yield what comes behind a stated length, once all up to there has been read.

        Raises:
            OSError: Nothing more comes; a server that keeps the connection says so by silence.
        """
        wire = self._final.wire
        while wire and (piece := wire.read1(_PIECE)):
            self.is_longer = True
            yield piece

    def release(self) -> None:
        """Nobody reads on."""
        if self._final.wire:
            self._final.wire.close()


class _Lent:
    """A stream that whoever closes it closes only for himself."""

    def __init__(self, stream: BufferedReader) -> None:
        self.read, self.read1, self.readinto = stream.read, stream.read1, stream.readinto
        self.readline, self.peek, self.flush = stream.readline, stream.peek, stream.flush

    def close(self) -> None:
        """Leave it open."""
