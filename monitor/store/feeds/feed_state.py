"""A FeedState as the column ``state`` has it: one flat JSON object, whatever its parts are called.

The names of the fields are those of the parts, without the parts, as every version has written
them. So what belongs together can be arranged anew without touching a database, and a version
before or after reads what this one wrote. Without this module an upgrade would read every feed as
if it were new.
"""

from __future__ import annotations

import json
from collections import ChainMap
from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final, NamedTuple, get_type_hints

from monitor.feeds.state.feed_state import Cache, FeedState, News, Redirect, Schedule, Trouble
from monitor.store.codec import UNKNOWN, default_of, encoded, reader_of, to_plain

_PARTS: Final[dict[str, type]] = {
    "cache": Cache,
    "schedule": Schedule,
    "news": News,
    "trouble": Trouble,
    "redirect": Redirect,
}
_AS_THEY_BEGIN: Final = {part: kind() for part, kind in _PARTS.items()}


class _Fields(NamedTuple):
    """The fields of a part that are no parts themselves."""

    names: tuple[str, ...]
    defaults: tuple[object, ...]
    values_of: Callable[[object], tuple[object, ...]]


def _fields_of(kind: type) -> _Fields:
    own = [field for field in fields(kind) if field.name not in _PARTS]
    names = tuple(field.name for field in own)
    return _Fields(names, tuple(map(default_of, own)), attrgetter(*names))


def _readers_of(part: str, kind: type) -> dict[str, tuple[str, Callable[[Any], Any]]]:
    """By field, the part it belongs to and what reads it."""
    hints = get_type_hints(kind)
    return {name: (part, reader_of(hints[name])) for name in _fields_of(kind).names}


_KINDS: Final = {"": FeedState} | _PARTS
_FIELDS: Final = {part: _fields_of(kind) for part, kind in _KINDS.items()}
"""By part; of the state itself under no name."""
_READERS: Final = dict(ChainMap(*[_readers_of(part, kind) for part, kind in _KINDS.items()]))


def to_text(state: FeedState) -> str:
    """Return a feed's state as JSON text; what is at its default isn't written."""
    flat: dict[str, object] = {}
    for part, (names, defaults, values_of) in _FIELDS.items():
        values = values_of(getattr(state, part) if part else state)
        if values != defaults:
            for name, value, default in zip(names, values, defaults, strict=True):
                if value != default:
                    flat[name] = to_plain(value)
    return encoded(flat)


def from_text(text: str, *, next_poll_at: str | None = None, disabled: bool = False) -> FeedState:
    """Return the state that ``to_text`` wrote, of this version or another.

    Args:
        text: The column ``state``.
        next_poll_at: The column of that name. It and the next are what ``feeds.sync``,
            ``feeds.poll_now`` and a person with an SQL prompt write to, and go before the text.
        disabled: The column of that name.
    """
    flat = json.loads(text)
    flat["next_poll_at"], flat["disabled"] = next_poll_at, disabled
    known: dict[str, dict[str, Any]] = {part: {} for part in _FIELDS}
    for name, value in flat.items():
        if reader := _READERS.get(name):
            part, read = reader
            content = read(value)
            if content is not UNKNOWN:
                known[part][name] = content
    own = known.pop("")
    for part, values in known.items():
        own[part] = _PARTS[part](**values) if values else _AS_THEY_BEGIN[part]
    return FeedState(**own)
