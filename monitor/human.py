"""How quantities are put into words: durations, counts, lists of names.

Every text the program writes takes them from here. With copies of its own in the command line, the
pages, the alerts and the log, one silence was "5 d" in one place and "5 days" in the next.

How people *write* durations is read by ``durations``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""Monday is 0, as ``weekday()`` has it; not from strftime, which speaks the machine's language."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

TAKES_EFFECT = "A running daemon takes it up within seconds."
"""What is said after every change of the configuration."""

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def in_words(duration: timedelta) -> str:
    """Round a duration to one unit: ``40 s``, ``12 min``, ``3 h``, ``8 days``; never negative."""
    seconds = max(duration.total_seconds(), 0)
    if seconds < 1.5 * _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < 1.5 * _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    if seconds < 2 * _DAY:
        return f"{seconds / _HOUR:.0f} h"
    return f"{seconds / _DAY:.0f} days"


def in_full(duration: timedelta) -> str:
    """Spell a duration out to the hour or day: ``a while``, ``1 hour``, ``30 hours``, ``3 days``.

    For running text, as in messages; ``in_words`` is for tables.
    """
    hours = round(duration / timedelta(hours=1))
    if hours < 1:
        return "a while"
    return (
        plural(hours, "hour") if hours < 48 else plural(round(duration / timedelta(days=1)), "day")
    )


def from_now(moment: datetime, now: datetime) -> str:
    """``3 min ago``, ``in 2 h``, or ``now`` where it is less than a second."""
    apart = moment - now
    if abs(apart) < timedelta(seconds=1):
        return "now"
    return f"in {in_words(apart)}" if apart > timedelta(0) else f"{in_words(-apart)} ago"


def plural(count: int, noun: str, many: str = "") -> str:
    """``1 item``, ``2,000 items``, ``3 matches``; ``many`` where an s isn't enough."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def listed(words: Iterable[str], *, more: int = 0) -> str:
    """Join words for a sentence: ``a``, ``a and b``, ``a, b and c``, ``a, b and 4 more``."""
    *first, last = [*words, *_rest(more)] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def few(names: Iterable[str], *, more: int = 0) -> str:
    """Join names for a label, without "and" between them: ``a, b``, ``a, b and 4 more``."""
    return " and ".join(filter(None, (", ".join(names), *_rest(more))))


def _rest(more: int) -> tuple[str, ...]:
    return (f"{more:,} more",) if more > 0 else ()
