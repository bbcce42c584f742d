"""The page Configuration: which file it is, what was changed in it, and taking that back."""

from __future__ import annotations

from starlette.responses import Response

from monitor.actions import configuration as actions
from monitor.web.page_request import UNDONE, Visit


def show(visit: Visit) -> Response:
    """Show the page."""
    path = visit.desk.config.path
    return visit.page(
        "configuration.html",
        path=path.absolute(),
        versions=actions.versions(path),
        may_write=actions.may_write(path),
    )


def undo(visit: Visit) -> Response:
    """Go back to before a change."""
    visit.refuse_if_read_only("news-monitor config undo")
    number = visit.form_number("number")
    actions.undo(visit.desk.config.path, number)
    return visit.done(UNDONE, back_to=visit.form.get("back", "/config"))
