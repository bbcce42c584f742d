"""Facts: what is known of a feed, name by name, as people read it in the terminal and on the page.

Pure. Leaves to others: how a moment and an address are shown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from monitor.feeds.state.feed import FeedState


def facts(
    state: FeedState, *, when: Callable[[datetime], str], address: Callable[[str], str] = str
) -> dict[str, str]:
    """How its polls went and when the next is, by name; empty: there is nothing to say.

    Args:
        state: What polls have taught.
        when: A moment in words.
        address: An address as it may be shown here.
    """

    def moment(value: datetime | None) -> str:
        return when(value) if value else ""

    moved = f"{address(state.moved_to)} (seen {state.moved_count} times)" if state.moved_to else ""
    return {
        "Last poll": moment(state.last_poll_at),
        "Last success": moment(state.last_success_at),
        "Last new item": moment(state.last_new_at),
        "Next poll": "" if state.disabled else moment(state.next_poll_at),
        "Why then": "" if state.disabled else state.next_reason,
        "Failures in a row": str(state.failures or ""),
        "Failing since": moment(state.failing_since),
        "Error": state.error,
        "Possible gap": moment(state.possible_gap_at),
        "Moved to": moved,
    }
