"""Unread elements: what an entry holds that says nothing of its news: pictures, and counters.

The counters (of views, stars, comments) change from poll to poll, in every feed of YouTube and
many of WordPress. Without this module each view of a video would be an edit to be parsed.
"""

from __future__ import annotations

import re
from typing import Final

_PATTERN: Final = (
    r"<media:(?:content|starRating|statistics|thumbnail)\b[^<>]*/>"
    r"|<(?P<counter>slash:comments|thr:total)>[\s\d]*</(?P=counter)>"
)
_PREFIXES: Final = ("<media:", "<slash:", "<thr:")
_NAMES: Final = {f":{prefix[1:-1]}".encode(): prefix.encode() for prefix in _PREFIXES}
_IN_TEXT: Final = re.compile(_PATTERN)
_IN_BYTES: Final = re.compile(_PATTERN.encode())


def without_unread(text: str) -> str:
    """Return markup without the elements that nobody reads."""
    return _IN_TEXT.sub("", text) if any(map(text.__contains__, _PREFIXES)) else text


def bytes_without_unread(data: bytes, *, declared: bytes) -> bytes:
    """Do the same in bytes of an encoding that ASCII is a part of; in others nothing is found.

    Args:
        data: Markup.
        declared: Where the namespaces are: for one that isn't there, ``data`` isn't searched.
    """
    some = any(name in declared and begin in data for name, begin in _NAMES.items())
    return _IN_BYTES.sub(b"", data) if some else data
