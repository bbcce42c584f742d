"""Who is told what: a match becomes an alert with its deliveries, or is withheld with the reason.

Pure: values in, a decision out. Nothing that matched vanishes: what isn't told says why.

Leaves to others: sending and retrying (``delivery``, ``deliver``), wording (``render``),
recording the decision (``store``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.alerts.alert import Alert, Delivery
from monitor.alerts.delivery import delivery_key
from monitor.alerts.policy import Policy
from monitor.item import Item, digest
from monitor.rules.rule import Match

MAX_AGE = timedelta(hours=72)
"""What was published longer ago than this is stored, not told."""


class WithheldReason(StrEnum):
    """Why a match made no alert; the value is what the history shows."""

    BASELINE = "baseline"
    """It stood in the feed when the feed was first polled, and ``Feed.backfill`` leaves it out."""
    OLD = "old"
    """Published more than ``MAX_AGE`` ago."""
    EDITED = "edited"
    """The publisher edited an item that has been told of already."""
    TOLD = "told"
    """The rule has already told of this story."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A match that nobody is told of."""

    reason: WithheldReason


@dataclass(frozen=True, slots=True)
class Planned:
    """An alert and one pending delivery for each of its targets."""

    alert: Alert
    deliveries: tuple[Delivery, ...]


def alert_key(rule: str, story: int | str) -> str:
    """Return the stable identity of an alert: a digest of rule and story."""
    return digest((rule, str(story)))


def plan(
    match: Match,
    item: Item,
    story: int,
    policy: Policy,
    *,
    now: datetime,
    canonical: str,
    baseline: bool = False,
    backfill: timedelta | None = timedelta(0),
    told: bool = False,
    edited: bool = False,
) -> Planned | Withheld:
    """Decide whether a match is told, and to whom.

    Args:
        match: What was found.
        item: Where; dated (see ``item.dated``), so that ``published`` is set.
        story: The story the item belongs to.
        policy: Whom the rule tells.
        now: The moment of decision, aware.
        canonical: The rule's canonical text, kept with the alert.
        baseline: This is the feed's first poll.
        backfill: ``Feed.backfill``: at the first poll, tell what is younger than this; None: all.
        told: This rule has told of this story before.
        edited: The item was known before and now reads differently.

    Returns:
        The alert with its deliveries, due now; or why there is none.
    """
    age = now - (item.published or now)
    if told:
        return Withheld(WithheldReason.EDITED if edited else WithheldReason.TOLD)
    if baseline:
        if backfill is not None and age >= backfill:
            return Withheld(WithheldReason.BASELINE)
    elif age > MAX_AGE:
        return Withheld(WithheldReason.OLD)
    alert = Alert(
        key=alert_key(match.rule, story),
        rule=match.rule,
        canonical=canonical,
        story=story,
        item=item,
        hits=match.hits,
        created_at=now,
    )
    targets = dict.fromkeys(policy.targets)
    deliveries = tuple(
        Delivery(key=delivery_key(match.rule, story, name), target=name, next_attempt_at=now)
        for name in targets
    )
    return Planned(alert, deliveries)
