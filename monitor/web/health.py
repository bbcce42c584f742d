"""How the daemon is, for programs that watch over it.

    /livez      it answers                                                200
    /readyz     it is at work                                             200, 503
    /healthz    nothing is known that keeps news from being found, told   200, 503, with reasons
    /metrics    numbers, for Prometheus

Strangers learn from the first three whether it is well, and nothing else. Restart it when
``/livez`` doesn't answer; call somebody when ``/healthz`` says 503. Without this module whoever
watches over the service would see that a process runs, and no more.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response

from monitor.health.verdict import State, Verdict
from monitor.web.page_request import Visit

METRICS = "text/plain; version=0.0.4; charset=utf-8"


def live(visit: Visit) -> Response:
    """Answer."""
    del visit
    return PlainTextResponse("alive\n")


def ready(visit: Visit) -> Response:
    """Say whether a daemon is at work."""
    is_ready = visit.desk.health().verdict.state is not State.DOWN
    return PlainTextResponse("ready\n" if is_ready else "not ready\n", 200 if is_ready else 503)


def healthy(visit: Visit) -> Response:
    """Say how it is and, to those who may see it, why."""
    verdict = visit.desk.health().verdict
    told: dict[str, object] = {"state": verdict.state.value}
    if visit.visitor.is_in:
        told["reasons"] = as_json(verdict)
    return JSONResponse(told, 200 if verdict.is_well else 503)


def metrics(visit: Visit) -> Response:
    """Give the numbers."""
    if visit.desk.metrics is None:
        raise HTTPException(404, "only the page of `news-monitor run` has metrics")
    return Response(visit.desk.metrics(), media_type=METRICS)


def as_json(verdict: Verdict) -> list[dict[str, str | None]]:
    """Return the reasons as they are shown to programs."""
    return [
        {
            "name": each.name,
            "what": each.what,
            "cure": each.cure,
            "since": each.since.isoformat() if each.since else None,
        }
        for each in verdict.reasons
    ]
