"""Frozen dataclasses to JSON text and back, for what no query looks into.

Handles what the domain's values are made of: str, int, float, bool, None, aware datetime,
timedelta, StrEnum, tuples and dataclasses of these. A field at its default isn't written; one that
wasn't written takes its default; one that a newer version wrote is ignored, so that going back a
version loses nothing but that.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from monitor.store import moment

T = TypeVar("T")
_AS_IT_IS = frozenset({str, int, float, bool, types.NoneType})


def to_json(value: object) -> str:
    """Encode a dataclass, or a tuple of dataclasses."""
    return _ENCODER.encode(_plain(value))


def from_json(kind: type[T], text: str) -> T:
    """Decode what ``to_json`` wrote of a ``kind``.

    ``kind`` may be a parametrised tuple such as ``tuple[Hit, ...]``.
    """
    return cast(T, _reader(cast(Any, kind))(json.loads(text)))


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> object:
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, datetime):
        return moment.to_text(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return {
        name: _plain(content)
        for name, default in _defaults(cast(Any, type(value)))
        if (content := getattr(value, name)) != default
    }


@cache
def _defaults(kind: Any) -> tuple[tuple[str, object], ...]:
    return tuple((field.name, field.default) for field in dataclasses.fields(kind))


Reader = Callable[[Any], Any]


@cache
def _reader(kind: Any) -> Reader:
    """What makes a ``kind`` of what JSON has for it. Types are looked into once, not each time."""
    origin = get_origin(kind)
    if origin is tuple:
        return _tuple_reader(get_args(kind))
    if origin in (Union, types.UnionType):
        (meant,) = (part for part in get_args(kind) if part is not types.NoneType)
        read = _reader(meant)
        return lambda plain: None if plain is None else read(plain)
    if kind is datetime:
        return moment.from_text
    if kind is timedelta:
        return lambda plain: timedelta(seconds=plain)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if dataclasses.is_dataclass(kind):
        return _dataclass_reader(cast(type, kind))
    return lambda plain: plain


def _tuple_reader(parts: tuple[Any, ...]) -> Reader:
    if parts[-1] is Ellipsis:
        read = _reader(parts[0])
        return lambda plain: tuple(map(read, plain))
    readers = tuple(map(_reader, parts))
    return lambda plain: tuple(read(value) for read, value in zip(readers, plain, strict=True))


def _dataclass_reader(kind: type) -> Reader:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}

    def read(plain: dict[str, Any]) -> Any:
        return kind(
            **{name: readers[name](value) for name, value in plain.items() if name in readers}
        )

    return read
