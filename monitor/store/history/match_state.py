"""Fate: what became of a match, and the sentence that says so. Pure.

The sentence is the same on the command line, on the page, in the API and in exports, and begins
with the state. Without this module each of them would say "sent" of something else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import assert_never

from monitor.alerts.alert import HoldReason
from monitor.alerts.planning.match_decision import WithheldReason
from monitor.alerts.planning.reasons import HELD, Withholding, why_withheld
from monitor.human import plural


class MatchState(StrEnum):
    """What became of a match, or of what it says to one target."""

    SENT = "sent"
    GROUPED = "grouped"
    WAITING = "waiting"
    HELD = "held"
    WITHHELD = "withheld"
    DEAD = "dead"


_OF_NO_MATTER = frozenset({MatchState.GROUPED, MatchState.WITHHELD})
"""What one message is at a target that has had it by another."""
_UNDER_WAY = frozenset({MatchState.WAITING, MatchState.HELD})


@dataclass(frozen=True, slots=True, kw_only=True)
class AtTarget:
    """What became of a match at one target, by one message."""

    target: str
    state: MatchState
    message: int
    """The delivery: its own, or the one that it is part of."""
    at: datetime | None = None
    """When it was sent, or is tried next."""
    hold: HoldReason | None = None
    attempts: int = 0
    error: str = ""
    words: str = ""
    """Its headline as the message has it; empty where it isn't shown, or nobody knows any more."""
    withheld: Withholding | None = None
    """Why the target isn't told; None where it is, or will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a match."""

    state: MatchState
    title: str = ""
    """Its headline as it reads now."""
    sent_at: datetime | None = None
    withheld: str = ""
    """Why nobody was told; of what was sent: why nobody was told how it reads now."""
    judged: str = ""
    """What the user's model made of it, in words; empty: nobody asked it."""
    told: str = ""
    """What the message of its event is headed by; empty where nobody was told of that."""
    told_at: datetime | None = None
    outlet_named: bool = False
    """That message names its outlet, without its headline: "Also in Reuters"."""
    targets: tuple[AtTarget, ...] = ()
    """In the order of time."""

    @property
    def sent_as(self) -> str:
        """Its headline as it was last sent, where it reads otherwise now."""
        sent = [each.words for each in self.targets if each.state is MatchState.SENT]
        return sent[-1] if sent and sent[-1] != self.title else ""

    @property
    def edited(self) -> bool:
        """It was sent, and its headline now isn't one that was."""
        return self.state is MatchState.SENT and bool(self.withheld)

    @property
    def under_way(self) -> bool:
        """A message that shows it, or may, is still to be sent."""
        return any(each.state in _UNDER_WAY for each in self.targets)

    @property
    def withheld_from(self) -> tuple[str, ...]:
        """Of what was sent: the targets that it was kept from, and that no other message told."""
        if self.state is not MatchState.SENT:
            return ()
        others = {each.target for each in self.targets if each.state is not MatchState.WITHHELD}
        kept_from = [each.target for each in self.targets if each.state is MatchState.WITHHELD]
        return tuple(target for target in dict.fromkeys(kept_from) if target not in others)

    @property
    def can_be_sent(self) -> bool:
        """Whether there is something to send, if somebody asks for it."""
        if self.state is MatchState.SENT:
            return self.can_be_sent_anew
        return self.state is not MatchState.WAITING

    @property
    def can_be_sent_anew(self) -> bool:
        """It was sent, but not as it reads now, or not to everybody."""
        return bool(self.withheld_from) or (self.edited and not self.under_way)


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
            named = "; its outlet was named there" if fate.outlet_named else ""
            return (
                f"grouped: not sent, same event as “{fate.told}”, sent {when(fate.told_at)}{named}"
            )
        case MatchState.GROUPED:
            return "grouped: not sent, same event as one that was sent and is no longer kept"
        case MatchState.WITHHELD:
            return f"withheld: {_why_nobody(fate, when)}"
        case MatchState.WAITING | MatchState.HELD | MatchState.DEAD:
            worst_first = sorted(fate.targets, key=lambda each: each.state is not fate.state)
            return "; ".join(at_target(each, when) for each in worst_first)
    assert_never(fate.state)


def judged_in_words(state: str, reason: str) -> str:
    """Say what the user's model made of a match: ``the model says no: the fruit``; else empty."""
    said = {
        "yes": "the model says yes",
        "no": "the model says no",
        "unsure": "the model is unsure",
        "unjudged": "not judged",
        "wanted": "being judged",
    }.get(state, "")
    return f"{said}: {reason}" if said and reason else said


def at_target(at: AtTarget, when: Callable[[datetime], str]) -> str:
    """Say what became of a match at one target: ``held for desk until 08:00 (quiet hours)``."""
    moment = when(at.at) if at.at else ""
    match at.state:
        case MatchState.SENT:
            return f"sent to {at.target} {moment}".rstrip()
        case MatchState.GROUPED:
            return f"grouped at {at.target}: another report of its event was sent {moment}".rstrip()
        case MatchState.WAITING if at.attempts:
            tries = plural(at.attempts, "try", "tries")
            return f"waiting for {at.target}: not sent after {tries} ({at.error}), next {moment}"
        case MatchState.WAITING:
            return f"waiting for {at.target}"
        case MatchState.HELD:
            assert at.hold is not None
            return f"held for {at.target} until {moment} ({HELD[at.hold]})"
        case MatchState.WITHHELD:
            why = at.withheld.in_words(when) if at.withheld else "nobody knows why"
            return f"withheld from {at.target}: {why}"
        case MatchState.DEAD:
            return f"dead at {at.target}: {at.error or 'given up'}"
    assert_never(at.state)


def _why_nobody(fate: Fate, when: Callable[[datetime], str]) -> str:
    """Why nobody was told: in the model's words, by whose silence, or as the reason says."""
    if fate.withheld == WithheldReason.JUDGED and fate.judged:
        return fate.judged
    said = [
        each.withheld.in_words(when)
        for each in fate.targets
        if each.withheld and each.withheld.reason == fate.withheld
    ]
    return "; ".join(dict.fromkeys(said)) or why_withheld(fate.withheld)


def _sent(fate: Fate, when: Callable[[datetime], str]) -> list[str]:
    """``sent to slack 07:00 as “old”``, ``sent to slack 07:01 as “new”``, ``held for mail …``."""
    shown = [each for each in fate.targets if each.state is MatchState.SENT]
    reworded = any(each.words not in {"", fate.title} for each in shown)
    told = [each if reworded else replace(each, words="") for each in shown]
    said = [_worded(list(alike), when) for _, alike in groupby(told, key=lambda each: each.words)]
    if not said:
        said = [f"sent {when(fate.sent_at)}" if fate.sent_at else "sent"]
    had_it = {each.target for each in shown}
    said += [
        at_target(each, when)
        for each in fate.targets
        if each.state is not MatchState.SENT
        and not (each.state in _OF_NO_MATTER and each.target in had_it)
    ]
    if fate.edited and not fate.under_way:
        unusual = fate.withheld != WithheldReason.EDITED
        why = f": {why_withheld(fate.withheld)}" if unusual else ""
        said.append(f"edited since, not sent{why}")
    return said


def _worded(alike: Sequence[AtTarget], when: Callable[[datetime], str]) -> str:
    """Several messages with the same words, which are said once."""
    sent = "; ".join(at_target(each, when) for each in alike)
    return f"{sent} as “{alike[0].words}”" if alike[0].words else sent
