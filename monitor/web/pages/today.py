"""The page Today: how much was matched when, and the newest stories; its script updates it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from monitor.human import plural
from monitor.store.outbox import outbox
from monitor.store.reading import latest
from monitor.store.reading.stats import per_hour
from monitor.store.reading.story_history import StoryQuery, stories
from monitor.web.charts import SERIES, Tick, series_of, timeline
from monitor.web.page_request import Visit
from monitor.web.pages import tour
from monitor.web.since_visit import AGE, COOKIE, reading

HOURS = 48
STORIES = 40
OLDER = 10
"""Stories shown where there are none of the last ``HOURS``."""
_WELL = {"ok"}


def show(visit: Visit) -> Response:
    """Show the page; to the page's own script, only the parts that change."""
    db, now = visit.db, visit.now
    hour = now.replace(minute=0, second=0, microsecond=0)
    since, until = hour - timedelta(hours=HOURS - 1), hour + timedelta(hours=1)
    per_rule = per_hour(db, since, until)
    series = series_of(per_rule)
    newest = latest.latest(db).match
    read = reading(visit.cookies.get(COOKIE, ""), newest=newest, now=now)
    visit.keep(COOKIE, read.to_cookie(), age=AGE)
    counts = outbox.counts(db).values()
    health = latest.feed_health(db)
    told = stories(db, StoryQuery(since=now - timedelta(hours=HOURS), limit=STORIES)).rows
    values: dict[str, Any] = {
        "matches": sum(sum(hours[-24:]) for hours in per_rule.values()),
        "unread": latest.matches_since(db, read.read),
        "unread_stories": latest.stories_since(db, read.read),
        "waiting": sum(states.get("pending", 0) for states in counts),
        "dead": sum(states.get("dead", 0) for states in counts),
        "feeds": sum(health.values()),
        "ill": sum(number for state, number in health.items() if state not in _WELL),
        "series": series,
        "colours": {each.name: each.colour for each in series if each.colour < SERIES},
        "chart": _chart(visit, series, since),
        "stories": told or stories(db, StoryQuery(limit=OLDER)).rows,
        "rules": visit.desk.config.rules,
        "steps": () if visit.wants_part else tour.steps(visit),
    }
    return visit.page("today_news.html" if visit.wants_part else "today.html", **values)


def _chart(visit: Visit, series: Any, since: datetime) -> str:
    zone = visit.desk.config.timezone
    hours = [since + timedelta(hours=number) for number in range(HOURS)]
    sums = [sum(values) for values in zip(*(each.values for each in series), strict=True)]
    labels = []
    for number, hour in enumerate(hours):
        parts = [f"{each.name} {each.values[number]}" for each in series if each.values[number]]
        labels.append(f"{visit.look.when(hour)}: {', '.join(parts)}")
    ticks = [
        Tick(
            number,
            visit.look.short_day(local) if local.hour == 0 else f"{local:%H:%M}",
            minor=local.hour % 12 != 0,
        )
        for number, hour in enumerate(hours)
        if (local := hour.astimezone(zone)).hour % 6 == 0
    ]
    summary = f"Matches per hour of the last {HOURS} hours: {sum(sums)} in all"
    if any(sums):
        most = sums.index(max(sums))
        summary += (
            f", most at {visit.look.when(hours[most])} ({plural(sums[most], 'match', 'matches')})"
        )
    return timeline(series, labels=labels, ticks=ticks, summary=summary)
