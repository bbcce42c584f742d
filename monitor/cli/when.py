"""Times as people write them: ``7d``, ``yesterday``, ``2025-02-13``, ``2025-02-13 14:00``."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import typer

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
