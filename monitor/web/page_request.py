"""Visit: a request as plain values, and the answers a page can give to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import sqlite_utils
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from monitor.actions.configuration import Version, last_change, versions
from monitor.errors import MonitorError
from monitor.human import few
from monitor.printable import clean
from monitor.web.access.middleware import Visitor
from monitor.web.access.sessions import Sessions
from monitor.web.context import CONFIGURATION, Desk
from monitor.web.templating import Look

T = TypeVar("T")

LONGEST_VALUE = 2_000
"""Characters of a value in an address that are looked at."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request as plain values, with what it takes to answer it."""

    desk: Desk
    look: Look
    sessions: Sessions
    visitor: Visitor
    path: str
    path_params: Mapping[str, str]
    query: Mapping[str, str]
    """The last value of each name."""
    repeated: Collection[str] = ()
    """Names that the query has more than once."""
    form: Mapping[str, str]
    """Empty but for a POST whose form has proved to be ours."""
    last_change: int = 0
    """The number of the last change of the configuration before this request; for a form's."""
    body: Mapping[str, Any] = field(default_factory=dict)
    """What a program has sent to the API, checked by its schema."""
    headers: Headers
    cookies: Mapping[str, str]
    cookies_to_set: dict[str, tuple[str, timedelta]] = field(default_factory=dict)

    @cached_property
    def now(self) -> datetime:
        """When the request came, aware."""
        return self.desk.clock()

    @property
    def db(self) -> sqlite_utils.Database:
        """This thread's read-only connection."""
        return self.desk.read()

    @property
    def when_in_use(self) -> str:
        """When that is in use which is in the configuration file, and isn't yet."""
        if not self.desk.can_write:
            return "once the daemon has taken it up"
        if any(trouble.name == CONFIGURATION for trouble in self.desk.standing().troubles):
            return "once the mistakes elsewhere in the configuration are mended"
        return "within seconds" if self.desk.config.watch_config else "after the next reload"

    @property
    def wants_part(self) -> bool:
        """Whether the page's own script sent the request, for a part of the page."""
        return "x-part" in self.headers

    def word(self, name: str) -> str:
        """Return a value of the address's query, trimmed; empty if it isn't there."""
        return self.query.get(name, "").strip()[:LONGEST_VALUE]

    def stretch(self, rows: Sequence[T], size: int) -> tuple[int, Sequence[T]]:
        """Return the page of a list that the address asks for: its number, from 1, and its rows."""
        text = self.word("page")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
        number = max(number, 1)
        return number, rows[(number - 1) * size : number * size]

    def number(self, name: str) -> int:
        """Return a number that stands in the path.

        Raises:
            HTTPException: 404: it is no number.
        """
        text = self.path_params[name]
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise HTTPException(404)
        return int(text)

    def form_number(self, name: str) -> int:
        """Return a number that stands in the form.

        Raises:
            MonitorError: It is no number.
        """
        text = self.form.get(name, "")
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise MonitorError(f"the form doesn't say which {name}; reload the page and try again")
        return int(text)

    def refuse_if_read_only(self, instead: str) -> None:
        """See that this page may change something.

        Args:
            instead: The command that does the same.

        Raises:
            MonitorError: It only reads.
        """
        if not self.desk.can_write:
            raise MonitorError(
                "this page is read-only; to change the configuration, use the page of "
                f"`news-monitor run` or `{instead}`"
            )

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Return a page, or a part of one, from a template."""
        html = self.look.render(
            template,
            visit=self,
            desk=self.desk,
            now=self.now,
            form_token=self.sessions.form_token(self.visitor.session),
            notice=self._notice(),
            undo=self._undo,
            standing=self.desk.standing(),
            **values,
        )
        return self._with_cookies(HTMLResponse(html, status))

    def _notice(self) -> str:
        """What is said of what the visitor has just done; empty: nothing.

        Of what stands in the address only names that we know are repeated. Who isn't logged in has
        done nothing: an address that they make up tells them nothing.
        """
        if not self.visitor.is_in:
            return ""
        done, about = self.query.get("done", ""), self.query.get("about", "")
        if done == "tested" and about in self.desk.written().targets:
            return f"Sent to {clean(about, limit=200)}. It should be there now."
        if self._undo is None or not self._undo.changes:
            return NOTICES.get(done, "")
        changes = self._undo.changes
        told = few(changes[:CHANGES], more=len(changes) - CHANGES)
        return f"Undone: {told}." if done == UNDONE else f"{told[:1].upper()}{told[1:]}."

    @cached_property
    def _undo(self) -> Version | None:
        """The change that the visitor has just made, if it can be taken back with a click."""
        if "change" not in self.query or not (self.desk.can_write and self.visitor.is_in):
            return None
        found = versions(self.desk.config.path, most=1)
        return found[0] if found and str(found[0].number) == self.query["change"] else None

    def done(self, notice: str, *, back_to: str) -> Response:
        """Answer a change that was made: redirect to a page that shows ``notice``.

        The page's own script gets an empty 204 instead.
        """
        if self.wants_part:
            return Response(status_code=204)
        # Only to a page of ours, whatever the form says.
        path = back_to if is_local(back_to) else "/"
        base, _, query = path.partition("?")
        told = tuple(f"{name}=" for name in TOLD - {"about"})
        parts = [part for part in query.split("&") if part and not part.startswith(told)]
        parts.append(f"done={notice}")
        number = last_change(self.desk.config.path)
        if notice in {*EDITS, UNDONE} and number > self.last_change:
            parts.append(f"change={number}")
        return self._with_cookies(RedirectResponse(f"{base}?{'&'.join(parts)}", 303))

    def to(self, path: str) -> Response:
        """Redirect to another page of ours."""
        return self._with_cookies(RedirectResponse(path if is_local(path) else "/", 303))

    def keep(self, name: str, value: str, *, age: timedelta) -> None:
        """Have the browser keep a small value that is no secret."""
        self.cookies_to_set[name] = value, age

    def with_query(self, **changes: str) -> str:
        """Return this page's address with other values in its query; empty ones are left out."""
        values = {
            name: value
            for name, value in self.query.items()
            if name not in {"done", "about", "change"}
        } | changes
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{quote(self.path)}?{query}" if query else quote(self.path)

    def _with_cookies(self, answer: Response) -> Response:
        for name, (value, age) in self.cookies_to_set.items():
            answer.set_cookie(
                name,
                value,
                max_age=int(age.total_seconds()),
                httponly=True,
                samesite="strict",
                secure=self.desk.web.public.startswith("https:"),
            )
        return answer


