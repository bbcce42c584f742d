"""Feeds: how each is and why, when it is asked next; one by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.errors import MonitorError
from monitor.feeds.health import Health, judge
from monitor.feeds.location import shown
from monitor.feeds.schedule import enabled, plain_status
from monitor.store import feeds, latest
from monitor.store.feeds import FeedRow
from monitor.web.look import feed_label
from monitor.web.visit import Visit

PER_PAGE = 100
DAYS = 7
NEWEST = 10
_WORST_FIRST = (Health.GONE, Health.DEAD, Health.FAILING, Health.SILENT, Health.OK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A feed as the list shows it."""

    id: int
    label: str
    host: str
    health: Health
    status: str
    items: int
    matches: int
    last_new: datetime | None
    next_poll: datetime | None
    why_then: str


def show(visit: Visit) -> Response:
    """The list: those in trouble first."""
    db, now, part = visit.db, visit.now, visit.word("q").casefold()
    known = [(judge(row.state, now), row) for row in feeds.all_feeds(db)]
    trouble = sum(health is not Health.OK for health, _ in known)
    wanted = [
        (health, row)
        for health, row in known
        if part in f"{row.url}\n{row.name}\n{row.state.title}".casefold()
        and (visit.word("show") != "trouble" or health is not Health.OK)
    ]
    wanted.sort(key=lambda pair: _WORST_FIRST.index(pair[0]))  # stable: by name within
    number, listed = visit.stretch(wanted, PER_PAGE)
    counts = latest.feed_counts(db, now - timedelta(days=DAYS))
    rows = [
        Row(
            id=row.id,
            label=feed_label(row.label),
            host=row.host,
            health=health,
            status=plain_status(row.state, now),
            items=counts.get(row.id, (0, 0))[0],
            matches=counts.get(row.id, (0, 0))[1],
            last_new=row.state.last_new_at,
            next_poll=None if row.state.disabled else row.state.next_poll_at,
            why_then=row.state.next_reason,
        )
        for health, row in listed
    ]
    return visit.page(
        "feeds.html",
        rows=rows,
        show=visit.word("show"),
        q=visit.word("q"),
        total=len(known),
        trouble=trouble,
        previous=str(number - 1) if number > 1 else "",
        next=str(number + 1) if number * PER_PAGE < len(wanted) else "",
    )


def one(visit: Visit) -> Response:
    """All that is known of a feed."""
    row, now = _row(visit), visit.now
    return visit.page(
        "feed.html",
        row=row,
        health=judge(row.state, now),
        condition=plain_status(row.state, now),
        facts=[(name, value) for name, value in _facts(visit, row).items() if value],
        newest=latest.newest_of_feed(visit.db, row.id, limit=NEWEST),
    )


def enable(visit: Visit) -> Response:
    """Ask a feed again that was switched off because its publisher said it is gone."""
    row, now = _row(visit), visit.now
    if not row.state.disabled:
        raise MonitorError("this feed isn't switched off")
    state = enabled(row.state)
    visit.desk.write(lambda db: feeds.save_state(db, row.id, state, due_at=now))
    return visit.done("enabled", back_to=f"/feed/{row.id}")


def _row(visit: Visit) -> FeedRow:
    id_ = visit.number("id")
    found = next((row for row in feeds.all_feeds(visit.db, inactive=True) if row.id == id_), None)
    if found is None:
        raise HTTPException(404)
    return found


def _facts(visit: Visit, row: FeedRow) -> dict[str, str]:
    state, look = row.state, visit.look
    counts = latest.feed_counts(visit.db, visit.now - timedelta(days=DAYS))
    brought, _ = counts.get(row.id, (0, 0))

    def when(moment: datetime | None) -> str:
        return f"{look.when(moment)} ({look.ago(moment)})" if moment else ""

    return {
        "Address": shown(row.url),
        "Tags": ", ".join(row.tags),
        "Known since": when(row.added_at),
        "In the configuration": "" if row.active else "no longer",
        f"Items in {DAYS} days": f"{brought:,}",
        "Last poll": when(state.last_poll_at),
        "Last success": when(state.last_success_at),
        "Last new item": when(state.last_new_at),
        "Next poll": "" if state.disabled else when(state.next_poll_at),
        "Why then": "" if state.disabled else state.next_reason,
        "Failures in a row": str(state.failures or ""),
        "Failing since": when(state.failing_since),
        "Error": state.error,
        "Possible gap": when(state.possible_gap_at),
        "Moved to": shown(state.moved_to) if state.moved_to else "",
    }
