"""Time zones: the one the user names, else the system's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from monitor.config.reading.problems import suggest

_LOCALTIME = Path("/etc/localtime")


def named_timezone(name: str) -> ZoneInfo:
    """Return the zone of that name in the IANA database.

    Raises:
        ValueError: There is no such zone; the message suggests one.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    zones = available_timezones()
    # Many write the city alone, or with spaces.
    city = name.strip().replace(" ", "_").casefold()
    full = sorted(zone for zone in zones if zone.casefold().rpartition("/")[2] == city)
    hint = f'; did you mean "{full[0]}"?' if full else suggest(name, zones)
    raise ValueError(
        f'there is no time zone "{name}"{hint or "; write one such as Europe/Berlin, or UTC"}'
    )


def unknown_of_system(environ: Mapping[str, str]) -> str:
    """Return what ``TZ`` says where that names no zone; else nothing."""
    name = environ.get("TZ", "").removeprefix(":")
    if not name:
        return ""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return name if available_timezones() else ""  # none: it isn't the name that is wrong
    return ""


def system_timezone(environ: Mapping[str, str], *, localtime: Path = _LOCALTIME) -> ZoneInfo:
    """Return the machine's zone: ``TZ``, else where /etc/localtime leads, else UTC."""
    linked = ""
    if localtime.is_symlink():
        linked = str(localtime.resolve()).rpartition("zoneinfo/")[2]
    for name in (environ.get("TZ", "").removeprefix(":"), linked):
        try:
            if name:
                return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo("UTC")
