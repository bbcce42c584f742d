"""A FeedState as the column ``state`` has it: one flat JSON object, whatever its parts are called.

The names of the fields are those of the parts, without the parts, as every version has written
them. So what belongs together can be arranged anew without touching a database, and a version
before or after reads what this one wrote. Without this module an upgrade would read every feed as
if it were new.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from typing import Any, Final, get_type_hints

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


def _fields_of(kind: type) -> tuple[tuple[str, object, Callable[[Any], Any]], ...]:
    """Name, default and what reads it, of each field that is no part."""
    hints = get_type_hints(kind)
    return tuple(
        (field.name, default_of(field), reader_of(hints[field.name]))
        for field in fields(kind)
        if field.name not in _PARTS
    )


_FIELDS: Final = {"": _fields_of(FeedState)} | {
    part: _fields_of(kind) for part, kind in _PARTS.items()
}
"""By part; of the state itself under no name."""
_READERS: Final = {name: (part, read) for part in _FIELDS for name, _, read in _FIELDS[part]}


def to_text(state: FeedState) -> str:
    """Return a feed's state as JSON text; what is at its default isn't written."""
    flat: dict[str, object] = {}
    for part, known in _FIELDS.items():
        values = getattr(state, part) if part else state
        if part and values is _AS_THEY_BEGIN[part]:
            continue
        for name, default, _ in known:
            value = getattr(values, name)
            if value is not default and value != default:
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
    known: dict[str, dict[str, Any]] = {}
    for name, value in flat.items():
        if name in _READERS:
            part, read = _READERS[name]
            content = read(value)
            if content is not UNKNOWN:
                known.setdefault(part, {})[name] = content
    own = known.pop("", {})
    parts = {part: _PARTS[part](**values) for part, values in known.items()}
    return FeedState(**own, **(_AS_THEY_BEGIN | parts))
