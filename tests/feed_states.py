"""A FeedState for a test, by the fields that matter to it, whatever part they are in."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

from monitor.feeds.state.feed_state import FeedState

_NEVER_POLLED = FeedState()
_PARTS = [
    field.name for field in fields(FeedState) if is_dataclass(getattr(_NEVER_POLLED, field.name))
]
_PART_OF = {field.name: part for part in _PARTS for field in fields(getattr(_NEVER_POLLED, part))}


def feed_state(of=_NEVER_POLLED, /, **values):
    """Return a state that differs from ``of`` by these values."""
    parts = {}
    for name, value in values.items():
        parts.setdefault(_PART_OF.get(name), {})[name] = value
    own = parts.pop(None, {})
    return replace(
        of, **own, **{part: replace(getattr(of, part), **new) for part, new in parts.items()}
    )
