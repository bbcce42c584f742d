"""Cron: a line of cron, read as cron reads it (crontab(5)), for a reader that counts differently.

    minute hour day month weekday     0-5 · */2 · 1-5/2 · 1,15 · mon-fri · JAN · 0 or 7 for Sunday
    @hourly @daily @midnight @weekly @monthly @yearly @annually

Where a day of the month *and* a weekday are given, either will do; APScheduler wants both, and
counts weekdays from Monday. So a line comes out as one or two lines of APScheduler's that mean the
same. Pure. Without this module ``0 8 13 * 5`` would wait for a Friday the 13th.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_NICKNAMES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    first: int
    last: int
    names: Sequence[str] = ()
    """In full and in their order; the first stands for ``first``."""

    def values(self, text: str) -> list[int]:
        """The numbers that a field's text means, in order."""
        found: set[int] = set()
        for part in text.split(","):
            span, slash, step = part.partition("/")
            if slash and not (step.isdecimal() and 0 < int(step) <= self.last):
                raise self._error(part, f"a step is 1 to {self.last}")
            every = int(step) if slash else 1
            first, last = self._ends(span, part, has_step=bool(slash))
            found.update(range(first, last + 1, every))
        return sorted(found)

    def _ends(self, span: str, part: str, *, has_step: bool) -> tuple[int, int]:
        if span == "*":
            return self.first, self.last
        begin, dash, end = span.partition("-")
        first = self._number(begin, part)
        if not dash:
            return first, self.last if has_step else first
        last = self._number(end, part)
        if first > last and self.names is _DAYS:
            return first, last + 7  # fri-mon
        if first > last:
            backwards = f"{begin}-{self.last},{self.first}-{end}"
            raise self._error(part, f"it counts backwards; write {backwards}")
        return first, last

    def _number(self, text: str, part: str) -> int:
        if text.isdecimal() and len(text) < 4 and self.first <= int(text) <= self._largest:
            return int(text)
        for number, name in enumerate(self.names, self.first):
            if len(text) >= _SHORTEST_NAME and name.startswith(text):
                return number
        known = f" or {self.names[0][:3]} to {self.names[-1][:3]}" if self.names else ""
        raise self._error(part, f"it is {self.first} to {self._largest}{known}")

    @property
    def _largest(self) -> int:
        return 7 if self.names is _DAYS else self.last

    def _error(self, part: str, cure: str) -> ValueError:
        return ValueError(f'has "{part}" for the {self.name}; {cure}')


_MINUTE = _Field("minute", 0, 59)
_HOUR = _Field("hour", 0, 23)
_DAY = _Field("day of the month", 1, 31)
_MONTH = _Field("month", 1, 12, _MONTHS)
_WEEKDAY = _Field("weekday", 0, 6, _DAYS)


def is_cron(text: str) -> bool:
    """Whether somebody meant a line of cron: five fields without a clock time, or an @."""
    fields = text.split()
    return text.startswith("@") or (
        len(fields) in {4, 5, 6, 7} and all(field[0] in "*?0123456789" for field in fields[:2])
    )


def parse_cron(text: str) -> tuple[str, ...]:
    """Read a line of cron, in small letters.

    Returns:
        Lines in APScheduler's words; a time that fits any of them is meant.

    Raises:
        ValueError: It isn't one; the message says which field is wrong and what to write.
    """
    if text.startswith("@"):
        if text not in _NICKNAMES:
            raise ValueError(f"has {text}, which is not {', '.join(_NICKNAMES)}")
        text = _NICKNAMES[text]
    fields = text.replace("?", "*").split()
    if len(fields) != 5:
        raise ValueError(f"has {len(fields)} fields; cron has five: minute hour day month weekday")
    minute, hour, day, month, weekday = fields
    clock = f"{_written(_MINUTE, minute)} {_written(_HOUR, hour)}"
    days, months = _written(_DAY, day), _written(_MONTH, month)
    numbers = {number % 7 for number in _WEEKDAY.values(weekday)}
    weekdays = ",".join(_DAYS[number][:3] for number in sorted(numbers))
    if len(numbers) == 7:
        weekdays = "*"
    # As cron does it: with a star in one of the two, both must fit (crontab(5), Vixie).
    if day.startswith("*") or weekday.startswith("*"):
        return (f"{clock} {days} {months} {weekdays}",)
    return (f"{clock} {days} {months} *", f"{clock} * {months} {weekdays}")


def _written(field: _Field, text: str) -> str:
    numbers = field.values(text)
    # A star stays: such hours are counted in real time when the clocks change.
    return text if text.startswith("*") and "," not in text else ",".join(map(str, numbers))
