"""Time zones as feeds name them → tzinfo: offsets, IANA's and POSIX's names, abbreviations.

An abbreviation is its most usual meaning in feeds, unless the feed's language has another:
IST is India's, in Hebrew Israel's, in Irish Ireland's. Without this module news would be hours off,
and the future's.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Hours ahead of Greenwich.
_HOURS = {
    name: hours
    for hours, names in {
        -11: "sst", -10: "hst", -9: "akst hdt", -8: "pst akdt hnp", -7: "mst pdt hap hnr",
        -6: "cst mdt hnc har", -5: "est cdt pet cot ect hne hac",
        -4: "ast edt clt vet bot gyt hae amt hna", -3.5: "nst hnt",
        -3: "adt haa brt art clst uyt pyt gft wgt", -2.5: "ndt hat", -2: "brst fnt",
        -1: "azot cvt egt",
        0: "z ut utc gmt wet azost egst", 1: "bst west cet met mez wat hec",
        2: "cest mest mesz eet sast cat heec selc", 3: "eest msk trt tsi eat мск idt oez",
        3.5: "irst", 4: "gst msd azt get samt mut ret", 4.5: "aft irdt",
        5: "pkt uzt yekt tmt tjt mvt almt", 5.5: "ist slst", 5.75: "npt", 6: "omst btt kgt",
        6.5: "mmt", 7: "ict wib krat novt", 8: "hkt sgt awst irkt pht phst myt wita ulat bnt",
        9: "jst kst yakt wit tlt", 9.5: "acst", 10: "aest vlat chst pgt", 10.5: "acdt lhst",
        11: "aedt magt sakt sbt nct", 12: "nzst fjt pett", 13: "nzdt tot",
    }.items()
    for name in names.split()
}  # fmt: skip
_REGIONS = {  # whose time the season decides
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver",
    "pt": "America/Los_Angeles", "akt": "America/Anchorage",
}  # fmt: skip
_POSIX = {
    "est5edt": "America/New_York", "cst6cdt": "America/Chicago", "mst7mdt": "America/Denver",
    "pst8pdt": "America/Los_Angeles", "cet-1cest": "Europe/Paris", "eet-2eest": "Europe/Athens",
    "gmt0bst": "Europe/London", "wet0west": "Europe/Lisbon", "msk-3": "Europe/Moscow",
    "aest-10aedt": "Australia/Sydney",
}  # fmt: skip
_OTHERS = {  # what the usual meaning isn't, by what the language's tag begins with
    ("ist", "he"): 2, ("ist", "iw"): 2, ("ist", "ga"): 1, ("ist", "en-ie"): 1, ("cst", "zh"): 8,
    ("bst", "bn"): 6, ("ast", "ar"): 3, ("amt", "hy"): 4, ("pst", "fil"): 8, ("pst", "en-ph"): 8,
    ("est", "en-au"): 10, ("edt", "en-au"): 11, ("cst", "en-au"): 9.5, ("sst", "en-sg"): 8,
    ("mst", "ms"): 8, ("gst", "ar"): 4, ("wst", "en-au"): 8, ("sec", "cs"): 1, ("sec", "sk"): 1,
}  # fmt: skip
REGION = re.compile(
    r"(?<![^\W\d])(?<!/)(?:[A-Za-z]{2,20}(?:/[A-Za-z][A-Za-z_+\-]{1,30}(?:\d{1,2})?){1,2}"
    rf"|(?i:{'|'.join(_POSIX)}))(?![\w/])"
)
"""What may be the name of a region: Europe/Berlin, EST5EDT."""
ABBREVIATION = rf"(?:{'|'.join(name for name in _HOURS if len(name) > 2)})"
_FARTHEST = 14 * 60


def at_offset(sign: str, hours: str, minutes: str | None) -> tzinfo:
    """Return the zone of an offset such as -05:00: what stands behind GMT or UTC, too.

    Raises:
        ValueError: No place on earth has it.
    """
    ahead = int(hours) * 60 + int(minutes or 0)
    if ahead > _FARTHEST or int(minutes or 0) > 59:
        raise ValueError(f"no place is {hours}:{minutes or '00'} from Greenwich")
    return timezone(timedelta(minutes=-ahead if sign == "-" else ahead)) if ahead else UTC


def named(name: str, lang: str) -> tzinfo | None:
    """Return the zone of an abbreviation in lower case; None: it is unknown.

    Args:
        name: "cest".
        lang: The feed's language tag in lower case.
    """
    other = next(
        (h for (zone, tag), h in _OTHERS.items() if zone == name and lang.startswith(tag)), None
    )
    hours = _HOURS.get(name) if other is None else other
    if hours is not None:
        return timezone(timedelta(hours=hours)) if hours else UTC
    return iana(_REGIONS[name]) if name in _REGIONS else None


@lru_cache(maxsize=64)
def iana(name: str) -> tzinfo | None:
    """Return the zone with this name (of IANA's tz database, or POSIX's), in whichever letters."""
    name = _POSIX.get(name.lower(), name)
    for spelling in dict.fromkeys((name, "/".join(_titled(part) for part in name.split("/")))):
        try:
            return ZoneInfo(spelling)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def _titled(part: str) -> str:
    return part.upper() if part.lower() in {"gmt", "utc"} else part.title()
