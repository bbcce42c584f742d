"""``/api/alerts``: deliveries, what became of each, and ``/api/silences``: what sends none.

Without this module a program couldn't ask who was told what.
"""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from monitor.alerts.alert import DeliveryState
from monitor.alerts.planning.reasons import Withholding
from monitor.store.outbox import edits, outbox
from monitor.store.outbox.edits import Edits
from monitor.store.outbox.outbox_row import OutboxRow
from monitor.store.reading import attempts
from monitor.store.reading.silences import active
from monitor.web.api.answer import answer, iso, limit_of
from monitor.web.page_request import Visit


def alerts(visit: Visit) -> Response:
    """``/api/alerts``: deliveries, newest first."""
    state = visit.word("state")
    rows = outbox.newest(
        visit.db,
        state=DeliveryState(state) if state else None,
        target=visit.word("target") or None,
        limit=limit_of(visit),
    )
    tried = attempts.counts(visit.db, [row.id for row in rows])
    edited = edits.of_deliveries(visit.db, [row.id for row in rows])
    plain = [_delivery(visit, row, tried.get(row.id, 0), edited.get(row.id)) for row in rows]
    return answer({"alerts": plain})


def _delivery(visit: Visit, row: OutboxRow, tried: int, edited: Edits | None) -> dict[str, Any]:
    delivery = row.delivery
    return {
        "id": row.id,
        "target": delivery.target,
        "state": delivery.state.value,
        "hold": delivery.hold.value if delivery.hold else "",
        "attempts": tried,
        "last_error": delivery.last_error,
        **withheld(visit, row.withheld),
        "created_at": iso(visit, row.created_at),
        "next_attempt_at": iso(visit, delivery.next_attempt_at),
        "delivered_at": iso(visit, delivery.delivered_at),
        "edits": edited.count if edited else 0,
        "edited_at": iso(visit, edited.edited_at) if edited else None,
        "edit_error": edited.error if edited else "",
        "rule": row.rule,
        "rules": list(row.rules),
        "title": row.title,
        "title_now": row.title_now,
        "story": row.alert.story if row.alert else None,
    }


def withheld(visit: Visit, why: Withholding | None) -> dict[str, Any]:
    """Why a target isn't told, in words, and by which silence."""
    silence = why.silence if why else None
    return {
        "withheld": why.in_words(visit.look.full) if why else "",
        "silence": silence.id if silence else None,
    }


def all_silences(visit: Visit) -> Response:
    """``/api/silences``: those that hold."""
    plain = [
        {
            "id": each.id,
            "rule": each.rule or "",
            "story": each.story,
            "until": iso(visit, each.until),
            "created_by": each.created_by or None,
        }
        for each in active(visit.db, now=visit.now)
    ]
    return answer({"silences": plain})
