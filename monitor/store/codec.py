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
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from monitor.store import moment

T = TypeVar("T")


def to_json(value: object) -> str:
    """Encode a dataclass, or a tuple of dataclasses."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def from_json(kind: type[T], text: str) -> T:
    """Decode what ``to_json`` wrote of a ``kind``.

    ``kind`` may be a parametrised tuple such as ``tuple[Hit, ...]``.
    """
    return cast(T, _typed(kind, json.loads(text)))


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return moment.to_text(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(content)
            for field in dataclasses.fields(value)
            if (content := getattr(value, field.name)) != field.default
        }
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def _typed(kind: Any, plain: Any) -> Any:
    origin = get_origin(kind)
    if origin is tuple:
        parts = get_args(kind)
        if parts[-1] is Ellipsis:
            return tuple(_typed(parts[0], part) for part in plain)
        return tuple(_typed(part, value) for part, value in zip(parts, plain, strict=True))
    if origin in (Union, types.UnionType):
        if plain is None:
            return None
        (kind,) = (part for part in get_args(kind) if part is not type(None))
        return _typed(kind, plain)
    if kind is datetime:
        return moment.from_text(plain)
    if kind is timedelta:
        return timedelta(seconds=plain)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(plain)
    if dataclasses.is_dataclass(kind):
        hints = _hints(cast(type, kind))
        return cast(type, kind)(
            **{name: _typed(hints[name], value) for name, value in plain.items() if name in hints}
        )
    return plain


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
