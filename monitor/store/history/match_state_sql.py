"""The one state of a match, as SQL: what became of it, in one word and with all that is said of it.

    sent       a message that shows the item's headline was delivered to one target at least
    withheld   nobody was told, for the reason given
    waiting    a message that shows it, or may, is about to be sent, or is tried again
    held       the same, but it waits for a digest, the end of quiet hours or of an hour
    dead       the message was given up at every target that it was meant for
    grouped    not sent: a message that shows another item of the same event was delivered

Every match is in exactly one, by the first that holds. ``CASE`` is the truth, ``conditions`` says
the same so that indexes can be used. What was sent and reads otherwise now keeps its state, and
``withheld`` says why nobody was told (``sent``). Without this module each query would call another
thing "delivered".
"""

from __future__ import annotations

import json
from operator import attrgetter

from monitor.alerts.alert import HoldReason
from monitor.alerts.planning.reasons import NO_ROOM, Withholding
from monitor.store.history.match_state import AtTarget, Fate, MatchState, judged_in_words
from monitor.store.outbox import withholding
from monitor.store.outbox.sent import NAMES_EVENT, SHOWS, speaks_to
from monitor.store.timestamps import from_text, from_text_or_none

UNSENT = "unsent"
"""To ask for all that nobody was told as it now reads: all but ``sent``, and what was edited since.
"""
ASKED_FOR = (*(state.value for state in MatchState), UNSENT)


def _any(condition: str) -> str:
    return f"""EXISTS (
        SELECT 1 FROM deliveries d JOIN deliveries message
            ON message.id = coalesce(d.digest_id, d.id)
        WHERE d.alert_id = m.alert_id AND {condition})"""  # noqa: S608 - our own constants


_PENDING = "message.state = 'pending'"
_IS_WAITING = _any(f"{_PENDING} AND message.hold = ''")
_IS_UNDER_WAY = _any(_PENDING)
_IS_TOLD = _any(f"message.state = 'delivered' AND {NAMES_EVENT}")
_HAS_DEAD = _any("message.state = 'dead'")
_IS_DEAD = f"({_HAS_DEAD} AND NOT {_IS_TOLD})"

CASE = f"""CASE
    WHEN m.sent_at IS NOT NULL THEN 'sent'
    WHEN m.withheld IS NOT NULL THEN 'withheld'
    WHEN {_IS_WAITING} THEN 'waiting'
    WHEN {_IS_UNDER_WAY} THEN 'held'
    WHEN {_IS_DEAD} THEN 'dead'
    ELSE 'grouped' END"""
"""The state of a row of ``matches``, named ``m``."""

OPEN = "m.sent_at IS NULL AND m.withheld IS NULL"
"""What the deliveries of its alert must say more of. As ``matches_open`` has it."""
CONDITIONS = {
    UNSENT: "(m.sent_at IS NULL OR m.withheld IS NOT NULL)",
    MatchState.SENT: "m.sent_at IS NOT NULL",
    MatchState.WITHHELD: "m.sent_at IS NULL AND m.withheld IS NOT NULL",
    MatchState.WAITING: f"{OPEN} AND {_IS_WAITING}",
    MatchState.HELD: f"{OPEN} AND {_IS_UNDER_WAY} AND NOT {_IS_WAITING}",
    MatchState.DEAD: f"{OPEN} AND NOT {_IS_UNDER_WAY} AND {_IS_DEAD}",
    MatchState.GROUPED: f"{OPEN} AND NOT {_IS_UNDER_WAY} AND NOT {_IS_DEAD}",
}
"""By what is asked for: the same as ``CASE``."""
NOT_ON_ITS_WAY = f"(m.sent_at IS NULL OR NOT {_IS_UNDER_WAY})"
"""What is withheld of an item that was sent: nobody will be told how it reads now."""

_SHOWN = f"EXISTS (SELECT 1 FROM sent_items s WHERE s.item_id = m.item_id AND {SHOWS})"  # noqa: S608
_AT_TARGET = f"""CASE
    WHEN {_PENDING} AND message.hold = '' THEN 'waiting'
    WHEN {_PENDING} THEN 'held'
    WHEN message.state = 'dead' THEN 'dead'
    WHEN {NAMES_EVENT} THEN 'grouped'
    ELSE 'withheld' END"""