TOLD = frozenset({"done", "about", "change"})
"""Of an address, what only says what has been done."""
UNDONE = "undone"
"""What is said after a change was taken back, which is a change as well."""
CHANGES = 3
"""Changes made at once that are named."""
EDITS = {
    "added": "Added to the configuration.",
    "saved": "Saved.",
    "paused": "Paused.",
    "resumed": "Resumed.",
    "removed": "Removed.",
}
"""What is said after a change of the configuration, which can be undone."""
NOTICES = {
    "voted": "Your vote is counted.",
    "sending": "It will be sent within seconds.",
    "retried": "It will be sent within seconds.",
    "silenced": "Silenced.",
    "ended": "The silence has ended.",
    "enabled": "It will be polled again within seconds.",
    "known": "It is in the configuration already.",
    "polled": "It will be polled within seconds.",
    "tested": "Sent. It should be there now.",
    "printed": "Printed where news-monitor runs.",
    UNDONE: "Undone.",
    **EDITS,
}
"""What a page says after a change: nothing of it comes from the address."""


def is_local(path: str) -> bool:
    """Whether a browser takes ``path`` for a path of ours: two slashes lead to another host."""
    return (
        path.startswith("/")
        and not path.startswith(("//", "/\\"))
        and path.isascii()
        and path.isprintable()
        and "\\" not in path
    )
