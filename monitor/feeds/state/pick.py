"""Pick: which parts of a web page are its items, for pages that have no feed. Pure.

Without this value a publisher who offers no feed couldn't be watched.
"""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """CSS selectors as the user wrote them; all but ``item`` are looked up within an item.

    An empty one leaves it to ``parsing.page`` to find that part.
    """

    item: str
    """What is one item: ``li.release``."""
    title: str = ""
    link: str = ""
    date: str = ""
    summary: str = ""

    @property
    def memory(self) -> bytes:
        """What to remember of a poll: by which selectors the page was read."""
        parts = "\0".join(astuple(self)).encode()
        return b"pick:" + hashlib.blake2b(parts, digest_size=16).digest()
