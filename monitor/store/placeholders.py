"""Placeholders: how many question marks a statement has for a list of values.

SQLite compiles a statement once and Python remembers it, but one with three question marks is
another than one with four. So lists are filled up to a power of two, with what they have already.
Without this module each length in use would be compiled and remembered by itself, megabytes for
each thread that reads. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar

T = TypeVar("T")


def filled(values: Sequence[T]) -> list[T]:
    """Return the values, the last of them repeated up to a power of two; none stay none."""
    short = (1 << (len(values) - 1).bit_length()) - len(values) if values else 0
    return [*values, *[values[-1]] * short] if short else [*values]


def marks(values: Collection[object]) -> str:
    """Return a question mark for each value, as ``IN (…)`` takes them."""
    return ",".join("?" * len(values))
