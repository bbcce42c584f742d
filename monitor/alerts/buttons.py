"""Buttons under an alert, in a chat: the answers of ``answers``, and what has been said already.

    Good · Bad                                  a button for each; once pressed it takes that back
    Mute the story · Mute the rule for a day

What a button sends back is not signed: it comes from the service, which knows who pressed, and
counts only for an alert of the very message that it stands under. Pure. Without this module who
reads alerts on a telephone would have to go to a page to say anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from monitor.alerts.alert import Alert
from monitor.alerts.answers import Answer
from monitor.human import DAYS, MONTHS
from monitor.printable import clean, shorten

MOST_RULES: Final = 3
"""Rules of one message that have buttons; the others are answered by commands and the page."""
_DATA = re.compile(r"([gbsr])(!?)([0-9]{1,18})")
_CODES: Final = {
    Answer.GOOD: "g",
    Answer.BAD: "b",
    Answer.MUTE_STORY: "s",
    Answer.MUTE_RULE: "r",
}
_ANSWERS: Final = {code: answer for answer, code in _CODES.items()}
_LONGEST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What has been said to an alert so far, and by whom."""

    vote: int = 0
    """1: good, -1: bad, 0: nobody has voted."""
    voted_by: str = ""
    story_until: datetime | None = None
    """Until when its story is muted; None: it isn't."""
    story_by: str = ""
    rule_until: datetime | None = None
    rule_by: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """One button."""

    label: str
    data: str
    """What it sends back."""


@dataclass(frozen=True, slots=True)
class Press:
    """What a button sends back."""

    answer: Answer
    alert: int
    """The alert's number."""
    undo: bool
    """It takes the answer back."""


Rows = tuple[tuple[Button, ...], ...]
Look = Callable[[Alert], Standing]
"""Returns what has been said to an alert."""


def pressed(data: str) -> Press | None:
    """Return what a button's data say; None: they are none of ours."""
    found = _DATA.fullmatch(data)
    if not found:
        return None
    return Press(_ANSWERS[found[1]], int(found[3]), bool(found[2]))


def rows_of(alerts: Sequence[Alert], look: Look) -> Rows:
    """Return the rows of buttons under a message about one event; the first alert leads."""
    shown = [alert for alert in alerts if alert.id][:MOST_RULES]
    rows: list[tuple[Button, ...]] = []
    for alert in shown:
        standing = look(alert)
        name = f": {shorten(clean(alert.rule), _LONGEST)}" if len(shown) > 1 else ""
        good, bad = standing.vote == 1, standing.vote == -1
        rows.append(
            (
                _button(alert, Answer.GOOD, f"{'✓ ' * good}Good{name}", undo=good),
                _button(alert, Answer.BAD, f"{'✓ ' * bad}Bad{name}", undo=bad),
            )
        )
        muted = standing.rule_until is not None
        label = "Unmute the rule" if muted else "Mute the rule for a day"
        rule = _button(alert, Answer.MUTE_RULE, f"{label}{name}", undo=muted)
        if alert is not shown[0]:
            rows.append((rule,))
            continue
        still = standing.story_until is not None
        label = "Unmute the story" if still else "Mute the story"
        rows.append((_button(alert, Answer.MUTE_STORY, label, undo=still), rule))
    return tuple(rows)


def said_to(alerts: Sequence[Alert], look: Look, zone: ZoneInfo) -> tuple[str, ...]:
    """Return, a line each, who has said what to the alerts of a message."""
    shown = [alert for alert in alerts if alert.id][:MOST_RULES]
    lines: list[str] = []
    for alert in shown:
        standing = look(alert)
        name = f" {clean(alert.rule)}" if len(shown) > 1 else ""
        if standing.vote:
            verdict = "good" if standing.vote > 0 else "bad"
            lines.append(f"Voted {verdict}{' for' * bool(name)}{name}{_by(standing.voted_by)}.")
        if standing.rule_until:
            until = _until(standing.rule_until, zone)
            lines.append(f"The rule{name} is muted until {until}{_by(standing.rule_by)}.")
        if standing.story_until and alert is shown[0]:
            until = _until(standing.story_until, zone)
            lines.append(f"The story is muted until {until}{_by(standing.story_by)}.")
    return tuple(lines)


def _button(alert: Alert, answer: Answer, label: str, *, undo: bool) -> Button:
    return Button(label, f"{_CODES[answer]}{'!' * undo}{alert.id}")


def _by(who: str) -> str:
    return f", by {clean(who)}" if who else ""


def _until(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}, {local:%H:%M}"
