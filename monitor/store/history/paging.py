"""Page: some rows of a longer list, and where the next begin.

A page is found again by the last row that was shown (a keyset), not by counting rows from the top:
the hundredth page costs what the first does, and what comes in meanwhile shifts nothing.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from monitor.errors import StoreError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows in the order asked for."""

    rows: tuple[T, ...] = ()
    next: str = ""
    """What to give as ``after`` for the rows that follow; empty: there are none."""

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def cursor(sort: str, key: str | float, id_: int) -> str:
    """Name a row by the order it stands in, its place in that order, and its id."""
    text = json.dumps([sort, key, id_], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str, sort: str, kind: type[T]) -> tuple[T, int] | None:
    """Take a ``cursor`` apart; None where there is none.

    Raises:
        StoreError: it is no cursor, or one of another order.
    """
    if not text:
        return None
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        found_sort, key, id_ = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        found_sort = key = id_ = None
    if found_sort != sort or type(key) is not kind or type(id_) is not int or abs(id_) >= 1 << 63:
        raise StoreError(
            f"{text!r} isn't valid for this list; leave it out to start from the beginning"
        )
    return key, id_
