"""Frozen dataclasses to JSON text and back, for what no query looks into.

Handles what the domain's values are made of: str, int, float, bool, None, aware datetime,
timedelta, StrEnum, tuples and dataclasses of these. A field at its default isn't written; one that
wasn't written takes its default; a field or a member of an enumeration that only a newer version
knows is ignored, so that going back a version loses nothing but that.
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

from monitor.store import timestamps
from monitor.store.trouble import UnreadableError

T = TypeVar("T")
_AS_IT_IS = frozenset({str, int, float, bool, types.NoneType})


def to_json(value: object) -> str:
    """Encode a dataclass, or a tuple of dataclasses."""
    return _ENCODER.encode(to_plain(value))


def to_plain(value: Any) -> Any:
    """Return what JSON has for a dataclass, or a tuple of them: dicts, lists, numbers, texts."""
    if type(value) in _AS_IT_IS:
        return value
    return _writer(cast(Any, type(value)))(value)


def encoded(plain: object) -> str:
    """Write what ``to_plain`` returned as JSON."""
    return _ENCODER.encode(plain)


def from_json(kind: type[T], text: str) -> T:
    """Decode what ``to_json`` wrote of a ``kind``.

    Args:
        kind: The type to decode to; may be a parametrised tuple such as ``tuple[Hit, ...]``.
        text: JSON.

    Raises:
        UnreadableError: The text isn't what ``to_json`` writes of a ``kind``.
    """
    try:
        return from_plain(kind, json.loads(text))
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise UnreadableError(f"{str(text)[:40]!r} for a {kind}") from error


def from_plain(kind: type[T], plain: object) -> T:
    """Make a ``kind`` of what ``to_plain`` returned for one."""
    return cast(T, reader_of(cast(Any, kind))(plain))


UNKNOWN = object()
"""What a reader returns for a value that an enumeration doesn't have."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@cache
def _writer(kind: Any) -> Callable[[Any], object]:
    """What makes of a ``kind`` what JSON has for it. Types are looked into once, not each time."""
    if issubclass(kind, datetime):
        return timestamps.to_text
    if issubclass(kind, timedelta):
        return timedelta.total_seconds
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, tuple):
        return lambda value: [to_plain(part) for part in value]
    return _dataclass_writer(kind)


def _dataclass_writer(kind: Any) -> Callable[[Any], object]:
    defaults = tuple((field.name, default_of(field)) for field in dataclasses.fields(kind))

    def write(value: Any) -> object:
        plain = {}
        for name, default in defaults:
            content = getattr(value, name)
            if content is not default and content != default:
                as_it_is = type(content) in _AS_IT_IS
                plain[name] = content if as_it_is else to_plain(content)
        return plain

    return write


def default_of(field: dataclasses.Field[Any]) -> object:
    """Return a field's default; ``dataclasses.MISSING`` if it has none."""
    factory = field.default_factory
    return field.default if factory is dataclasses.MISSING else factory()


Reader = Callable[[Any], Any]


@cache
def reader_of(kind: Any) -> Reader:
    """Return what makes a ``kind`` of what JSON has for it; what it can't know is ``UNKNOWN``."""
    origin = get_origin(kind)
    if origin is tuple:
        return _tuple_reader(get_args(kind))
    if origin in (Union, types.UnionType):
        (meant,) = (part for part in get_args(kind) if part is not types.NoneType)
        read = reader_of(meant)
        return lambda plain: None if plain is None else read(plain)
    if kind is datetime:
        return timestamps.from_text
    if kind is timedelta:
        return lambda plain: timedelta(seconds=plain)
    if isinstance(kind, type) and issubclass(kind, Enum):
        members = {member.value: member for member in kind}
        return lambda plain: members.get(plain, UNKNOWN)
    if dataclasses.is_dataclass(kind):
        return _dataclass_reader(cast(type, kind))
    return lambda plain: plain


def _tuple_reader(parts: tuple[Any, ...]) -> Reader:
    if parts[-1] is Ellipsis:
        read = reader_of(parts[0])
        return lambda plain: tuple(map(read, plain))
    readers = tuple(map(reader_of, parts))
    return lambda plain: tuple(read(value) for read, value in zip(readers, plain, strict=True))


def _dataclass_reader(kind: type) -> Reader:
    hints = get_type_hints(kind)
    readers = {field.name: reader_of(hints[field.name]) for field in dataclasses.fields(kind)}

    # Frozen, so one will do: most parts of most feeds' states are as they begin.
    needs_none = dataclasses.MISSING not in map(default_of, dataclasses.fields(kind))
    as_it_begins = kind() if needs_none else None

    def read(plain: dict[str, Any]) -> Any:
        if not plain and as_it_begins is not None:
            return as_it_begins
        known = {
            name: content
            for name, value in plain.items()
            if name in readers and (content := readers[name](value)) is not UNKNOWN
        }
        return kind(**known)

    return read
