"""The page of one match: the item, why it matched, what became of it; voting on it, sending it."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.actions import votes
from monitor.actions.send_match import send_match
from monitor.rules.rule import Hit, HitKind
from monitor.store.archive import reading
from monitor.store.history.match_list import MatchRow
from monitor.web.page_request import Visit

MOST_HITS = 40


def show(visit: Visit) -> Response:
    """Show the page; to the page's own script, only the part that says why the item matched."""
    row = reading.match(visit.db, visit.number("id"))
    if row is None:
        raise HTTPException(404)
    return visit.page(
        "why.html" if visit.wants_part else "match.html",
        row=row,
        hits=counted(row.hits)[:MOST_HITS],
        canonical=_canonical(visit, row),
    )


def vote(visit: Visit) -> Response:
    """Store a vote on the match."""
    id_, now, said = visit.number("id"), visit.now, visit.form.get("vote", "")
    visit.desk.write(lambda db: votes.vote(db, id_, said, now=now))
    return visit.done("voted", back_to=visit.form.get("back", f"/matches/{id_}"))


def send(visit: Visit) -> Response:
    """Send the match now, though it was grouped or withheld."""
    id_, now, config = visit.number("id"), visit.now, visit.desk.config
    visit.desk.write(
        lambda db: send_match(
            db,
            id_,
            rules={rule.name: rule for rule in config.rules},
            policies=config.policies,
            now=now,
        )
    )
    visit.desk.changed()
    return visit.done("sending", back_to=visit.form.get("back", f"/matches/{id_}"))


def counted(hits: Iterable[Hit]) -> list[tuple[Hit, int, list[str]]]:
    """Join hits of one term, one spelling and one kind; with their number and their fields."""
    found: dict[tuple[str, str, HitKind], list[Hit]] = {}
    for hit in hits:
        found.setdefault((hit.term, hit.found.casefold(), hit.kind), []).append(hit)
    return [
        (same[0], len(same), list(dict.fromkeys(hit.field.replace("_", " ") for hit in same)))
        for same in found.values()
    ]


def _canonical(visit: Visit, row: MatchRow) -> str:
    """The rule's canonical text as it is now; empty for a rule that is gone."""
    return next((rule.canonical for rule in visit.desk.config.rules if rule.name == row.rule), "")
