"""The page Matches: the history, searched and narrowed down."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from monitor.alerts.planning.reasons import why_withheld
from monitor.errors import SearchError
from monitor.human import plural
from monitor.store.history import history
from monitor.store.history.facets import facets
from monitor.store.history.match_query import MatchQuery
from monitor.store.search.fts_expression import sought
from monitor.web.match_query import KEPT, match_query
from monitor.web.page_request import Visit
from monitor.web.period import PERIODS
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
        nothing: history.Page[history.MatchRow] = history.Page()
        return _page(visit, query, status=400, error=error, page=nothing, sides=())
    page = history.matches(db, query)
    whole = replace(query, after="")
    number = history.count(db, whole, at_most=AT_MOST)
    more = "more than " if number >= AT_MOST else ""
    return _page(
        visit,
        query,
        error=None,
        page=page,
        marks=marks,
        tally=f"{more}{plural(number, 'match', 'matches')}",
        sides=[
            (
                kind,
                _NAMES[kind],
                [_choice(kind, value, count) for value, count in values[:SIDE]],
            )
            for kind, values in facets(db, whole).items()
        ],
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
