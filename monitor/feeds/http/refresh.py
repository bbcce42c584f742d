"""Refresh: where a page sends its reader on, though its status is that of a success.

    Refresh: 0; url=/feed.xml
    <meta http-equiv="refresh" content="0; url=/feed.xml">

Browsers follow both (HTML Standard, "shared declarative refresh steps"), and so servers without
access to their status lines redirect. Without this module such a feed would be a web page. Pure.
"""

from __future__ import annotations

import html
import re
from typing import Final

_HEAD: Final = 16_384
"""Bytes of a page in which it is looked for."""
_SOON: Final = 10
"""Seconds; a page that waits longer is there to be read."""
_PAGE: Final = re.compile(rb"\s*(?:<!doctype html|<html|<head|<meta|<title|<body)", re.IGNORECASE)
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_META: Final = re.compile(r"<meta\s([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"([\w-]{1,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_VALUE: Final = re.compile(
    r"""\s*(?P<seconds>\d{1,9})?(?:\.[\d.]*)?\s*(?:[;,]|\s)\s*(?:url\s*=\s*)?
    (?:"(?P<double>[^"]*)|'(?P<single>[^']*)|(?P<plain>\S.*))""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def refreshed(header: str, body: bytes) -> str:
    """Return the address a page sends its reader to at once; empty if to none.

    Args:
        header: The ``Refresh`` header; empty: there is none.
        body: What came with it; a document that is no web page is what was meant.
    """
    is_page = _PAGE.match(body.removeprefix(b"\xef\xbb\xbf")) is not None
    if header and (is_page or not body.strip()):
        return _address(header)
    if not is_page:
        return ""
    # As in a header, characters stand for bytes until an address is made of them.
    head = _COMMENT.sub("", body[:_HEAD].decode("latin-1"))
    for tag in _META.finditer(head):
        found = _ATTRIBUTE.findall(tag[1])
        named = {
            name.lower(): html.unescape(one or two or three) for name, one, two, three in found
        }
        if named.get("http-equiv", "").strip().lower() == "refresh":
            return _address(named.get("content", ""))
    return ""


def _address(value: str) -> str:
    found = _VALUE.match(value)
    if not found or int(found["seconds"] or 0) > _SOON:
        return ""
    return (found["double"] or found["single"] or found["plain"] or "").strip()
