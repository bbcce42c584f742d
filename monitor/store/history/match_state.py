"""The one state of a match: what became of it, in one word and in a sentence.

    sent       a message that names the item was delivered to one target at least
    withheld   nobody was told, for the reason given
    waiting    a message that names it, or may, is about to be sent, or is tried again
    held       the same, but it waits for a digest, the end of quiet hours or of an hour
    dead       the message was given up at every target that it was meant for
    grouped    not sent: a message that names another item of the same event was delivered

Every match is in exactly one, by the first that holds. The words are the same on the command line,
on the page, in the API, in exports and in docs/database.md. ``CASE`` is the truth, ``conditions``
says the same so that indexes can be used. Without this module each of them would say "delivered"
of something else.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from monitor.alerts.alert import HoldReason
from monitor.alerts.planning.reasons import HELD, why_withheld
from monitor.human import plural
from monitor.store.moment import from_text, from_text_or_none
from monitor.store.outbox.sent import NAMES_EVENT


class MatchState(StrEnum):
    """What became of a match, or of what it says to one target."""

    SENT = "sent"
    GROUPED = "grouped"
    WAITING = "waiting"
    HELD = "held"
    WITHHELD = "withheld"
    DEAD = "dead"


UNSENT = "unsent"
"""To ask for all but ``sent``."""
ASKED_FOR = (*(state.value for state in MatchState), UNSENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtTarget:
    """What became of a match at one target."""

    target: str
    state: MatchState
    message: int
    """The delivery: its own, or the one that it is part of."""
    at: datetime | None = None
    """When it was sent, or is tried next."""
    hold: str = ""
    attempts: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a match."""

    state: MatchState
    sent_at: datetime | None = None
    sent_as: str = ""
    """Its headline as it was last sent, where it reads otherwise now."""
    by_outlet: bool = False
    """Sent, but by the name of its outlet only: "Also in Reuters"."""
    withheld: str = ""
    told: str = ""
    """What the message of its event is headed by; empty where nobody was told of that."""
    told_at: datetime | None = None
    targets: tuple[AtTarget, ...] = ()


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
    UNSENT: "m.sent_at IS NULL",
    MatchState.SENT: "m.sent_at IS NOT NULL",
    MatchState.WITHHELD: "m.sent_at IS NULL AND m.withheld IS NOT NULL",
    MatchState.WAITING: f"{OPEN} AND {_IS_WAITING}",
    MatchState.HELD: f"{OPEN} AND {_IS_UNDER_WAY} AND NOT {_IS_WAITING}",
    MatchState.DEAD: f"{OPEN} AND NOT {_IS_UNDER_WAY} AND {_IS_DEAD}",
    MatchState.GROUPED: f"{OPEN} AND NOT {_IS_UNDER_WAY} AND NOT {_IS_DEAD}",
}
"""By what is asked for: the same as ``CASE``."""

_AT_TARGET = f"""CASE
    WHEN EXISTS (SELECT 1 FROM sent_items s
                 WHERE s.delivery_id = message.id AND s.item_id = m.item_id) THEN 'sent'
    WHEN {_PENDING} AND message.hold = '' THEN 'waiting'
    WHEN {_PENDING} THEN 'held'
    WHEN message.state = 'dead' THEN 'dead'
    WHEN {NAMES_EVENT} THEN 'grouped'
    ELSE 'withheld' END"""  # noqa: S608 - our own constants
_OWN_ALERTS = "SELECT own.id FROM alerts own WHERE own.item_id = m.item_id AND own.rule = m.rule"

COLUMNS = f"""
    {CASE}, m.sent_at, m.withheld,
    (SELECT json_group_array(json_array(
        d.target, {_AT_TARGET}, message.id, coalesce(message.delivered_at, message.next_attempt_at),
        message.hold, message.attempts, message.last_error))
     FROM deliveries d JOIN deliveries message ON message.id = coalesce(d.digest_id, d.id)
     WHERE d.alert_id = m.alert_id OR (
        d.alert_id IN ({_OWN_ALERTS}) AND message.state = 'delivered')),
    (SELECT json_array(s.title)
     FROM deliveries d JOIN deliveries message ON message.id = coalesce(d.digest_id, d.id)
     JOIN sent_items s ON s.delivery_id = message.id AND s.item_id = m.item_id
     WHERE d.alert_id IN ({_OWN_ALERTS}) AND s.title IS NOT ''
     ORDER BY message.delivered_at DESC LIMIT 1),
    (SELECT json_array(coalesce(nullif(s.title, ''), named.title), message.delivered_at)
     FROM alerts told JOIN deliveries d ON d.alert_id = told.id
     JOIN deliveries message ON message.id = coalesce(d.digest_id, d.id)
     JOIN sent_items s ON s.delivery_id = message.id
     JOIN items named ON named.id = s.item_id
     WHERE told.id = m.alert_id AND (named.id = told.item_id OR named.event_id = told.event_id)
     ORDER BY s.title IS '', named.id <> told.item_id, message.delivered_at LIMIT 1)
"""  # noqa: S608 - our own constants
"""What ``fate`` takes, of a row of ``matches`` named ``m``."""
COLUMN_COUNT = 6


