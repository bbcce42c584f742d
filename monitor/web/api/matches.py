"""``/api/matches``: what rules found, and what became of it.

Without this module a program couldn't ask what was found.
"""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.alerts.wording.card import text_of
from monitor.alerts.wording.passage import full_text_of
from monitor.net.location import shown
from monitor.rules.matching.explain import plain_hits
from monitor.store.archive import reading
from monitor.store.history.match_list import MatchRow
from monitor.store.history.match_state import sentence
from monitor.web.api.alerts import withheld
from monitor.web.api.answer import answer, iso, limit_of
from monitor.web.match_query import match_query
from monitor.web.page_request import Visit
from monitor.web.templating import feed_label


def matches(visit: Visit) -> Response:
    """``/api/matches``."""
    page = reading.matches(visit.db, match_query(visit, limit=limit_of(visit)))
    return answer({"matches": [_match(visit, row) for row in page], "next": page.next})


def one_match(visit: Visit) -> Response:
    """``/api/matches/{id}``."""
    row = reading.match(visit.db, visit.number("id"))
    if row is None:
        raise HTTPException(404, "There is no such match, or it is no longer kept.")
    return answer(_match(visit, row))


def _match(visit: Visit, row: MatchRow) -> dict[str, Any]:
    item = row.item
    return {
        "id": row.id,
        "rule": row.rule,
        "score": row.score,
        "matched_at": iso(visit, row.matched_at),
        "item": row.item_id,
        "story": row.story,
        "story_items": row.story_items,
        "title": item.title,
        "summary": item.summary,
        "link": item.link,
        "source": item.source or feed_label(row.feed_name),
        "author": item.author,
        "lang": item.lang,
        "tags": list(item.tags),
        "published_at": iso(visit, item.published),
        "feed": shown(item.feed),
        "feed_name": feed_label(row.feed_name),
        "hits": plain_hits(row.standing_hits),
        "full_text": text_of(full_text_of(item, row.hits)),
        "state": row.state.value,
        "fate": sentence(row.fate, visit.look.full),
        "sent_at": iso(visit, row.fate.sent_at),
        "sent_as": row.fate.sent_as,
        "withheld": row.withheld,
        "vote": row.vote,
        "deliveries": [
            {
                "target": each.target,
                "state": each.state.value,
                "at": iso(visit, each.at),
                **withheld(visit, each.withheld),
            }
            for each in row.fate.targets
        ],
    }
