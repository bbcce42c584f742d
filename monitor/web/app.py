"""The application: which address is answered by what.

An answer is worked out by a plain function of a ``Visit``, in one of a few threads; only reading a
form and the stream of ``live`` run on the event loop.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from monitor.errors import DatabaseInUse, DatabaseUnavailable, MonitorError, NoSuchError
from monitor.web import api, feeds, health
from monitor.web.access.credentials import Gate
from monitor.web.access.middleware import Guard, Visitor, is_for_programs
from monitor.web.access.sessions import Sessions
from monitor.web.context import Desk
from monitor.web.live import Live
from monitor.web.page_request import Visit
from monitor.web.pages import (
    alerts,
    feed_add,
    feed_pages,
    login,
    match,
    matches,
    rules,
    story,
    today,
    workbench,
)
from monitor.web.templating import STATIC, Look
from monitor.web.trial import Trials

logger = logging.getLogger(__name__)

LARGEST_FORM = 64 * 1024
"""How many bytes a form may have."""

Page = Callable[[Visit], Response]


def make_app(desk: Desk, *, live: Live, trials: Trials, threads: Executor) -> ASGIApp:
    """Put the application together.

    Args:
        desk: What answers work with.
        live: Where the stream of changes comes from.
        trials: Where the workbench's rules are tried.
        threads: Where answers are worked out.
    """
    look = Look(desk.config.timezone, desk.clock)
    sessions, gate = Sessions(), Gate(desk.web)

    def route(path: str, page: Page, *methods: str) -> Route:
        async def answer(request: Request) -> Response:
            form = await _form(request, sessions) if request.method == "POST" else {}
            visit = _visit(request, form)
            context = contextvars.copy_context()
            return await asyncio.get_running_loop().run_in_executor(
                threads, context.run, _answer, page, visit
            )

        return Route(path, answer, methods=list(methods or ("GET",)))

    def _visit(request: Request, form: Mapping[str, str]) -> Visit:
        return Visit(
            desk=desk,
            look=look,
            sessions=sessions,
            visitor=request.scope["visitor"],
            path=request.url.path,
            path_params=request.path_params,
            query=request.query_params,
            form=form,
            headers=request.headers,
            cookies=request.cookies,
        )

    async def stream(request: Request) -> Response:
        del request
        return live.stream()

    async def failed(request: Request, error: Exception) -> Response:
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
        return _problem(_visit(request, {}), status, _TITLES.get(status, DIDNT_WORK), text)

    bench = workbench.Workbench(trials)
    door = login.Login(gate)
    routes = [
        route("/", today.show),
        route("/matches", matches.show),
        route("/matches/{id}", match.show),
        route("/matches/{id}/vote", match.vote, "POST"),
        route("/matches/{id}/send", match.send, "POST"),
        route("/story/{id}", story.show),
        route("/stories", story.listed),
        route("/rules", rules.show),
        route("/workbench", bench.show),
        route("/workbench/trial", bench.trial, "POST"),
        route("/feeds", feed_pages.show),
        route("/feeds/add", feed_add.show),
        route("/feeds/add", feed_add.add, "POST"),
        route("/feeds/find", feed_add.find, "POST"),
        route("/feeds/search", feed_add.search, "POST"),
        route("/feed/{id}", feed_pages.one),
        route("/feed/{id}/enable", feed_pages.enable, "POST"),
        route("/alerts", alerts.show),
        route("/alerts/retry", alerts.retry, "POST"),
        route("/silences", alerts.silence, "POST"),
        route("/silences/end", alerts.end_silence, "POST"),
        route("/login", door.show),
        route("/login", door.enter, "POST"),
        route("/logout", door.leave, "POST"),
        route("/feeds/{rule:path}.atom", feeds.Feeds(gate).atom),
        route("/feeds/{rule:path}.json", feeds.Feeds(gate).json),
        *(route(path, page) for path, page in api.PAGES.items()),
        route("/livez", health.live),
        route("/readyz", health.ready),
        route("/healthz", health.healthy),
        route("/metrics", health.metrics),
        Route("/live", stream),
        route("/static/{name}", _static),
        route("/favicon.ico", lambda visit: visit.to("/static/icon.svg")),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: failed})
    return Guard(app, web=desk.web, gate=gate, sessions=sessions, clock=desk.clock)


def _answer(page: Page, visit: Visit) -> Response:
    """Work an answer out; errors that a user can cause are shown in plain words, others logged."""
    try:
        return page(visit)
    except HTTPException:
        raise
    except NoSuchError as error:
        raise HTTPException(404) from error
    except MonitorError as error:
        status = 503 if isinstance(error, DatabaseUnavailable | DatabaseInUse) else 400
        return _problem(visit, status, DIDNT_WORK, str(error))
    except Exception:
        logger.exception("the page %s failed", visit.path)
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


async def _form(request: Request, sessions: Sessions) -> dict[str, str]:
    """Return the fields of one of the page's own forms.

    Raises:
        HTTPException: The form is too large, or isn't ours.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(
            415,
            "Only this page's own forms are accepted here. Open the page and send the form "
            "from there.",
        )
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_FORM:
                raise HTTPException(
                    413, f"This is too long: a form may have {LARGEST_FORM // 1024} KB at most."
                )
    except ClientDisconnect:  # nobody is left to be answered, and nothing is wrong with us
        raise HTTPException(400, "The form broke off. Send it again.") from None
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=100)
    form = dict(pairs)
    visitor: Visitor = request.scope["visitor"]
    if not sessions.is_form_token(visitor.session, form.pop("form_token", "")):
        raise HTTPException(
            403, "This form has expired. Go back, reload the page, and send it again."
        )
    return form


def _static(visit: Visit) -> Response:
    name = visit.path_params["name"]
    if name not in STATIC:
        raise HTTPException(404)
    # Its address changes with its content.
    headers = {"cache-control": "public, max-age=31536000, immutable", "content-type": STATIC[name]}
    return Response(visit.look.static[name], headers=headers)


DIDNT_WORK = "That didn't work"
_TITLES = {404: "There is nothing here", 405: "That can't be done here"}
_TEXTS = {
    404: "The address may be mistyped, or what it showed is no longer kept.",
    405: "This address only accepts what the page itself sends.",
}
_API_TEXTS = {
    404: "There is nothing at this address; /api/openapi.json lists what there is.",
    405: "The API is read only: use GET.",
}
