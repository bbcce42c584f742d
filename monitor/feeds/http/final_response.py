"""Final response: the answer itself, past all those that only say that it is under way.

Any number of 1xx answers may come first (RFC 9110 §15.2): 103 Early Hints (RFC 8297) is sent by the
big delivery networks. Without this module a feed that sends it would seem to have no content.
"""

from __future__ import annotations

from http.client import CONTINUE, SWITCHING_PROTOCOLS, HTTPResponse


class FinalResponse(HTTPResponse):
    """The library's, which skips 100 Continue and takes any other 1xx for the answer."""

    def _read_status(self) -> tuple[str, int, str]:
        version, status, reason = super()._read_status()  # type: ignore[misc]
        is_interim = CONTINUE <= status < 200 and status != SWITCHING_PROTOCOLS
        return version, CONTINUE if is_interim else status, reason
