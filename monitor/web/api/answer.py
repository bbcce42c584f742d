"""Answers: what all of the API's have in common: JSON, moments, how much is asked for.

Without this module two answers would write the same moment in two ways.
"""

from __future__ import annotations

import json
from datetime import datetime

from starlette.responses import Response

from monitor.errors import MonitorError
from monitor.web.match_query import whole_number
from monitor.web.page_request import Visit

MOST, USUAL = 500, 50


def iso(visit: Visit, moment: datetime | None) -> str | None:
    """Return a moment as ISO 8601 in the user's timezone; None stays none."""
    zone = visit.desk.config.timezone
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None


def limit_of(visit: Visit) -> int:
    """Return how many entries are asked for.

    Raises:
        MonitorError: It is no number, or too many.
    """
    text = visit.word("limit")
    limit = whole_number("limit", text) if text else USUAL
    if not 1 <= limit <= MOST:
        raise MonitorError(f"limit must be from 1 to {MOST}")
    return limit


def answer(value: object, status: int = 200) -> Response:
    """Return a value as JSON."""
    # Python's JSON lets lone surrogates through, which are no UTF-8.
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, status, media_type="application/json")
