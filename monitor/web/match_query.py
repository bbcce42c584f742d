"""An address's query → MatchQuery, the same for the page and for the API."""

from __future__ import annotations

from dataclasses import replace

from monitor.errors import MonitorError
from monitor.store.history.match_query import MatchQuery, Sort, Voted
from monitor.store.history.match_state_sql import ASKED_FOR
from monitor.web.page_request import Visit
from monitor.web.period import since

KEPT = ("rule", "feed", "site", "lang", "target", "state", "withheld", "voted", "story", "until")
"""Narrowings besides the text, the time and the order."""


def match_query(visit: Visit, *, limit: int) -> MatchQuery:
    """Return what the address of a request asks the history for, at most ``limit`` matches.

    Raises:
        MonitorError: A value makes no sense; the message says which ones do.
    """
    zone = visit.desk.config.timezone
    query = MatchQuery(
        rule=visit.word("rule"),
        since=since(visit.word("since"), now=visit.now, zone=zone),
        until=since(visit.word("until"), now=visit.now, zone=zone),
        feed=visit.word("feed"),
        site=visit.word("site"),
        lang=visit.word("lang"),
        target=visit.word("target"),
        state=visit.word("state"),
        search=visit.word("q"),
        limit=limit,
        after=visit.word("after"),
    )
    if visit.word("sort") == Sort.RELEVANCE and query.search:
        query = replace(query, sort=Sort.RELEVANCE)
    if withheld := visit.word("withheld"):
        query = replace(query, withheld="" if withheld == "none" else withheld)
    if story := visit.word("story"):
        query = replace(query, story=whole_number("story", story))
    if query.state and query.state not in ASKED_FOR:
        raise MonitorError(f'state must be one of {", ".join(ASKED_FOR)}, not "{query.state}"')
    if voted := visit.word("voted"):
        if voted not in set(Voted):
            raise MonitorError(f'voted must be good, bad or none, not "{voted}"')
        query = replace(query, voted=Voted(voted))
    return query


def whole_number(name: str, text: str) -> int:
    """Read the whole number ``text``, which an address has under ``name``.

    Raises:
        MonitorError: It is no whole number.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise MonitorError(f'{name} must be a whole number, not "{text}"')
    return int(text)
