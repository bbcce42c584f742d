"""A FeedState as the column ``state`` has it: one flat JSON object, whatever its parts are called.

The names of the fields are those of the parts, without the parts, as every version has written
them. So what belongs together can be arranged anew without touching a database, and a version
before or after reads what this one wrote. Without this module an upgrade would read every feed as
if it were new.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, Final

from monitor.feeds.state.feed_state import Cache, FeedState, News, Redirect, Schedule, Trouble
from monitor.store.codec import encoded, from_plain, to_plain

_PARTS: Final = {
    "cache": Cache,
    "schedule": Schedule,
    "news": News,
    "trouble": Trouble,
    "redirect": Redirect,
}
_PART_OF: Final = {field.name: part for part, kind in _PARTS.items() for field in fields(kind)}


def to_text(state: FeedState) -> str:
    """Return a feed's state as JSON text; what is at its default isn't written."""
    flat = to_plain(state)
    for part in _PARTS:
        flat |= flat.pop(part, {})
    return encoded(flat)


def from_text(text: str, *, next_poll_at: str | None = None, disabled: bool = False) -> FeedState:
    """Return the state that ``to_text`` wrote, of this version or another.

    Args:
        text: The column ``state``.
        next_poll_at: The column of that name. It and the next are what ``feeds.sync``,
            ``feeds.poll_now`` and a person with an SQL prompt write to, and go before the text.
        disabled: The column of that name.
    """
    state: dict[str, Any] = {part: {} for part in _PARTS}
    flat = json.loads(text) | {"next_poll_at": next_poll_at, "disabled": disabled}
    for name, value in flat.items():
        state.get(_PART_OF.get(name, ""), state)[name] = value
    return from_plain(FeedState, state)
