"""The page Matches: the history, searched and narrowed down."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup
from starlette.responses import Response

from monitor.alerts.planning.reasons import why_withheld
from monitor.errors import SearchError
from monitor.human import plural
from monitor.notices.rhythms import rhythm_in
from monitor.store.archive import reading
from monitor.store.history import match_list
from monitor.store.history.match_query import MatchQuery
from monitor.store.search.fts_expression import sought
from monitor.store.volume import spikes, tallies
from monitor.volume.spike import Spike
from monitor.volume.uptime import hour_of, watched_hours
from monitor.volume.window import HOUR
from monitor.web.match_query import KEPT, match_query
from monitor.web.page_request import Visit
from monitor.web.period import PERIODS
from monitor.web.rhythm_chart import HOURS, rhythm_chart
from monitor.web.templating import feed_label

PER_PAGE = 30
AT_MOST = 10_000
"""Matches that are counted."""
SIDE = 8
"""Values of each kind to narrow down to."""
_NAMES = {
    "rule": "Rule",
    "feed": "Feed",
    "site": "Site",
    "lang": "Language",
    "state": "State",
    "withheld": "Withheld",
}


def show(visit: Visit) -> Response:
    """Show a page of the matches that the address asks for."""
    db, query = visit.db, match_query(visit, limit=PER_PAGE)
    try:
        marks = sought(db, query.search).hits if query.search else None
    except SearchError as error:
        nothing: match_list.Page[match_list.MatchRow] = match_list.Page()
        return _page(visit, query, status=400, error=error, page=nothing, sides=())
    page = reading.matches(db, query)
    whole = replace(query, after="")
    number = reading.count(db, whole, at_most=AT_MOST)
    more = "more than " if number >= AT_MOST else ""
    return _page(
        visit,
        query,
        error=None,
        rhythm=None if query.search or query.after else _rhythm(visit, query.rule),
        page=page,
        marks=marks,
        tally=f"{more}{plural(number, 'match', 'matches')}",
        sides=[
            (
                kind,
                _NAMES[kind],
                [_choice(kind, value, count) for value, count in values[:SIDE]],
            )
            for kind, values in reading.facets(db, whole).items()
        ],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rhythm:
    """How much a rule finds, as its page shows it."""

    chart: Markup
    is_known: bool
    spikes: tuple[Spike, ...]
    """Of the days shown, the newest first."""
    tells: bool
    """Whether its targets are told of spikes."""


def _rhythm(visit: Visit, rule: str | None) -> _Rhythm | None:
    """The rhythm of the rule whose matches are shown; None: there is no rule, or nothing of it."""
    config = visit.desk.config
    policy = config.policies.get(rule or "")
    if rule is None or policy is None:
        return None
    db, now, zone = visit.db, visit.now, config.timezone
    since = hour_of(now) - (HOURS - 1) * HOUR
    hours = tallies.of_rule(db, rule, since=since)
    if not hours:
        return None
    watched = watched_hours(tallies.uptimes(db, since=since), since=since, until=now)
    usual = rhythm_in(db, rule, now=now, zone=zone)
    found = [spike for _, spike in spikes.since(db, since, rule=rule)]
    return _Rhythm(
        chart=rhythm_chart(hours, watched, usual, found, now=now, zone=zone),
        is_known=usual is not None,
        spikes=tuple(reversed(found)),
        tells=policy.spike,
    )


def _page(visit: Visit, query: MatchQuery, *, status: int = 200, **found: object) -> Response:
    return visit.page(
        "matches.html",
        status=status,
        q=query.search,
        since=visit.word("since"),
        sort=visit.word("sort"),
        periods=_periods(visit.word("since")),
        kept=KEPT,
        chosen=[
            (name, _NAMES.get(name, name.capitalize()), _label(name, value))
            for name in KEPT
            if (value := visit.word(name))
        ],
        **found,
    )


def _periods(chosen: str) -> list[tuple[str, str]]:
    """The periods offered, and the one that stands in the address."""
    offered = list(PERIODS)
    if chosen not in dict(offered):
        offered.append((chosen, f"Since {chosen}"))
    return offered


def _choice(kind: str, value: str, count: int) -> tuple[str, str, int]:
    """What to narrow down to, what it is called, and how many matches it has."""
    # A feed is found by a part of its address as well: by that which may be shown.
    value = feed_label(value) if kind == "feed" else value
    return value, _label(kind, value), count


def _label(kind: str, value: str) -> str:
    if kind == "withheld":
        return {"any": "for any reason", "none": "not withheld"}.get(value, why_withheld(value))
    return value
