"""Facts: what is known of a feed, name by name, as people read it in the terminal and on the page.

Pure. Without this module ``feeds show`` and the feed's page would each list other facts, under
other names.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from monitor.feeds.state.feed_state import FeedState
from monitor.feeds.state.health import REDESIGNED
from monitor.printable import clean


def facts(
    state: FeedState,
    *,
    when: Callable[[datetime], str],
    address: Callable[[str], str] = str,
    is_polled: bool = True,
) -> dict[str, str]:
    """Return how a feed's polls went and when its next poll is: label → text.

    A text is empty if there is nothing to say.

    Args:
        state: What is remembered of the feed.
        when: Puts a moment into words.
        address: Makes an address fit to show.
        is_polled: Whether there is a next poll: it is neither paused nor taken out.
    """
    has_next = is_polled and not state.disabled

    def moment(value: datetime | None) -> str:
        return when(value) if value else ""

    redirect, trouble, redesigned = state.redirect, state.trouble, state.news.redesigned_at
    moved = ""
    if redirect.moved_to:
        moved = f"{address(redirect.moved_to)} (seen {redirect.moved_count} times)"
    return {
        "Last poll": moment(state.last_poll_at),
        "Last success": moment(state.last_success_at),
        "Last new item": moment(state.news.last_new_at),
        "Next poll": moment(state.schedule.next_poll_at) if has_next else "",
        "Why then": state.schedule.next_reason if has_next else "",
        "Failures in a row": str(trouble.failures or ""),
        "Failing since": moment(trouble.failing_since),
        "Error": trouble.error,
        "Redesigned": f"{moment(redesigned)}: {REDESIGNED}" if redesigned else "",
        "Possible gap": moment(state.news.possible_gap_at),
        "Unreadable dates": unreadable_dates(state.unread_dates, state.unread_date),
        "Moved to": moved,
        "Not encrypted": insecure(address(redirect.insecure)) if redirect.insecure else "",
    }


def insecure(address: str) -> str:
    """Say what it means that a feed with https in its address is read from elsewhere."""
    return (
        f"its server leads from https to {address}: anybody on the way can read and change it; "
        "ask its publisher, or look for another address"
    )


def unreadable_dates(count: int, example: str) -> str:
    """Say how many items have a date that can't be read, and what stands in the first of them.

    Empty if there is none. ``example`` may be any text of a publisher's.
    """
    if not count:
        return ""
    items = "1 item" if count == 1 else f"{count} items"
    return f"{items}, dated when first seen; the first says “{clean(example, limit=80)}”"
