"""The application: which address is answered by what.

An answer is worked out by a plain function of a ``Visit``, in one of a few threads; only reading a
form and the stream of ``live`` run on the event loop.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from monitor.actions.configuration import last_change
from monitor.errors import DatabaseInUse, DatabaseUnavailable, MonitorError, NoSuchError
from monitor.web import health, matches_as_feed
from monitor.web.access.credentials import Gate
from monitor.web.access.middleware import Guard, is_for_programs
from monitor.web.access.sessions import Sessions
from monitor.web.api import body, body_schemas, changes, routes
from monitor.web.api.description import body_of
from monitor.web.api.query import only_described
from monitor.web.context import Desk
from monitor.web.forms import read_form, read_open_form
from monitor.web.live import Live
from monitor.web.page_request import Visit
from monitor.web.pages import (
    alerts,
    answer,
    configuration,
    login,
    match,
    matches,
    rule_actions,
    rules,
    story,
    targets,
    today,
    tour,
    workbench,
)
from monitor.web.pages.feeds import feed_add, feed_edit, feed_pages
from monitor.web.templating import STATIC, Look
from monitor.web.trial import Trials

logger = logging.getLogger(__name__)

Page = Callable[[Visit], Response]


def make_app(desk: Desk, *, live: Live, trials: Trials, threads: Executor) -> ASGIApp:
    """Put the application together.

    Args:
        desk: What answers work with.
        live: Where the stream of changes comes from.
        trials: Where the workbench's rules are tried.
        threads: Where answers are worked out.
    """
    sessions, gate = Sessions(), Gate(desk.web)
    routes = _Routes(desk, sessions, threads)
    app = Starlette(
        routes=routes.all(gate, live, trials), exception_handlers={HTTPException: routes.failed}
    )
    return Guard(app, web=desk.web, gate=gate, sessions=sessions, clock=desk.clock)


class _Routes:
    """Which address is answered by which page."""

    def __init__(self, desk: Desk, sessions: Sessions, threads: Executor) -> None:
        self._desk, self._sessions, self._threads = desk, sessions, threads
        self._look = Look(desk.config.timezone, desk.clock)

    def all(self, gate: Gate, live: Live, trials: Trials) -> list[Route]:
        """Return all routes, the first that fits counts."""
        route = self._route
        bench, door, of_rule = (
            workbench.Workbench(trials),
            login.Login(gate),
            matches_as_feed.Feeds(gate),
        )

        async def stream(request: Request) -> Response:
            del request
            return live.stream()

        return [
            route("/", today.show),
            route("/matches", matches.show),
            route("/matches/{id}", match.show),
            route("/matches/{id}/vote", match.vote, "POST"),
            route("/matches/{id}/send", match.send, "POST"),
            route("/story/{id}", story.show),
            route("/stories", story.listed),
            route("/rules", rules.show),
            *(route(f"/rules/{name}", do, "POST") for name, do in rule_actions.ACTIONS.items()),
            route("/workbench", bench.show),
            route("/workbench/trial", bench.trial, "POST"),
            route("/workbench/judge", bench.judge, "POST"),
            route("/rules/save", bench.save, "POST"),
            route("/feeds", feed_pages.show),
            route("/feeds/add", feed_add.show),
            route("/feeds/add", feed_add.add, "POST"),
            route("/feeds/find", feed_add.find, "POST"),
            route("/feeds/search", feed_add.search, "POST"),
            route("/feeds/import", feed_add.import_list, "POST"),
            route("/feeds/resume", feed_edit.resume, "POST"),
            route("/feeds/remove", feed_edit.remove_paused, "POST"),
            route("/feed/{id}", feed_pages.one),
            *(route(f"/feed/{{id}}/{name}", do, "POST") for name, do in feed_edit.ACTIONS.items()),
            route("/targets", targets.show),
            route("/targets/edit", targets.edit),
            *(route(f"/targets/{name}", do, "POST") for name, do in targets.ACTIONS.items()),
            route("/config", configuration.show),
            route("/config/undo", configuration.undo, "POST"),
            route("/tour/end", tour.end, "POST"),
            route("/alerts", alerts.show),
            route("/alerts/retry", alerts.retry, "POST"),
            route("/silences", alerts.silence, "POST"),
            route("/silences/end", alerts.end_silence, "POST"),
            route("/login", door.show),
            route("/login", door.enter, "POST"),
            route("/logout", door.leave, "POST"),
            route("/feeds/{rule:path}.atom", of_rule.atom),
            route("/feeds/{rule:path}.json", of_rule.json),
            *(route(path, page) for path, page in routes.PAGES.items()),
            *(
                self._api_route(method, path, page)
                for (method, path), page in changes.CHANGES.items()
            ),
            route("/livez", health.live),
            route("/readyz", health.ready),
            route("/healthz", health.healthy),
            route("/metrics", health.metrics),
            Route("/live", stream),
            route("/static/{name}", _static),
            route("/answer/style.css", _style),
            route("/answer/{token}", answer.show),
            self._open_route("/answer/{token}", answer.answer),
            route("/favicon.ico", lambda visit: visit.to("/static/icon.svg")),
        ]

    def _route(self, path: str, page: Page, *methods: str) -> Route:
        async def answer(request: Request) -> Response:
            form = await read_form(request, self._sessions) if request.method == "POST" else {}
            return await self._answered(page, self._visit(request, form))

        return Route(path, answer, methods=list(methods or ("GET",)))

    def _open_route(self, path: str, page: Page) -> Route:
        """Of an address that says by itself that it may be posted to, whoever does."""

        async def take(request: Request) -> Response:
            form = await read_open_form(request)
            return await self._answered(page, self._visit(request, form))

        return Route(path, take, methods=["POST"])

    def _api_route(self, method: str, path: str, page: Page) -> Route:
        """Of an address of the API by which something is changed."""
        schema = body_of(method, path) or body_schemas.NOTHING
        checked = only_described(path, page, method=method.lower())

        async def answer(request: Request) -> Response:
            sent = await body.read_json(request, is_needed=bool(schema["required"]))

            def change(visit: Visit) -> Response:
                return checked(replace(visit, body=body.read(sent, schema)))

            return await self._answered(change, self._visit(request, {}))

        return Route(path.replace("{name}", "{name:path}"), answer, methods=[method])

    async def _answered(self, page: Page, visit: Visit) -> Response:
        """Have an answer worked out in one of the threads."""
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, context.run, _answer, page, visit
        )

    def _visit(self, request: Request, form: Mapping[str, str]) -> Visit:
        return Visit(
            desk=self._desk,
            look=self._look,
            sessions=self._sessions,
            visitor=request.scope["visitor"],
            path=request.url.path,
            path_params=request.path_params,
            query=request.query_params,
            repeated=_repeated(request),
            form=form,
            headers=request.headers,
            cookies=request.cookies,
        )

    async def failed(self, request: Request, error: Exception) -> Response:
        """Say why there is no answer, in words."""
        assert isinstance(error, HTTPException)
        status, path = error.status_code, request.scope["path"]
        text = error.detail
        if text == HTTPStatus(status).phrase:  # the library's own words
            texts = _API_TEXTS if path.startswith("/api/") else _TEXTS
            text = texts.get(status, text)
        if is_for_programs(path):
            return JSONResponse({"error": text}, status, error.headers)
        if "visitor" not in request.scope:
            return PlainTextResponse(f"{text}\n", status)
        return _problem(self._visit(request, {}), status, _TITLES.get(status, DIDNT_WORK), text)


def _repeated(request: Request) -> set[str]:
    """The names that a query has more than once."""
    counts = Counter(name for name, _ in request.query_params.multi_items())
    return {name for name, count in counts.items() if count > 1}


def _answer(page: Page, visit: Visit) -> Response:
    """Work an answer out; errors that a user can cause are shown in plain words, others logged."""
    try:
        if visit.form:
            visit = replace(visit, last_change=last_change(visit.desk.config.path))
        return page(visit)
    except HTTPException:
        raise
    except NoSuchError as error:
        raise HTTPException(404) from error
    except MonitorError as error:
        status = 503 if isinstance(error, DatabaseUnavailable | DatabaseInUse) else 400
        return _problem(visit, status, DIDNT_WORK, str(error))
    except Exception:
        logger.exception("the page %s failed", visit.path, extra={"event": "bug"})
        return _problem(
            visit,
            500,
            "Something went wrong",
            "This is our mistake; the log says more.",
        )


def _problem(visit: Visit, status: int, title: str, text: str) -> Response:
    if is_for_programs(visit.path):
        return JSONResponse({"error": text}, status)
    text = f"{text[:1].upper()}{text[1:]}"  # of errors, that also stand in the middle of a line
    if visit.wants_part:
        return PlainTextResponse(text or title, status)
    return visit.page("problem.html", status=status, title=title, text=text)


def _static(visit: Visit) -> Response:
    name = visit.path_params["name"]
    if name not in STATIC:
        raise HTTPException(404)
    # Its address changes with its content.
    headers = {"cache-control": "public, max-age=31536000, immutable", "content-type": STATIC[name]}
    return Response(visit.look.static[name], headers=headers)


def _style(visit: Visit) -> Response:
    """The style sheet, also where a proxy lets nothing through but answers."""
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(visit.look.static["style.css"], headers=headers, media_type="text/css")


DIDNT_WORK = "That didn't work"
_TITLES = {404: "There is nothing here", 405: "That can't be done here"}
_TEXTS = {
    404: "The address may be mistyped, or what it showed is no longer kept.",
    405: "This address only accepts what the page itself sends.",
}
_API_TEXTS = {
    404: "There is nothing at this address; /api/openapi.json lists what there is.",
    405: "That can't be done here; /api/openapi.json lists what can.",
}
