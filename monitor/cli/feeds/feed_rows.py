"""The feeds as their list shows them: in a table and as JSON, paused ones too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from shlex import quote
from typing import TYPE_CHECKING, Any

from rich.text import Text

from monitor.actions.configuration import is_paused
from monitor.cli.printing import output
from monitor.feeds.state.schedule import plain_status
from monitor.human import plural
from monitor.printable import clean

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from monitor.cli.printing.output import Cell
    from monitor.feeds.state.feed import Feed
    from monitor.feeds.state.feed_state import FeedState
    from monitor.store.feeds.feeds import FeedRow
    from monitor.store.feeds.subscriptions import ListRow

COLUMNS = ("Feed", "Health", "Items", "A day", "Last success", "Next poll")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the database knows of feeds."""

    rows: Mapping[str, FeedRow] = field(default_factory=dict)
    """By address, with those that aren't polled."""
    counts: Mapping[int, int] = field(default_factory=dict)
    """Items, by the feed's number."""
    rates: Mapping[int, float] = field(default_factory=dict)
    """Items a day, likewise."""
    when_due: str = ""
    """When a feed is polled whose time has come, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A feed of the list."""

    url: str
    name: str
    tags: Sequence[str]
    via: str = ""
    """The list of feeds that it comes from."""
    is_paused: bool = False
    row: FeedRow | None
    """None: the database doesn't know it yet."""

    @property
    def label(self) -> str:
        """What to call it."""
        # By the file's name: the database learns of another one when a daemon takes it up.
        return self.name or (self.row.state.title if self.row else "") or self.url


def shown(
    watched: Iterable[Feed], entries: Mapping[str, Mapping[str, Any]], known: Known
) -> list[Shown]:
    """Return the feeds that are polled, then those that the file has paused.

    Args:
        watched: The former.
        entries: The feeds as the file has them, by address.
        known: What the database knows.
    """
    polled = [
        Shown(
            url=feed.url,
            name=feed.name,
            tags=feed.tags,
            via=feed.via,
            row=known.rows.get(feed.url),
        )
        for feed in watched
    ]
    paused = [
        Shown(
            url=url,
            name=str(entry.get("name", "")),
            tags=entry.get("tags", []),
            is_paused=True,
            row=known.rows.get(url),
        )
        for url, entry in entries.items()
        if is_paused(entry)
    ]
    return [*polled, *paused]


def cells(feeds: Sequence[Shown], known: Known, now: datetime) -> list[list[Cell]]:
    """Return the table's rows, in the order of ``COLUMNS``."""
    alike = Counter(feed.label for feed in feeds)
    return [_cells(feed, known, now, has_twin=alike[feed.label] > 1) for feed in feeds]


def _cells(feed: Shown, known: Known, now: datetime, *, has_twin: bool) -> list[Cell]:
    row, label = feed.row, Text(clean(feed.label))
    if row and has_twin:  # several pages of one site, by its name
        label.append(f"\n{clean(row.address)}", style="dim")
    if feed.via:
        label.append(f"  via {clean(feed.via)}", style="dim")
    if row is None:
        next_poll = "–" if feed.is_paused else known.when_due
        return [label, "paused" if feed.is_paused else "not polled yet", "–", "–", "–", next_poll]
    state = row.state
    return [
        label,
        "paused" if feed.is_paused else plain_status(state, now),
        str(known.counts.get(row.id, 0)),
        f"{known.rates[row.id]:.1f}" if row.id in known.rates else "–",
        output.relative(state.last_success_at, now),
        "–" if feed.is_paused else _next_poll(state, known, now),
    ]


def _next_poll(state: FeedState, known: Known, now: datetime) -> Text:
    """When a feed's next poll is, and why then."""
    due = state.schedule.next_poll_at
    if state.disabled:
        return Text("never")
    if due is None or due <= now:
        return Text(known.when_due)
    made = Text(output.relative(state.schedule.next_poll_at, now))
    if state.schedule.next_reason:
        made.append(f": {state.schedule.next_reason}", style="dim")
    return made


def plain(feed: Shown, known: Known, now: datetime, zone: ZoneInfo) -> dict[str, object]:
    """Return a feed for JSON."""
    made: dict[str, object] = {
        "url": feed.url,
        "name": feed.name,
        "tags": list(feed.tags),
        "via": feed.via,
        "paused": feed.is_paused,
    }
    if feed.row is None:
        return made | {"polled": False}
    row, state = feed.row, feed.row.state
    return made | {
        "polled": state.last_poll_at is not None,
        "title": state.title,
        "health": "paused" if feed.is_paused else plain_status(state, now),
        "items": known.counts.get(row.id, 0),
        "items_per_day": round(known.rates.get(row.id, 0.0), 2),
        "last_poll_at": output.iso(state.last_poll_at, zone),
        "last_success_at": output.iso(state.last_success_at, zone),
        "next_poll_at": None if feed.is_paused else output.iso(state.schedule.next_poll_at, zone),
        "next_poll_why": state.schedule.next_reason,
        "interval_seconds": state.schedule.interval.total_seconds(),
        "failures": state.trouble.failures,
        "error": state.trouble.error,
        "error_kind": state.trouble.error_kind or "",
        "disabled": state.disabled,
    }


def to_resume(feeds: Iterable[Shown]) -> str:
    """Say how a paused feed is polled again; empty where none is paused."""
    paused = [feed.label for feed in feeds if feed.is_paused]
    if not paused:
        return ""
    name = quote(clean(paused[0])) if len(paused) == 1 else "NAME"
    return f"To poll a paused feed again: news-monitor feeds resume {name}"


def of_list(row: ListRow | None, now: datetime) -> str:
    """What is wrong with a list of feeds, if anything is."""
    if row is None:
        return "this list hasn't been read yet; `news-monitor run` and `once` read it"
    if not row.error:
        return ""
    kept = plural(len(row.feeds), "feed")
    return (
        f"this list couldn't be read: {row.error.rstrip('.')}; its {kept} stay as they were, next "
        f"try {output.relative(row.next_at, now)}"
    )
