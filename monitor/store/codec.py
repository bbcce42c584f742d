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
from monitor.store.trouble import UnreadableError

T = TypeVar("T")
_AS_IT_IS = frozenset({str, int, float, bool, types.NoneType})


def to_json(value: object) -> str:
    """Encode a dataclass, or a tuple of dataclasses."""
    return _ENCODER.encode(_plain(value))


def from_json(kind: type[T], text: str, **known: object) -> T:
    """Decode what ``to_json`` wrote of a ``kind``.

    Args:
        kind: The type to decode to; may be a parametrised tuple such as ``tuple[Hit, ...]``.
        text: JSON.
        known: Fields of the dataclass whose values are given here, whatever the text says.

    Raises:
        UnreadableError: The text isn't what ``to_json`` writes of a ``kind``.
    """
    try:
        return cast(T, _reader(cast(Any, kind))(json.loads(text), **known))
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise UnreadableError(f"{str(text)[:40]!r} for a {kind}") from error


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> object:
    if type(value) in _AS_IT_IS:
        return value
    return _writer(cast(Any, type(value)))(value)


@cache
def _writer(kind: Any) -> Callable[[Any], object]:
    """What makes of a ``kind`` what JSON has for it. Types are looked into once, not each time."""
    if issubclass(kind, datetime):
        return moment.to_text
    if issubclass(kind, timedelta):
        return timedelta.total_seconds
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, tuple):
        return lambda value: [_plain(part) for part in value]
    return _dataclass_writer(kind)


def _dataclass_writer(kind: Any) -> Callable[[Any], object]:
    defaults = tuple((field.name, field.default) for field in dataclasses.fields(kind))

    def write(value: Any) -> object:
        return {
            name: _plain(content)
            for name, default in defaults
            if (content := getattr(value, name)) is not default and content != default
        }

    return write


Reader = Callable[..., Any]


@cache
def _reader(kind: Any) -> Reader:
    """What makes a ``kind`` of what JSON has for it."""
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

    def read(plain: dict[str, Any], **known: object) -> Any:
        for name, value in plain.items():
            if name not in known and name in readers:
                known[name] = readers[name](value)
        return kind(**known)

    return read