def at_target(state: str) -> str:
    """Whether a message to a target, the value to give, left a match of its alert in a state."""
    return f"""EXISTS (
        SELECT 1 FROM deliveries d JOIN deliveries message
            ON message.id = coalesce(d.digest_id, d.id)
        WHERE d.alert_id = m.alert_id AND d.target = ? AND NOT {_SHOWN}
            AND {_AT_TARGET} = '{state}')"""  # noqa: S608 - our own constants


COLUMNS = f"""
    {CASE}, m.sent_at, m.withheld,
    (SELECT json_group_array(json_array(
        s.title, message.target, 'sent', message.id, message.delivered_at, '', 0, '', NULL))
     FROM sent_items s JOIN deliveries message ON message.id = s.delivery_id
     WHERE m.sent_at IS NOT NULL AND s.item_id = m.item_id AND s.title IS NOT ''
        AND {speaks_to("m")}),
    (SELECT json_group_array(json_array(
        '', d.target, {_AT_TARGET}, message.id,
        coalesce(message.delivered_at, message.next_attempt_at),
        message.hold, message.attempts, message.last_error, {withholding.why("message")}))
     FROM deliveries d JOIN deliveries message ON message.id = coalesce(d.digest_id, d.id)
     WHERE d.alert_id = m.alert_id AND NOT {_SHOWN}),
    (SELECT json_array(
        coalesce(s.title, named.title), message.delivered_at, own.item_id IS NOT NULL)
     FROM alerts told JOIN deliveries d ON d.alert_id = told.id
     JOIN deliveries message ON message.id = coalesce(d.digest_id, d.id)
     JOIN sent_items s ON s.delivery_id = message.id AND s.title IS NOT ''
     JOIN items named ON named.id = s.item_id
     LEFT JOIN sent_items own ON own.delivery_id = message.id AND own.item_id = m.item_id
     WHERE told.id = m.alert_id AND m.sent_at IS NULL
        AND (named.id = told.item_id OR named.event_id = told.event_id)
     ORDER BY own.item_id IS NULL, named.id <> told.item_id, message.delivered_at LIMIT 1),
    (SELECT json_array(judged.state, judged.reason) FROM judgements judged
     WHERE judged.item_id = m.item_id AND judged.rule = m.rule)
"""  # noqa: S608 - our own constants
"""What ``fate`` takes, of a row of ``matches`` named ``m``."""
COLUMN_COUNT = 7


def fate(row: tuple[str | None, ...], title: str) -> Fate:
    """Read ``COLUMNS``; ``title`` is the item's now."""
    state, sent_at, withheld, shown, others, told, judged = row
    told_title, told_at, outlet_named = json.loads(told) if told else ("", None, 0)
    sent = sorted(map(_at_target, json.loads(shown or "[]")), key=attrgetter("at", "message"))
    return Fate(
        state=MatchState(state or ""),
        title=title,
        sent_at=from_text_or_none(sent_at),
        withheld=withheld or "",
        judged=judged_in_words(*json.loads(judged)) if judged else "",
        told=told_title or "",
        told_at=from_text_or_none(told_at),
        outlet_named=bool(outlet_named),
        targets=(*sent, *map(_at_target, json.loads(others or "[]"))),
    )


def _at_target(row: list[str | None]) -> AtTarget:
    words, target, state, message, at, hold, attempts, error, withheld = row
    kept_from = withholding.read(withheld)
    if kept_from is None and state == MatchState.WITHHELD:  # delivered, but not shown there
        kept_from = Withholding(NO_ROOM)
    return AtTarget(
        words=words or "",
        target=target or "",
        state=MatchState(state or ""),
        message=int(message or 0),
        at=from_text(at) if at else None,
        hold=HoldReason(hold) if hold else None,
        attempts=int(attempts or 0),
        error=error or "",
        withheld=kept_from,
    )
