"""The API: the page's queries, answered as JSON. A test compares it with ``description``.

Each noun has a module; here is which path is whose, and what belongs to none of them. Without this
module the API would have no addresses.
"""

from __future__ import annotations

from starlette.responses import Response

from monitor.actions.configuration import versions
from monitor.web.api import alerts, feeds, matches, rules, stories, targets
from monitor.web.api.answer import answer, iso
from monitor.web.api.description import DESCRIPTION
from monitor.web.api.query import Page, only_described
from monitor.web.page_request import Visit


def history_of_configuration(visit: Visit) -> Response:
    """``/api/config/history``."""
    plain = [
        {"number": each.number, "at": iso(visit, each.at), "changes": list(each.changes)}
        for each in versions(visit.desk.config.path)
    ]
    return answer({"versions": plain})


def description(visit: Visit) -> Response:
    """``/api/openapi.json``."""
    return answer(DESCRIPTION | {"servers": [{"url": visit.desk.web.url}]})


_PAGES: dict[str, Page] = {
    "/api/matches": matches.matches,
    "/api/matches/{id}": matches.one_match,
    "/api/stories": stories.all_stories,
    "/api/stories/{id}": stories.one_story,
    "/api/rules": rules.rules,
    "/api/feeds": feeds.all_feeds,
    "/api/alerts": alerts.alerts,
    "/api/targets": targets.all_targets,
    "/api/silences": alerts.all_silences,
    "/api/config/history": history_of_configuration,
    "/api/openapi.json": description,
}
PAGES = {path: only_described(path, page) for path, page in _PAGES.items()}
