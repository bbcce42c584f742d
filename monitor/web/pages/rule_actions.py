"""Pausing, resuming and removing rules from the page; saving one is the workbench's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from starlette.responses import Response

from monitor.actions import rules as actions
from monitor.web.page_request import Visit


def _doing(do: Callable[[Path, str], None], command: str, done: str) -> Callable[[Visit], Response]:
    def answer(visit: Visit) -> Response:
        visit.refuse_if_read_only(f"news-monitor rules {command} NAME")
        do(visit.desk.config.path, visit.form.get("name", ""))
        return visit.done(done, back_to="/rules")

    return answer


ACTIONS = {
    "pause": _doing(actions.pause, "pause", "paused"),
    "resume": _doing(actions.resume, "resume", "resumed"),
    "remove": _doing(actions.remove, "remove", "removed"),
}
"""By the last part of their address."""
