"""The page Targets: where alerts go and how that goes; adding, changing, testing them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.actions import targets as actions
from monitor.actions.configuration import is_paused
from monitor.alerts.planning.policy import TargetKind
from monitor.alerts.sending.send import can_edit
from monitor.errors import MonitorError
from monitor.store.by_hand import target_tests
from monitor.store.outbox import gone
from monitor.store.reading.target_health import TargetHealth, glance
from monitor.web.page_request import Visit

LONGEST = 2_000
"""Characters of what is typed into one field."""
_FIELDS = ("quiet_hours", "digest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A target as the page shows it."""

    name: str
    kind: str
    edits: bool
    """Whether what is sent there is edited as its event grows."""
    health: TargetHealth
    rules: int
    is_paused: bool
    is_gone: bool
    """It wants no more, so nothing is sent to it."""
    is_written: bool
    """Whether it is in the configuration file."""
    tested: datetime | None
    """When it last took a sample."""
    note: str
    """What is doubtful about its address."""


def show(visit: Visit) -> Response:
    """Show the page."""
    return _page(visit)


def edit(visit: Visit) -> Response:
    """Show the form by which a target is changed."""
    name = visit.word("name")
    if name not in visit.desk.written().targets:
        raise HTTPException(404)
    return _form(visit, name)


def add(visit: Visit) -> Response:
    """Add a target to the configuration."""
    visit.refuse_if_read_only("news-monitor targets add NAME URL")
    form = visit.form
    name, url = form.get("name", "").strip()[:LONGEST], form.get("url", "").strip()[:LONGEST]
    if not name or not url:
        return _page(visit, name=name, problem="Give the target a name and an address.")
    try:
        actions.add(visit.desk.config.path, name, url)
    except MonitorError as error:
        return _page(visit, name=name, problem=str(error))
    return visit.done("added", back_to="/targets")


def save(visit: Visit) -> Response:
    """Change a target; an address that is left empty stays."""
    visit.refuse_if_read_only("news-monitor targets change NAME")
    form, name = visit.form, visit.form.get("name", "")
    values: dict[str, object] = {
        key: form.get(key, "").strip()[:LONGEST] or None for key in (*_FIELDS, "max_per_hour")
    }
    per_hour = str(values["max_per_hour"] or "")
    if per_hour.isascii() and per_hour.isdigit() and len(per_hour) < 7:
        values["max_per_hour"] = int(per_hour)  # else the file's own check says what it must be
    try:
        if url := form.get("url", "").strip()[:LONGEST]:
            values["url"] = url
        actions.change(visit.desk.config.path, name, values)
    except MonitorError as error:
        if name not in visit.desk.written().targets:
            raise
        return _form(visit, name, problem=str(error))
    return visit.done("saved", back_to="/targets")


def test(visit: Visit) -> Response:
    """Send a sample alert; takes as long as the target's service does."""
    visit.refuse_if_read_only("news-monitor targets test NAME")
    target = visit.desk.send_test(visit.form.get("name", ""))
    is_console = target.kind is TargetKind.CONSOLE
    return visit.done(
        "printed" if is_console else "tested", back_to=f"/targets?about={quote(target.name)}"
    )


def resume(visit: Visit) -> Response:
    """Send again to a target that was paused, or that wanted no more."""
    name = visit.form.get("name", "")
    visit.refuse_if_read_only("news-monitor targets resume NAME")
    actions.resume(visit.desk.config.path, name)
    visit.desk.write(lambda db: actions.ask_again(db, name))
    return visit.done("resumed", back_to="/targets")


def _doing(do: Callable[[Path, str], None], command: str, done: str) -> Callable[[Visit], Response]:
    def answer(visit: Visit) -> Response:
        visit.refuse_if_read_only(f"news-monitor targets {command} NAME")
        do(visit.desk.config.path, visit.form.get("name", ""))
        return visit.done(done, back_to="/targets")

    return answer


ACTIONS = {
    "add": add,
    "save": save,
    "test": test,
    "pause": _doing(actions.pause, "pause", "paused"),
    "resume": resume,
    "remove": _doing(actions.remove, "remove", "removed"),
}
"""By the last part of their address."""


def _page(visit: Visit, *, name: str = "", problem: str = "") -> Response:
    config, written = visit.desk.config, visit.desk.written().targets
    health, wanting_no_more = glance(visit.db, written), gone.names(visit.db)
    tests = target_tests.tested(visit.db)
    names = dict.fromkeys([*written, *config.targets, *sorted(health)])
    rows = [
        Row(
            name=each,
            kind=config.targets[each].kind.value if each in config.targets else "",
            edits=each in config.targets and can_edit(config.targets[each].url),
            health=health.get(each, TargetHealth()),
            rules=sum(each in policy.targets for policy in config.policies.values()),
            is_paused=is_paused(written.get(each, {})),
            is_gone=each in wanting_no_more,
            is_written=each in written,
            tested=tests.get(each),
            note=actions.advice_on(str(written.get(each, {}).get("url", ""))),
        )
        for each in names
    ]
    return visit.page(
        "targets.html", rows=rows, name=name, problem=problem, status=400 if problem else 200
    )


def _form(visit: Visit, name: str, *, problem: str = "") -> Response:
    entry = visit.desk.written().targets[name]
    return visit.page(
        "target_edit.html",
        name=name,
        entry=entry,
        per_hour=entry.get("max_per_hour", ""),
        fields={key: visit.form.get(key, _text(entry.get(key))) for key in _FIELDS},
        problem=problem,
        status=400 if problem else 200,
    )


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
