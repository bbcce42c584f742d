"""Time zones as feeds name them → tzinfo: offsets, IANA's names, abbreviations, names in words.

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
        -11: "sst", -10: "hst", -9: "akst hdt", -8: "pst akdt", -7: "mst pdt", -6: "cst mdt hnc",
        -5: "est cdt pet cot ect hne hac", -4: "ast edt clt vet bot gyt hae amt", -3.5: "nst",
        -3: "adt brt art clst uyt pyt gft wgt", -2.5: "ndt", -2: "brst fnt", -1: "azot cvt egt",
        0: "z ut utc gmt wet azost egst", 1: "bst west cet met mez wat hec",
        2: "cest mest mesz eet sast cat heec", 3: "eest msk trt eat мск idt oez",
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
_IN_WORDS = {  # words → hours, and the region where they stand without "standard" or "summer"
    "eastern european": (2, "Europe/Athens"), "central european": (1, "Europe/Paris"),
    "western european": (0, "Europe/Lisbon"), "eastern": (-5, "America/New_York"),
    "central": (-6, "America/Chicago"), "mountain": (-7, "America/Denver"),
    "pacific": (-8, "America/Los_Angeles"), "alaska": (-9, "America/Anchorage"),
    "atlantic": (-4, "America/Halifax"), "greenwich mean": (0, "UTC"),
    "coordinated universal": (0, "UTC"), "universal": (0, "UTC"), "british": (0, "Europe/London"),
    "moscow": (3, "Europe/Moscow"), "india": (5.5, "Asia/Kolkata"), "indian": (5.5, "Asia/Kolkata"),
    "china": (8, "Asia/Shanghai"), "beijing": (8, "Asia/Shanghai"), "japan": (9, "Asia/Tokyo"),
    "korea": (9, "Asia/Seoul"), "korean": (9, "Asia/Seoul"), "israel": (2, "Asia/Jerusalem"),
    "arabian": (3, "Asia/Riyadh"), "gulf": (4, "Asia/Dubai"), "singapore": (8, "Asia/Singapore"),
    "hong kong": (8, "Asia/Hong_Kong"), "brasilia": (-3, "America/Sao_Paulo"),
    "australian eastern": (10, "Australia/Sydney"), "new zealand": (12, "Pacific/Auckland"),
    "west africa": (1, "Africa/Lagos"), "east africa": (3, "Africa/Nairobi"),
    "south africa": (2, "Africa/Johannesburg"),
}  # fmt: skip
_WORDS = re.compile(
    rf"\b({'|'.join(sorted(_IN_WORDS, key=len, reverse=True))})"
    r"\s+(?:(standard)\s+|(daylight|summer)\s+)?time\b"
)
_OTHERS = {  # what the usual meaning isn't, by what the language's tag begins with
    ("ist", "he"): 2, ("ist", "iw"): 2, ("ist", "ga"): 1, ("ist", "en-ie"): 1, ("cst", "zh"): 8,
    ("bst", "bn"): 6, ("ast", "ar"): 3, ("amt", "hy"): 4, ("pst", "fil"): 8, ("pst", "en-ph"): 8,
    ("est", "en-au"): 10, ("edt", "en-au"): 11, ("cst", "en-au"): 9.5, ("sst", "en-sg"): 8,
    ("mst", "ms"): 8, ("gst", "ar"): 4, ("wst", "en-au"): 8,
}  # fmt: skip
IANA = re.compile(
    r"(?<![^\W\d])(?<!/)[A-Za-z]{2,20}(?:/[A-Za-z][A-Za-z_+\-]{1,30}(?:\d{1,2})?){1,2}(?![\w/])"
)
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


def in_words(text: str) -> tzinfo | None:
    """Return the zone that a text in lower case names in words: "pacific standard time"."""
    found = _WORDS.search(text)
    if not found:
        return None
    hours, region = _IN_WORDS[found[1]]
    if found[2] or found[3]:
        return timezone(timedelta(hours=hours + bool(found[3])))
    return iana(region)


@lru_cache(maxsize=64)
def iana(name: str) -> tzinfo | None:
    """Return the zone with this name (IANA's tz database), however its letters are written."""
    for spelling in dict.fromkeys((name, "/".join(_titled(part) for part in name.split("/")))):
        try:
            return ZoneInfo(spelling)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def _titled(part: str) -> str:
    return part.upper() if part.lower() in {"gmt", "utc"} else part.title()
