"""Unread elements: what an entry holds that says nothing of its news: pictures, and counters.

The counters (of views, stars, comments) change from poll to poll, in every feed of YouTube and
many of WordPress. Without this module each view of a video would be an edit to be parsed.
"""

from __future__ import annotations

import re
from typing import Final

_ELEMENTS: Final = {
    "media": r"<media:(?:content|starRating|statistics|thumbnail)\b[^<>]*/>",
    "slash": r"<slash:comments>[\s\d]*</slash:comments>",
    "thr": r"<thr:total>[\s\d]*</thr:total>",
}
"""By the namespace's usual prefix. One pattern for all would try its luck at every tag."""
_IN_TEXT: Final = {f"<{prefix}:": re.compile(each) for prefix, each in _ELEMENTS.items()}
_IN_BYTES: Final = {
    f":{prefix}".encode(): (f"<{prefix}:".encode(), re.compile(each.encode()))
    for prefix, each in _ELEMENTS.items()
}


def without_unread(text: str) -> str:
    """Return markup without the elements that nobody reads."""
    for begin, element in _IN_TEXT.items():
        if begin in text:
            text = element.sub("", text)
    return text


def bytes_without_unread(data: bytes, *, declared: bytes) -> bytes:
    """Do the same in bytes of an encoding that ASCII is a part of; in others nothing is found.

    Args:
        data: Markup.
        declared: Where the namespaces are: for one that isn't there, ``data`` isn't searched.
    """
    for name, (begin, element) in _IN_BYTES.items():
        if name in declared and begin in data:
            data = element.sub(b"", data)
    return data
