"""Belonging: why an item is in its event, who has the event and who was alerted, in words. Pure.

The command line, the page and the API say it alike. Without this module nobody could see why two
reports were taken for one event, or why a report had an alert of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from monitor.human import listed
from monitor.store.history.match_state import MatchState
from monitor.store.reading.story_events import StoryEvent
from monitor.store.writing.stories import Why
from monitor.stories.assignment import Reason
from monitor.text import is_spaceless

_WORDS: Final = 4
_HEADLINE: Final = 60
_PAIR: Final = 2
_SAME_TEXT: Final = {
    Reason.SAME_LINK: "has the address of another report of the event",
    Reason.SAME_GUID: "is the same item as another report of the event",
    Reason.SAME_TITLE: "has the headline of another report of the event",
    Reason.COPY: "has the headline of another report of the event",
}
_TOLD: Final = {
    MatchState.SENT: "sent by",
    MatchState.WAITING: "waiting:",
    MatchState.HELD: "held:",
    MatchState.DEAD: "given up:",
}


def because(why: Why | None, *, edited: str = "") -> str:
    """Say why an item is in its event.

    Args:
        why: The reason as it is stored; None for an item that resembled nothing.
        edited: When an edit changed the news, in words; empty if none did.
    """
    if why is None:
        return "opens the story"
    # Rows of earlier versions have stems in place of words, and no new ones.
    shared = _whole(word for word, _ in why.shared) if why.new is not None else []
    new = _whole(why.new or ())
    match why.reason:
        case Reason.NEW if shared and new:
            other = f"“{_cut(why.like)}”" if why.like else "another"
            return f"opens the story: shares {_quoted(shared)} with {other}, but {_are_new(new)}"
        case Reason.NEW:
            return "opens the story"
        case Reason.DEVELOPMENT:
            other = f" than “{_cut(why.like)}”" if why.like else ""
            return f"another event{other}: {_are_new(new)}" if new else "another event of the story"
        case Reason.UPDATED:
            return _updated(why.like, edited, new)
        case Reason.SAME_EVENT:
            return _same_event(shared, why)
        case Reason.SAME_LINK | Reason.SAME_GUID | Reason.SAME_TITLE | Reason.COPY:
            return _SAME_TEXT[Reason(why.reason)]
    return why.reason


def _whole(words: Iterable[str]) -> list[str]:
    """Leave out pairs of characters of a script without spaces: they may be halves of two words."""
    return [word for word in words if len(word) > _PAIR or not is_spaceless(word)]


def outlets(event: StoryEvent, label: Callable[[str], str] = str) -> str:
    """Say who has an event: ``Wire first, then Globe, Herald and 4 more``.

    ``label`` makes an outlet's name fit to show.
    """
    if not event.sources:
        return "its headline has changed since"
    first, *then = map(label, event.sources)
    rest = listed(then, more=event.source_count - len(event.sources))
    return f"{first} first, then {rest}" if rest else first


def told(event: StoryEvent) -> str:
    """Say which rules alerted on an event: ``sent by Cars; waiting: Batteries``; empty if none."""
    by: dict[MatchState, list[str]] = {}
    for rule, state in event.alerts:
        by.setdefault(state, []).append(rule)
    return "; ".join(f"{_TOLD[state]} {', '.join(by[state])}" for state in _TOLD if state in by)


def _updated(was: str, edited: str, new: Sequence[str]) -> str:
    """``headline changed from “Blume will stay” at 07:01: ‘resigns’ is new``."""
    before = f" from “{_cut(was)}”" if was else ""
    at = f" at {edited}" if edited else ""
    return f"headline changed{before}{at}{f': {_are_new(new)}' if new else ''}"


def _same_event(shared: Sequence[str], why: Why) -> str:
    # What an earlier version wrote is no probability.
    what = f" as “{_cut(why.like)}”, {why.score:.0%} sure" if why.like else ""
    words = f": shares {_quoted(shared)}" if shared else ""
    return f"reports the same event{what}{words}"


def _are_new(words: Sequence[str]) -> str:
    return f"{_quoted(words)} {'is' if len(words) == 1 else 'are'} new"


def _quoted(words: Sequence[str]) -> str:
    return listed(f"‘{word}’" for word in words[:_WORDS])


def _cut(headline: str) -> str:
    """A headline, or as many whole words of it as there is room for."""
    if len(headline) <= _HEADLINE:
        return headline
    words = headline[:_HEADLINE].rsplit(None, 1)[0]
    return f"{words.rstrip(' ,;:–-')} …"
