"""Changing feeds from the page: polling one now, pausing, resuming, renaming, removing it."""

from __future__ import annotations

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.actions import feeds as actions
from monitor.store.feeds import feeds
from monitor.web.page_request import Visit

LONGEST = 2_000
"""Characters of what is typed into one field."""


def enable(visit: Visit) -> Response:
    """Ask a feed again that was switched off because its publisher said it is gone."""
    id_, now = visit.number("id"), visit.now
    visit.desk.write(lambda db: actions.enable(db, id_, now=now))
    return visit.done("enabled", back_to=f"/feed/{id_}")


def poll(visit: Visit) -> Response:
    """Poll a feed now."""
    id_, now = visit.number("id"), visit.now
    visit.desk.write(lambda db: actions.poll_now(db, id_, now=now))
    return visit.done("polled", back_to=f"/feed/{id_}")


def save(visit: Visit) -> Response:
    """Change a feed's name, tags and interval."""
    url, form = _url(visit, "change"), visit.form
    tags = [tag.strip() for tag in form.get("tags", "")[:LONGEST].split(",") if tag.strip()]
    values = {
        "name": form.get("name", "")[:LONGEST].strip() or None,
        "tags": tags or None,
        "interval": form.get("interval", "")[:LONGEST].strip() or None,
    }
    actions.change(visit.desk.config.path, url, values)
    return visit.done("saved", back_to=f"/feed/{visit.number('id')}")


def pause(visit: Visit) -> Response:
    """Poll a feed no longer."""
    actions.pause(visit.desk.config.path, _url(visit, "pause"))
    return visit.done("paused", back_to="/feeds")


def remove(visit: Visit) -> Response:
    """Take a feed out of the configuration."""
    actions.remove(visit.desk.config.path, _url(visit, "remove"))
    return visit.done("removed", back_to="/feeds")


def resume(visit: Visit) -> Response:
    """Poll a paused feed again, by its address."""
    visit.refuse_if_read_only("news-monitor feeds resume URL")
    actions.resume(visit.desk.config.path, visit.form.get("url", ""))
    return visit.done("resumed", back_to="/feeds")


def remove_paused(visit: Visit) -> Response:
    """Take a feed out that isn't polled, by its address."""
    visit.refuse_if_read_only("news-monitor feeds remove URL")
    actions.remove(visit.desk.config.path, visit.form.get("url", ""))
    return visit.done("removed", back_to="/feeds")


def _url(visit: Visit, command: str) -> str:
    visit.refuse_if_read_only(f"news-monitor feeds {command} URL")
    row = feeds.by_id(visit.db, visit.number("id"))
    if row is None:
        raise HTTPException(404)
    return row.url


ACTIONS: dict[str, Callable[[Visit], Response]] = {
    "enable": enable,
    "poll": poll,
    "save": save,
    "pause": pause,
    "remove": remove,
}
"""By the last part of their address."""
