"""Final response: the answer itself, read as leniently as browsers read it.

    1xx         any number may come before it (RFC 9110 §15.2): 103 Early Hints (RFC 8297) is sent
                by the big delivery networks
    headers     many and long ones: hundreds of cookies, policies of 100 kB
    chunks      with bare line feeds; "gzip, chunked"; announced, and not done

Python's own reader takes 103 for the answer, and gives up at the others. Without this module such
feeds would seem to have no content, or to be broken for good.
"""

from __future__ import annotations

import http.client
from http.client import CONTINUE, SWITCHING_PROTOCOLS, HTTPResponse

# As much as browsers take, where 100 headers of 64 kB are the library's limit for all of a process;
# what an answer may cost in all is bounded by its deadline.
http.client._MAXHEADERS = 2_000  # type: ignore[attr-defined]  # noqa: SLF001
http.client._MAXLINE = 262_144  # type: ignore[attr-defined]  # noqa: SLF001

_NO_SIZES = frozenset({b"<", b"{", b"[", b"\xef", b"\x1f"})
"""What documents begin with, packed or not, and sizes of chunks don't."""
_TO_THE_END = 1 << 62
_BLANK_LINES = 4
"""Bytes of line ends that are skipped before an answer."""


class FinalResponse(HTTPResponse):
    """The library's, past all answers that only say that it is under way."""

    _is_first_chunk = True

    def begin(self) -> None:
        """Read status and headers."""
        super().begin()
        codings = ",".join(self.headers.get_all("transfer-encoding", [])).lower().split(",")
        if not self.chunked and codings[-1].strip() == "chunked":  # gzip, chunked (RFC 9112 §6.1)
            self.chunked, self.chunk_left, self.length = True, None, None

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(_BLANK_LINES):
            if self._next_byte() in {b"\r", b"\n"}:  # left over from the answer before
                self.fp.read(1)
        version, status, reason = super()._read_status()  # type: ignore[misc]
        is_interim = CONTINUE <= status < 200 and status != SWITCHING_PROTOCOLS
        return version, CONTINUE if is_interim else status, reason

    def _get_chunk_left(self) -> int | None:
        if self._is_first_chunk and self._next_byte() in _NO_SIZES:
            self.chunk_left = _TO_THE_END
        self._is_first_chunk = False
        left: int | None = super()._get_chunk_left()  # type: ignore[misc]
        return left

    def _safe_read(self, amount: int) -> bytes:
        if amount == 2 and self.chunk_left == 0 and self._next_byte() == b"\n":
            amount = 1  # a bare line feed ends the chunk
        read: bytes = super()._safe_read(amount)  # type: ignore[misc]
        return read

    def _next_byte(self) -> bytes:
        """What comes next, left there; empty at the end."""
        peeked: bytes = self.fp.peek(1)
        return peeked[:1]
