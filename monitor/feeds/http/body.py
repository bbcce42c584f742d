"""A feed's body: its hash, with what changes at every build left out.

Half of all polls bring a body that differs only in the moment it was built: a channel's
``lastBuildDate``, a cache's closing comment. ``body_hash`` doesn't see those, so that nothing is
parsed for them. What an item says always counts, but for how often it was viewed.
"""

from __future__ import annotations

import hashlib
import re

from monitor.feeds.unread_elements import bytes_without_unread

_ITEM = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s/>]", re.IGNORECASE)
_ITEM_END = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:item|entry)\s{0,20}>", re.IGNORECASE)
_BUILD_DATE = re.compile(
    rb"<(?P<name>lastBuildDate|pubDate|updated|dc:date)(?:\s[^<>]{0,200})?>[^<>]{0,100}</(?P=name)\s{0,20}>"
)
_TAIL = 4_096
"""Bytes at the end of a body in which closing comments are looked for."""


def body_hash(body: bytes) -> str:
    """Hash a body so that it changes whenever something in an item changes that is read.

    Left out are, before the first item, comments and the channel's own build dates; after the last
    item, comments; in items, pictures and counters (``unread_elements``). A body in which no item
    can be told apart (JSON, UTF-16) is hashed whole.

    Returns:
        128-bit BLAKE2b, as hex.
    """
    state = hashlib.blake2b(digest_size=16)
    first = _ITEM.search(body)
    if first is None:
        state.update(body)
        return state.hexdigest()
    head, tail = first.start(), _after_items(body, first.start())
    before = _BUILD_DATE.sub(b"", _without_comments(body[:head]))
    after = _without_comments(body[tail:])
    # The lengths keep the three parts apart: no text can wander from one into the next unseen.
    items = bytes_without_unread(body[head:tail], declared=body[:head])
    for part in (b"%d %d " % (len(before), len(after)), before, items, after):
        state.update(part)
    return state.hexdigest()


def _after_items(body: bytes, first: int) -> int:
    """Where the last item has ended, if nothing after that could be one; else the body's end."""
    begin = max(first, len(body) - _TAIL)
    end = begin
    for end_tag in _ITEM_END.finditer(body, begin):
        end = end_tag.end()
    return len(body) if end == begin or _ITEM.search(body, end) else end


def _without_comments(text: bytes) -> bytes:
    """Cut whole comments out, in time linear in the length whatever the text."""
    kept = []
    position = 0
    while (start := text.find(b"<!--", position)) >= 0:
        end = text.find(b"-->", start + 4)
        if end < 0:
            break
        kept.append(text[position:start])
        position = end + 3
    kept.append(text[position:])
    return b"".join(kept)
