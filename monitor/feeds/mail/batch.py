"""Batch: the mails of one poll in one body, so that they are parsed like any other document.

Each mail comes behind a line that says its UID, how many bytes it has and when it arrived, as the
server wrote it. Without this module mails would need a way of their own into the process that
parses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_HEAD = re.compile(rb"(\d+) (\d+) ([^\n]*)\n")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as it came."""

    uid: int
    received: str
    """INTERNALDATE, such as ``07-Feb-2026 10:00:00 +0000``; empty: the server didn't say."""
    data: bytes
    """As RFC 5322 has it; its end may be cut off."""


def pack(letters: Iterable[Letter]) -> bytes:
    """Make one body of mails."""
    return b"".join(
        b"%d %d %s\n%s"
        % (each.uid, len(each.data), each.received.encode("ascii", "replace"), each.data)
        for each in letters
    )


def unpack(body: bytes) -> Iterator[Letter]:
    """Take a body apart again."""
    at = 0
    while head := _HEAD.match(body, at):
        at = head.end() + int(head[2])
        yield Letter(int(head[1]), head[3].decode("ascii"), body[head.end() : at])