def fate(row: tuple[str | None, ...], title: str) -> Fate:
    """Read ``COLUMNS``; ``title`` is the item's now."""
    state, sent_at, withheld, targets, worded, told = row
    (sent_as,) = json.loads(worded) if worded else ("",)
    told_title, told_at = json.loads(told) if told else ("", None)
    return Fate(
        state=MatchState(state or ""),
        sent_at=from_text_or_none(sent_at),
        sent_as=sent_as if sent_as and sent_as != title else "",
        by_outlet=sent_at is not None and not worded,
        withheld=withheld or "",
        told=told_title or "",
        told_at=from_text_or_none(told_at),
        targets=tuple(map(_at_target, json.loads(targets or "[]"))),
    )


def _at_target(row: list[str | None]) -> AtTarget:
    target, state, message, at, hold, attempts, error = row
    return AtTarget(
        target=target or "",
        state=MatchState(state or ""),
        message=int(message or 0),
        at=from_text(at) if at else None,
        hold=hold or "",
        attempts=int(attempts or 0),
        error=error or "",
    )


def sentence(fate: Fate, when: Callable[[datetime], str]) -> str:
    """Say what became of a match; the sentence begins with the state.

    Args:
        fate: What did.
        when: How a moment is written.
    """
    match fate.state:
        case MatchState.SENT:
            return "; ".join(_sent(fate, when))
        case MatchState.GROUPED if fate.told and fate.told_at:
            return f"grouped: not sent, same story as “{fate.told}”, sent {when(fate.told_at)}"
        case MatchState.GROUPED:
            return "grouped: not sent, part of a story that was sent and is no longer kept"
        case MatchState.WITHHELD:
            return f"withheld: {why_withheld(fate.withheld)}"
        case MatchState.WAITING | MatchState.HELD | MatchState.DEAD:
            return "; ".join(at_target(each, when) for each in _worst_first(fate))
    assert_never(fate.state)


def at_target(at: AtTarget, when: Callable[[datetime], str]) -> str:
    """Say what became of a match at one target: ``held for desk until 08:00 (quiet hours)``."""
    moment = when(at.at) if at.at else ""
    match at.state:
        case MatchState.SENT:
            return f"sent to {at.target} {moment}".rstrip()
        case MatchState.GROUPED:
            return f"grouped at {at.target}: its story was sent {moment}".rstrip()
        case MatchState.WAITING if at.attempts:
            tries = plural(at.attempts, "try", "tries")
            return f"waiting for {at.target}: not sent after {tries} ({at.error}), next {moment}"
        case MatchState.WAITING:
            return f"waiting for {at.target}"
        case MatchState.HELD:
            return f"held for {at.target} until {moment} ({HELD[HoldReason(at.hold)]})"
        case MatchState.WITHHELD:
            return f"withheld from {at.target}: only counted in its digest"
        case MatchState.DEAD:
            return f"dead at {at.target}: {at.error or 'given up'}"
    assert_never(at.state)


def _sent(fate: Fate, when: Callable[[datetime], str]) -> list[str]:
    said = [at_target(each, when) for each in fate.targets if each.state is MatchState.SENT]
    if not said:
        said = [f"sent {when(fate.sent_at)}" if fate.sent_at else "sent"]
    if fate.by_outlet:
        beside = f" beside “{fate.told}”" if fate.told else ""
        said[-1] += f", by its outlet’s name{beside}"
    return said + [
        at_target(each, when) for each in fate.targets if each.state is not MatchState.SENT
    ]


def _worst_first(fate: Fate) -> list[AtTarget]:
    """The targets, those in the match's own state first."""
    return sorted(fate.targets, key=lambda each: each.state is not fate.state)
