"""Batch: the mails of one poll in one body, so that they are parsed like any other document.

Each mail comes behind a line that says its UID, how many bytes it has and when it arrived, as the
server wrote it. Without this module mails would need a way of their own into the process that
parses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

_HEAD = re.compile(rb"(\d+) (\d+) ([^\n]*)\n")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_LONGEST_HEAD = 50_000
_CONTENT = re.compile(rb"(?im)^Content-(?:Type|Transfer-Encoding):.*\n(?:[ \t].*\n)*")
"""What says how the text is written that isn't there any more."""


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


def without_body(letter: Letter, reason: str) -> Letter:
    """Return a mail whose text can't be read: its headers, and why."""
    head = _BLANK_LINE.split(letter.data, maxsplit=1)[0][:_LONGEST_HEAD]
    kept = _CONTENT.sub(b"", head.replace(b"\r\n", b"\n") + b"\n")
    note = f"The text of this mail can't be read: {reason}.".encode()
    return replace(
        letter, data=kept + b"Content-Type: text/plain; charset=utf-8\n\n" + note + b"\n"
    )
