"""An answer's head: its status line and header fields, read as leniently as browsers read them.

    status line   HTTP/1.1, HTTP/2, http/1.1, ICY (Shoutcast), without a reason, with odd blanks
    fields        folded, with blanks before the colon; lines that are none are passed over
    length        given twice, with a unit, as nonsense: the least that may be meant

The library takes the rest of the head for a body at the first odd line: compression, chunks and
validators would be lost, and with them the feed. Pure: bytes in, values out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from urllib3 import HTTPHeaderDict

_STATUS = re.compile(
    rb"\s*(?:HTTP\s*/?\s*(?P<version>\d{1,2}(?:\.\d{1,2})?)?|ICY)\s+(?P<status>\d{3})(?!\d)"
    rb"(?P<reason>[^\r\n]*)",
    re.IGNORECASE,
)
_FIELD = re.compile(rb"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*:(.*)", re.DOTALL)
_LENGTH = re.compile(r'\s*["+]?(\d{1,15})(?!\d)', re.ASCII)
_NO_TEXT = bytes.maketrans(b"\r\n\0", b"   ")
"""What would make two lines of a field that is sent back, such as an ETag."""


class Fields(HTTPHeaderDict):
    """Header fields; to ask for one that isn't there costs no exception, and most aren't."""

    def get(self, key: str, default: Any = None) -> Any:
        """Return the field's value, or the default."""
        return self[key] if key in self else default  # noqa: SIM401 - that would call itself


class Status(NamedTuple):
    """What a status line says."""

    version: str
    """HTTP/1.0 or HTTP/1.1, which decides whether a connection is kept."""
    status: int
    reason: str


def status_in(line: bytes) -> Status | None:
    """Read a status line (RFC 9112 §4); None: it is none."""
    found = _STATUS.match(line)
    if not found:
        return None
    version = found["version"] or b"1.0"
    return Status(
        "HTTP/1.0" if version[:1] == b"0" or version == b"1.0" else "HTTP/1.1",
        int(found["status"]),
        found["reason"].decode("latin-1").strip(),
    )


def fields_in(lines: Iterable[bytes]) -> Fields:
    """Read header fields (RFC 9112 §5): values are Latin-1, a folded line goes on behind a blank.

    Args:
        lines: Those of one head, their ends included.
    """
    found: list[tuple[bytes, bytes]] = []
    is_field = True
    for line in lines:
        if line[:1] in b" \t" and found:
            if is_field:  # what goes on a line that was none is none
                name, value = found[-1]
                found[-1] = name, b"%b %b" % (value, _freed(line))
        elif field := _FIELD.match(line):
            is_field = True
            found.append((field[1], _freed(field[2])))
        else:
            is_field = False
    fields = Fields()
    for name, value in found:
        fields.add(name.decode("ascii"), value.decode("latin-1"))
    return fields


def is_chunked(fields: Fields) -> bool:
    """Whether the body comes in chunks, whatever else is said of it (RFC 9112 §6.1)."""
    codings = fields.get("transfer-encoding", "").split(",")
    return any(each.strip(" \t\"'").lower() == "chunked" for each in codings)


def lengths_of(fields: Fields) -> set[int]:
    """The lengths that are stated: more than one where they contradict each other."""
    stated = fields.get("content-length")
    found = map(_LENGTH.match, stated.split(",")) if stated else ()
    return {int(each[1]) for each in found if each}


def _freed(value: bytes) -> bytes:
    return value.strip().translate(_NO_TEXT)
