"""Days of the week as people write them: ``weekdays``, ``mon,thu``, ``fri-sun``. Pure."""

from __future__ import annotations

import re

EVERY_DAY = frozenset(range(7))
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_GROUPS = {
    "daily": EVERY_DAY,
    "day": EVERY_DAY,
    "every day": EVERY_DAY,
    "weekday": frozenset(range(5)),
    "weekdays": frozenset(range(5)),
    "workdays": frozenset(range(5)),
    "weekend": frozenset({5, 6}),
    "weekends": frozenset({5, 6}),
}


def parse_days(text: str) -> frozenset[int]:
    """Read days of the week; Monday is 0.

    Raises:
        ValueError: The text names no days; the message says what to write instead.
    """
    plain = " ".join(text.lower().split())
    if plain in _GROUPS:
        return _GROUPS[plain]
    days: set[int] = set()
    for part in re.split(r"\s*(?:,|\band\b|\s)\s*", plain):
        first, dash, last = part.partition("-")
        begin = _day(first, text)
        end = _day(last, text) if dash else begin
        days.update((begin + step) % 7 for step in range((end - begin) % 7 + 1))
    return frozenset(days)


def _day(word: str, text: str) -> int:
    for number, name in enumerate(NAMES):
        if len(word) >= 3 and _FULL[number].startswith(word.rstrip("s") if word != name else word):
            return number
    raise ValueError(f'"{text}" names no days; write daily, weekdays, weekends, or mon,thu,fri-sun')


_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
