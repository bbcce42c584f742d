"""Moments as people write them: ``7d``, ``yesterday 14:00``, ``2025-02-13``, ``monday``. Pure.

Every command that takes a ``--since`` or ``--until`` reads it here, in the user's zone and not in
the machine's.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.alerts.hours import parse_time
from monitor.alerts.weekdays import parse_days
from monitor.durations import SECONDS

_CLOCK = re.compile(r"(?:(?P<day>[a-z]+)\s*(?:,|at\b)?\s*)?(?P<at>\d{1,2}:\d{2})?")
_ONE_DIGIT = re.compile(r"(?<=[ T])(\d):")
_AGO = re.compile(
    r"(\d{1,6})\s*(s|min|m|h|d|w|(?:second|minute|hour|day|week)s?)(?:\s+ago)?", re.ASCII
)


def parse_past(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Read a moment that is past, in the user's zone if the text names none.

    ``7d`` is seven days before ``now``; ``today``, ``yesterday`` and ``monday`` begin at midnight;
    ``14:00`` is when it last was.

    Raises:
        ValueError: The text is no moment; the message says what can be written instead.
    """
    plain = " ".join(text.lower().split())
    try:
        if plain == "now":
            return now
        if ago := _AGO.fullmatch(plain):
            return now - timedelta(seconds=int(ago[1]) * SECONDS[ago[2][0]])  # by its first letter
        moment = _on_the_wall(plain, now.astimezone(zone), zone, back=True) or _iso(text, zone)
        moment.astimezone(UTC)  # of the years 1 and 9999 not all can be told there
    except (ValueError, OverflowError):
        raise ValueError(
            f"{text!r} isn't a time; write 7d, today, yesterday, 'yesterday 14:00', 12h, "
            "2025-02-13 or '2025-02-13 14:00'"
        ) from None
    return moment


def parse_to_come(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Read a moment to come, in the user's zone if the text names none.

    ``8:00`` is the next time it is 8:00; a day without a time begins at midnight.

    Raises:
        ValueError: The text is no moment, or one that is past; the message says what can be
            written instead.
    """
    plain = " ".join(text.lower().split())
    try:
        moment = _on_the_wall(plain, now.astimezone(zone), zone, back=False) or _iso(text, zone)
        is_past = moment.astimezone(UTC) <= now
    except (ValueError, OverflowError):
        raise ValueError(
            f"{text!r} isn't a time in the future; write 18:00, 'tomorrow 8:00', monday, "
            "2025-02-14 "
            "or '2025-02-14 8:00'"
        ) from None
    if is_past:
        raise ValueError(f"{text!r} is in the past")
    return moment


def _iso(text: str, zone: ZoneInfo) -> datetime:
    moment = datetime.fromisoformat(_ONE_DIGIT.sub(r"0\1:", text.strip()))
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _on_the_wall(plain: str, local: datetime, zone: ZoneInfo, *, back: bool) -> datetime | None:
    """The moment that a day, a time or both name; None where the text is something else.

    Of the moments it may mean the last that was, or the next that comes.
    """
    found = _CLOCK.fullmatch(plain)
    if found is None or not plain:
        return None
    at = parse_time(found["at"]) if found["at"] else time()
    today = local.date()

    def on(day: date) -> datetime:
        return datetime.combine(day, at, zone)

    match found["day"]:
        case "today":
            return on(today)
        case "yesterday" if back:
            return on(today - timedelta(days=1))
        case "tomorrow" if not back:
            return on(today + timedelta(days=1))
        case None:
            days = parse_days("daily")
        case name:
            days = parse_days(name)
    way = -1 if back else 1
    near = (today + timedelta(days=way * number) for number in range(8))
    return next(
        on(day)
        for day in near
        if day.weekday() in days and (on(day) <= local if back else on(day) > local)
    )
