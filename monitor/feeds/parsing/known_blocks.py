"""Known blocks: what a feed document holds that was read before, cut out before it is parsed.

Most of a changed document is the document of the poll before: of a newspaper's entries three
quarters and more are the same to the byte. A block is one ``<item>`` or ``<entry>`` with all in it.
What was read is remembered as two digests a block, sixteen bytes: one of its text, which shows that
it is the same again, and one of what makes its entry the same entry tomorrow (``item.identify``),
which shows when a block that isn't cut meets one that was.

    blocks = take_apart(xml, base)          None: where blocks begin is uncertain; parse everything
    rest = blocks.without(memory)           the document with what is remembered cut out
    memory = rest.remember(marks)           the memory for the next poll

A cut must change nothing: not the items of the blocks that stay, nor their keys. So all that stands
around the blocks (namespaces, ``xml:base``, the language, the channel's link and title) is part of
each block's digest, and blocks that share an identity are never remembered. When in doubt, nothing
is cut. Pure. Without this module each change of a feed would cost the parsing of all its entries.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_SIZE = 8
"""Bytes of a digest."""
_BLOCK_TAG = re.compile(
    r"<(?:(?P<opens>!\[CDATA\[|!--|\?)"
    r"|(?P<end>/)?(?P<name>(?:[\w.-]+:)?(?:[Ii][Tt][Ee][Mm]|[Ee][Nn][Tt][Rr][Yy]))"
    r"(?=[\s/>])[^<>]*?(?P<empty>/)?>)"
)
_CLOSES = {"![CDATA[": "]]>", "!--": "-->", "?": "?>"}
_PASSING = re.compile(
    r"<!--.*?(?:-->|\Z)|\s+"
    r"|<(?P<date>lastBuildDate|pubDate|updated|dc:date)(?:\s[^<>]{0,200})?>[^<>]{0,100}</(?P=date)\s*>"
    r"|<(?:a(?:tom)?\d*:)?link\s[^<>]{0,500}\brel\s*=\s*([\"'])self\2[^<>]{0,500}/>"
    r"|<rdf:li\s[^<>]*>|</rdf:li\s*>",
    re.DOTALL,
)
"""What may change around the blocks and mean nothing to them: dates of building, the feed's own
address, RDF's list."""


@dataclass(frozen=True, slots=True)
class Rest:
    """A document from which blocks may have been cut."""

    xml: str
    cut: int
    """How many blocks were cut."""
    _digests: tuple[bytes, ...]
    _known: dict[bytes, bytes]

    @property
    def kept(self) -> int:
        """How many blocks are left after the cut."""
        return len(self._digests) - self.cut

    def remember(self, marks: Sequence[bytes]) -> bytes | None:
        """Make the memory of this document.

        Args:
            marks: ``mark`` of the entry of each block left, in their order.

        Returns:
            The memory; None where a block that is left has the identity of one that was cut, so
            that the document must be parsed whole.
        """
        fresh = iter(marks)
        pairs = [(key, self._known.get(key) or next(fresh)) for key in self._digests]
        shared = {mark for mark, count in Counter(mark for _, mark in pairs).items() if count > 1}
        if not shared.isdisjoint(self._known.values()):
            return None
        return b"".join(key + mark for key, mark in pairs if mark not in shared)


@dataclass(frozen=True, slots=True)
class Blocks:
    """A document taken apart: ``head``, its blocks in order, ``tail``."""

    head: str
    blocks: tuple[str, ...]
    tail: str
    _digests: tuple[bytes, ...]

    def without(self, memory: bytes) -> Rest:
        """Cut out the blocks that are in ``memory`` (``Rest.remember``)."""
        size = 2 * _SIZE
        remembered = {
            memory[at : at + _SIZE]: memory[at + _SIZE : at + size]
            for at in range(0, len(memory) - size + 1, size)
        }
        known = {key: remembered[key] for key in self._digests if key in remembered}
        left = [
            block for block, key in zip(self.blocks, self._digests, strict=True) if key not in known
        ]
        cut = len(self.blocks) - len(left)
        return Rest("".join((self.head, *left, self.tail)), cut, self._digests, known)


def take_apart(xml: str, base: str) -> Blocks | None:
    """Separate a document's blocks from what stands around them.

    Args:
        xml: A document that was mended (``document.feed_xml``).
        base: The address that its relative links start from.

    Returns:
        The parts, in order; None where blocks are nested, broken or not side by side.
    """
    spans: list[tuple[int, int]] = []
    start = -1
    for tag in _block_tags(xml):
        if tag["end"]:
            if start < 0:
                return None
            spans.append((start, tag.end()))
            start = -1
        elif start >= 0 or tag["empty"]:
            return None
        else:
            start = tag.start()
    if start >= 0 or not spans:
        return None
    for (_, end), (following, _) in pairwise(spans):
        if xml[end:following].strip():
            return None
    head, tail = xml[: spans[0][0]], xml[spans[-1][1] :]
    around = _digest("\0".join((base, _PASSING.sub("", head), _PASSING.sub("", tail))), b"")
    blocks = tuple(xml[begin:end] for begin, end in spans)
    return Blocks(head, blocks, tail, tuple(_digest(block, around) for block in blocks))


def _block_tags(xml: str) -> Iterator[re.Match[str]]:
    """The tags of blocks, but for those in CDATA sections, comments and instructions."""
    at = 0
    while tag := _BLOCK_TAG.search(xml, at):
        at = tag.end()
        if tag["opens"]:
            closes = _CLOSES[tag["opens"]]
            end = xml.find(closes, at)
            if end < 0:
                return
            at = end + len(closes)
        else:
            yield tag


@lru_cache(maxsize=1)  # asked for each stored item that an item may be
def marks(memory: bytes) -> frozenset[bytes]:
    """Return the ``mark`` of each entry that a memory holds, those that were cut out included."""
    size = 2 * _SIZE
    return frozenset(memory[at + _SIZE : at + size] for at in range(0, len(memory), size))


def mark(guid: str, link: str, title: str, text: str) -> bytes:
    """Digest what identifies an entry; entries that could get the same key have the same digest."""
    return _digest(guid or link or f"{title}\0{text}", b"")


def _digest(text: str, key: bytes) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=_SIZE, key=key).digest()
