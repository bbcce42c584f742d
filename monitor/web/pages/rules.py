"""The page Rules: each rule with its rhythm, its precision and its last match."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

import sqlite_utils
from markupsafe import Markup
from starlette.responses import Response

from monitor.actions.configuration import Entry, is_paused
from monitor.human import plural
from monitor.rules.rule import Rule
from monitor.store.judge import verdicts
from monitor.store.reading import silences
from monitor.store.reading.stats import RuleStats, rule_stats
from monitor.store.volume import spikes
from monitor.web.access.credentials import Gate
from monitor.web.charts import sparkline
from monitor.web.page_request import Visit

DAYS = 30
PER_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A rule as the page shows it."""

    name: str
    canonical: str
    is_active: bool
    """Whether it is in the configuration file."""
    is_paused: bool
    is_new: bool
    """Whether it is in the file, but not in use yet."""
    matches: int
    alerts: int
    precision: float | None
    voted: int
    corrections: int
    last: datetime | None
    chart: Markup
    about: str
    """What its matches must be about for the model to let them through; empty: nobody asks it."""
    silenced_until: datetime | None
    atom: str
    json: str


def show(visit: Visit) -> Response:
    """Show the page."""
    db, now = visit.db, visit.now
    stats = {each.rule: each for each in rule_stats(db, now - timedelta(days=DAYS), now)}
    begun = spike_days(db, now)
    silenced: dict[str, datetime] = {}
    for each in silences.active(db, now=now):
        if each.rule:
            silenced[each.rule] = max(each.until, silenced.get(each.rule, each.until))
    in_use = {rule.name: rule for rule in visit.desk.config.rules}
    written = visit.desk.written().rules
    gone = sorted(stats.keys() - written.keys())
    gate, names = Gate(visit.desk.web), (*written, *gone)
    number, shown = visit.stretch(names, PER_PAGE)
    rows = [
        _row(
            name,
            written.get(name),
            in_use.get(name),
            stats.get(name),
            silenced_until=silenced.get(name),
            spiked=begun.get(name, frozenset()),
            gate=gate,
        )
        for name in shown
    ]
    return visit.page(
        "rules.html",
        rows=rows,
        judge=visit.desk.config.judge,
        costs=verdicts.costs(db, since=now - timedelta(days=DAYS)),
        previous=str(number - 1) if number > 1 else "",
        next=str(number + 1) if number * PER_PAGE < len(names) else "",
    )


def spike_days(db: sqlite_utils.Database, now: datetime) -> dict[str, frozenset[int]]:
    """Return on which of the last ``DAYS`` days, counted from 0, each rule had a spike."""
    since = now - timedelta(days=DAYS)
    found: dict[str, frozenset[int]] = {}
    for rule, spike in spikes.since(db, since):
        day = (spike.began_at - since).days
        found[rule] = found.get(rule, frozenset()) | {day}
    return found


def _text(entry: Entry | None, rule: Rule | None) -> str:
    """What is watched for: as it is understood, if the file still says so."""
    if entry is None:
        return ""
    text = str(entry.get("match", ""))
    return rule.canonical if rule is not None and rule.match == text else text


def _row(
    name: str,
    entry: Entry | None,
    rule: Rule | None,
    stats: RuleStats | None,
    *,
    silenced_until: datetime | None,
    spiked: frozenset[int],
    gate: Gate,
) -> Row:
    days = stats.per_day if stats else (0,) * DAYS
    matches = stats.matches if stats else 0
    # A feed reader can't log in: the address it is given has a key to this feed alone.
    key = "" if gate.is_open else f"?token={gate.feed_key(name)}"
    address = f"/feeds/{quote(name, safe='')}"
    return Row(
        name=name,
        canonical=_text(entry, rule),
        is_active=entry is not None,
        is_paused=entry is not None and is_paused(entry),
        is_new=entry is not None
        and not is_paused(entry)
        and (rule is None or rule.match != entry.get("match")),
        matches=matches,
        alerts=stats.alerts if stats else 0,
        precision=stats.precision if stats else None,
        voted=stats.good + stats.bad if stats else 0,
        corrections=stats.corrections if stats else 0,
        last=stats.last_match if stats else None,
        chart=sparkline(
            days,
            summary=f"{plural(matches, 'match', 'matches')} in {DAYS} days, "
            f"at most {max(days, default=0)} a day"
            + (f", spikes on {plural(len(spiked), 'day')}" if spiked else ""),
            marked=spiked,
        ),
        about=str(entry.get("about", "")) if entry is not None else "",
        silenced_until=silenced_until,
        atom=f"{address}.atom{key}",
        json=f"{address}.json{key}",
    )
