"""The pages of feeds: all of them, with health and next poll; one, with all that is known of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.actions.configuration import is_paused
from monitor.feeds.state.facts import facts
from monitor.feeds.state.health import Health, health_of
from monitor.feeds.state.schedule import plain_status
from monitor.net.location import shown
from monitor.store.feeds import feeds
from monitor.store.feeds.feeds import FeedRow
from monitor.store.reading import latest
from monitor.store.reading.feed_list import FeedQuery, listed
from monitor.web.page_request import Visit
from monitor.web.templating import feed_label

PER_PAGE = 100
DAYS = 7
NEWEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A feed as the list shows it."""

    id: int
    label: str
    host: str
    """Where it is; its whole address, where others of the list have the same name."""
    health: Health
    status: str
    items: int
    matches: int
    last_new: datetime | None
    next_poll: datetime | None
    why_then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A feed of the configuration file that isn't polled."""

    url: str
    label: str
    is_paused: bool
    """Otherwise it isn't in use yet."""
    id: int | None
    """None: it never was in use."""


def show(visit: Visit) -> Response:
    """Show the list of feeds, those in trouble first."""
    db, now = visit.db, visit.now
    query = FeedQuery(
        text=visit.word("q"),
        trouble=visit.word("show") == "trouble",
        limit=PER_PAGE,
        after=visit.word("after"),
    )
    page, health = listed(db, query), latest.feed_health(db)
    paused = {url for url, entry in visit.desk.written().feeds.items() if is_paused(entry)}
    is_first = not (query.trouble or query.after)
    total = sum(health.values())
    counts = latest.feed_counts(db, now - timedelta(days=DAYS))
    alike = Counter(row.label for row in page)
    rows = [
        Row(
            id=row.id,
            label=feed_label(row.label),
            host=row.host if alike[row.label] == 1 else row.address,
            health=health_of(row.state, now),
            status=_status(visit, row),
            items=counts.get(row.id, (0, 0))[0],
            matches=counts.get(row.id, (0, 0))[1],
            last_new=row.state.news.last_new_at,
            next_poll=None if row.state.disabled else row.state.schedule.next_poll_at,
            why_then=row.state.schedule.next_reason,
        )
        for row in page
        if row.url not in paused  # they are below, even before the daemon has taken that up
    ]
    return visit.page(
        "feeds.html",
        rows=rows,
        others=_others(visit, query.text) if is_first else [],
        show=visit.word("show"),
        q=query.text,
        total=total,
        trouble=total - health.get(Health.OK, 0),
        after=query.after,
        next=page.next,
    )


def _others(visit: Visit, text: str) -> list[Other]:
    """The feeds of the file that aren't polled, of those whose name or address has ``text``."""
    polled = {feed.url for feed in visit.desk.config.feeds}
    found = []
    for url, entry in visit.desk.written().feeds.items():
        if url in polled and not is_paused(entry):
            continue
        row = feeds.by_url(visit.db, url)
        label = str(entry.get("name") or (row and row.state.title) or shown(url))
        if text.casefold() in f"{url}\n{label}".casefold():
            found.append(
                Other(
                    url=url,
                    label=label,
                    is_paused=is_paused(entry),
                    id=row.id if row else None,
                )
            )
    return found


def one(visit: Visit) -> Response:
    """Show all that is known of one feed."""
    row, now = _row(visit), visit.now
    entry = visit.desk.written().feeds.get(row.url)
    rests = entry is not None and is_paused(entry)
    return visit.page(
        "feed.html",
        row=row,
        health="" if rests or not row.active else health_of(row.state, now),
        condition="Paused: it is polled again once you resume it."
        if rests
        else _status(visit, row)
        if row.active
        else "No longer in the configuration, so it isn’t polled. What it brought stays.",
        is_paused=rests,
        facts=[(name, value) for name, value in _facts(visit, row).items() if value],
        entry=entry,
        newest=latest.newest_of_feed(visit.db, row.id, limit=NEWEST),
    )


def _status(visit: Visit, row: FeedRow) -> str:
    """How a feed is, in a sentence; of one that was just added, when it is polled."""
    state = row.state
    if state.last_poll_at is None and not state.disabled:
        soon = "within seconds" if visit.desk.can_write else "when a daemon runs"
        return f"added; first polled {soon}"
    return plain_status(state, visit.now)


def _row(visit: Visit) -> FeedRow:
    found = feeds.by_id(visit.db, visit.number("id"))
    if found is None:
        raise HTTPException(404)
    return found


def _facts(visit: Visit, row: FeedRow) -> dict[str, str]:
    look = visit.look
    counts = latest.feed_counts(visit.db, visit.now - timedelta(days=DAYS))
    brought, _ = counts.get(row.id, (0, 0))

    def when(moment: datetime) -> str:
        return f"{look.when(moment)} ({look.ago(moment)})"

    return {
        "Address": shown(row.url),
        "Tags": ", ".join(row.tags),
        "Known since": when(row.added_at),
        f"Items in {DAYS} days": f"{brought:,}",
        **facts(row.state, when=when, address=shown, is_polled=row.active),
    }
