"""What became of a match, as parts of a query: by its state, and by the target it was meant for.

Two columns of ``matches`` tell of most what their state is; of the others their deliveries do,
which are begun with where few are in the state asked for.
"""

from __future__ import annotations

from monitor.alerts.alert import DeliveryState
from monitor.store.history.condition import BY_ITEM, Condition
from monitor.store.history.match_state import MatchState
from monitor.store.history.match_state_sql import CONDITIONS, OPEN, UNSENT, at_target
from monitor.store.outbox.sent import SHOWS, speaks_to

_NO_MORE = "1"
"""The probe of a part that only leads to the matches that another part asks for."""
_BY_DELIVERIES = {
    MatchState.WAITING.value: DeliveryState.PENDING.value,
    MatchState.HELD.value: DeliveryState.PENDING.value,
    MatchState.DEAD.value: DeliveryState.DEAD.value,
}
"""The state of the deliveries that a match in this state has."""


_SENT_TO = f"""m.sent_at IS NOT NULL AND EXISTS (
    SELECT 1 FROM sent_items s JOIN deliveries message ON {SHOWS}
    WHERE s.item_id = m.item_id AND message.target = ? AND {speaks_to("m")})"""  # noqa: S608


def state_conditions(target: str, state: str) -> list[Condition]:
    """The parts for ``MatchQuery.target`` and ``MatchQuery.state``; either may be empty.

    With both, what became of it at that target is asked for: what one was told, another may lack.
    """
    if target and state == MatchState.SENT:
        return [*_sent_to(target), *_in_state(state)]
    if target and state:
        return [_meant_for(target), _in_state_at(target, state)]
    if target:
        return [_meant_for(target)]
    return _in_state(state) if state else []


def _in_state_at(target: str, state: str) -> Condition:
    """By what became of it at a target that wasn't told of it, or not of how it reads now."""
    if state == UNSENT:
        return Condition(f"(NOT ({_SENT_TO}) OR m.withheld IS NOT NULL)", (target,))
    there = at_target(state)
    if state == MatchState.WITHHELD:
        there = f"({there} OR {CONDITIONS[state]})"
    if state in {MatchState.GROUPED, MatchState.WITHHELD}:  # of no matter where it was told of it
        return Condition(f"{there} AND NOT ({_SENT_TO})", (target, target))
    return Condition(there, (target,))


def _meant_for(target: str) -> Condition:
    """By the targets that its alert has deliveries to."""
    states = ",".join(f"'{state.value}'" for state in DeliveryState)  # the index begins with them
    alerts = f"""
        SELECT d.alert_id FROM deliveries d INDEXED BY deliveries_state
        WHERE d.state IN ({states}) AND d.target = ?
    """  # noqa: S608 - our own constants
    return Condition(
        f"m.alert_id IN ({alerts})",
        (target,),
        index="matches_alert",
        sample=alerts,
        probe="EXISTS (SELECT 1 FROM deliveries d WHERE d.alert_id = m.alert_id AND d.target = ?)",
        probe_values=(target,),
    )


def _sent_to(target: str) -> list[Condition]:
    """By the messages to a target that show the item and speak to those whom the rule tells."""
    named = """
        SELECT sent_items.item_id FROM deliveries message INDEXED BY deliveries_state
        JOIN sent_items ON sent_items.delivery_id = message.id
        WHERE message.state = 'delivered' AND message.target = ?
    """
    return [
        Condition(
            f"m.item_id IN ({named})", (target,), index=BY_ITEM, sample=named, probe=_NO_MORE
        ),
        Condition(_SENT_TO, (target,)),
    ]


def _in_state(state: str) -> list[Condition]:
    """By what became of it; of few, through the deliveries that say so."""
    condition = Condition(CONDITIONS[state])
    if state == MatchState.GROUPED:
        return [Condition(OPEN, index="matches_open"), condition]
    if state not in _BY_DELIVERIES:
        return [condition]
    alerts = """
        SELECT d.alert_id FROM deliveries d INDEXED BY deliveries_state WHERE d.state = ?
        UNION ALL
        SELECT d.alert_id FROM deliveries message JOIN deliveries d ON d.digest_id = message.id
        WHERE message.alert_id IS NULL AND message.state = ?
    """
    of_these = Condition(
        f"m.alert_id IN ({alerts})",
        (_BY_DELIVERIES[state],) * 2,
        index="matches_alert",
        sample=alerts,
        probe=_NO_MORE,
    )
    return [of_these, condition]
