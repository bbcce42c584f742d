"""Times as people write them: ``7d``, ``yesterday``, ``2025-02-13 14:00``, ``tomorrow 8:00``."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import typer

from monitor.alerts.days import parse_days
from monitor.alerts.hours import parse_time

_CLOCK = re.compile(r"(?:(?P<day>[a-z]+)\s*(?:,|at\b)?\s*)?(?P<at>\d{1,2}:\d{2})?")
_ONE_DIGIT = re.compile(r"(?<=[ T])(\d):")
_AGO = re.compile(r"(\d{1,6})\s*(s|min|m|h|d|w)(?:\s+ago)?", re.IGNORECASE)
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}


def parse_when(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """A moment, in the user's zone where the text names none.

    ``7d`` is seven days before ``now``; ``today`` and ``yesterday`` begin at midnight.

    Raises:
        typer.BadParameter: with what can be written instead.
    """
    plain = text.strip().lower()
    local = now.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if plain == "now":
        return now
    if plain == "today":
        return midnight
    if plain == "yesterday":
        return (midnight - timedelta(hours=12)).replace(hour=0)
    if ago := _AGO.fullmatch(plain):
        return now - timedelta(seconds=int(ago[1]) * _UNITS[ago[2].lower()])
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no time; write 7d, 12h, today, yesterday, "
            "2025-02-13 or '2025-02-13 14:00'"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def parse_until(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """A moment to come, in the user's zone where the text names none.

    ``8:00`` is the next time it is 8:00; a day without a time begins at midnight.

    Raises:
        typer.BadParameter: with what can be written instead, or that it is past.
    """
    plain = " ".join(text.lower().split())
    try:
        moment = _to_come(plain, now.astimezone(zone), zone)
        if moment is None:
            moment = datetime.fromisoformat(_ONE_DIGIT.sub(r"0\1:", text.strip()))
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no time to come; write 18:00, 'tomorrow 8:00', monday, 2025-02-14 "
            "or '2025-02-14 8:00'"
        ) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if moment <= now:
        raise typer.BadParameter(f"{text!r} is past")
    return moment


def _to_come(plain: str, local: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment that a day, a time or both name; None where the text is something else."""
    found = _CLOCK.fullmatch(plain)
    if found is None or not plain:
        return None
    at = parse_time(found["at"] or "0:00")
    today = local.date()

    def on(day: date) -> datetime:
        return datetime.combine(day, at, zone)

    match found["day"]:
        case None:
            return on(today) if on(today) > local else on(today + timedelta(days=1))
        case "today":
            return on(today)
        case "tomorrow":
            return on(today + timedelta(days=1))
    days = parse_days(found["day"])
    ahead = (today + timedelta(days=number) for number in range(8))
    return next(on(day) for day in ahead if day.weekday() in days and on(day) > local)
