"""Logging in and out."""

from __future__ import annotations

from starlette.responses import Response

from monitor.human import in_words
from monitor.web.access.credentials import Gate
from monitor.web.access.sessions import COOKIE, IDLE
from monitor.web.page_request import Visit


class Login:
    """Logging in and out, for one configuration."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def show(self, visit: Visit) -> Response:
        """Show the form."""
        if visit.visitor.is_in:
            return visit.to(visit.query.get("next", "/"))
        return self._form(visit, visit.query.get("next", "/"))

    def enter(self, visit: Visit) -> Response:
        """Check the form's password and log the visitor in."""
        next_page, attempts = visit.form.get("next", "/"), self._gate.attempts
        address, now = visit.visitor.address, visit.now
        if wait := attempts.wait(address, now=now):
            answer = self._form(
                visit,
                next_page,
                f"Too many failed attempts. Try again in {in_words(wait)}.",
                status=429,
            )
            answer.headers["retry-after"] = str(int(wait.total_seconds()) + 1)
            return answer
        if not self._gate.knows(visit.form.get("password", "")):
            attempts.failed(address, now=now)
            return self._form(visit, next_page, "Wrong password or token. Try again.", status=401)
        visit.keep(COOKIE, visit.sessions.log_in(now=now), age=IDLE)
        return visit.to(next_page)

    def leave(self, visit: Visit) -> Response:
        """Log out."""
        visit.sessions.log_out(visit.visitor.session)
        visit.keep(COOKIE, visit.sessions.new(), age=IDLE)
        return visit.to("/login" if not self._gate.is_open else "/")

    def _form(self, visit: Visit, next_page: str, wrong: str = "", status: int = 200) -> Response:
        return visit.page(
            "login.html",
            status=status,
            next=next_page,
            wrong=wrong,
            has_password=bool(visit.desk.web.password),
        )
