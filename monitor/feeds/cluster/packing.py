"""Packing: frozen dataclasses as pickles that are quickly read.

By itself a frozen dataclass with slots looks up its fields each time that one is unpickled; here
the pickle holds the values in order, and to read them is to set them. Without this module the
coordinator, one process, would take twice as long to unpack what its workers bring.
"""

from __future__ import annotations

import dataclasses
import io
import pickle
from collections.abc import Callable
from functools import cache
from typing import Any

_new: Callable[[type], object] = object.__new__


class _Packer(pickle.Pickler):
    """Writes dataclasses with slots as their values."""

    def reducer_override(self, value: Any) -> Any:
        """See ``pickle``."""
        kind: Any = type(value)
        names = _names(kind)
        if names is None:
            return NotImplemented
        return made, (kind, *[getattr(value, name) for name in names])


def pack(value: object) -> bytes:
    """Return the pickle of a value; ``pickle.loads`` reads it."""
    packed = io.BytesIO()
    _Packer(packed, pickle.HIGHEST_PROTOCOL).dump(value)
    return packed.getvalue()


def made(kind: type, *values: object) -> object:
    """Make a dataclass of the values of its fields, in order, without ``__post_init__``."""
    new = _new(kind)
    for put, value in zip(_setters(kind), values, strict=True):
        put(new, value)
    return new


@cache
def _names(kind: Any) -> tuple[str, ...] | None:
    """The fields of a frozen dataclass with slots; None: it is pickled in another way."""
    if getattr(kind.__getstate__, "__module__", "") != dataclasses.__name__:
        return None
    return tuple(field.name for field in dataclasses.fields(kind))


@cache
def _setters(kind: type) -> tuple[Callable[[object, object], None], ...]:
    """What sets each field, though the dataclass be frozen."""
    return tuple(getattr(kind, name).__set__ for name in _names(kind) or ())
