"""What programs get wrong in the signs of dates → the signs that were meant.

    2026:11:23 15:04, 2026-11-23T15-04-05Z, 15:04:05 --0400, …+00:00-0700, %2B02:00, 1.795446245E9

Without this module dates with all their parts in order would be unread for a sign. Pure.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus

_SLIPS = (
    (re.compile(r"\sm=[+-][\d.]+$"), ""),  # Go's monotonic clock
    (re.compile(r"(?:(?<=[+-]\d{4})|(?<=[+-]\d\d:\d\d))\s?[+-]\d\d(?::?\d\d)?$"), ""),  # twice
    (re.compile(r"(?<=\dz)/(?:p[\dt]|\d{4}-).*$"), ""),  # how long, or until when
    (re.compile(r"(?<=[\s\dctz])(?:\+(?=[+-]\d)|-(?=-\d))"), ""),  # --0400, GMT+-5
    (re.compile(r"(?<=\d{4}-\d\d-\d\d)-(\d\d)\.(\d\d)\.(?=\d\d(?:\.\d{1,12})?$)"), r" \1:\2:"),
    (re.compile(r"(?<=\d{4}):(?=\d\d:\d\d:\d\d)"), " "),  # logs of web servers
    (re.compile(r"^((?:19|20)\d\d):([01]\d):(\d\d)(?=[\st]|$)"), r"\1-\2-\3"),  # cameras
    (re.compile(r"(?<=\d{4}-\d\d-\d\d)[t_\s](\d\d)-(\d\d)-(\d\d)(?![\d-])"), r" \1:\2:\3"),
    (
        re.compile(r"(?<=[t\s]\d\d:\d\d:\d\d)\s(?=[01]\d:?[0-5]\d$)"),
        "+",
    ),  # a plus taken for a blank
    (re.compile(r"(?<=\d\d)(?=\d\d:\d\d)"), " "),
)
_FROM_MOSCOW = re.compile(r"(?:msk|мск)\s?([+-]\d)(?![\d:])")  # as Russia's regions count
_COUNTED_DAY = re.compile(r"(?<!\w)(?:thu\s|t)([2-7])(?=[,.\s-])")  # Vietnam's Mondays are 2
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat")
_COMPACT_TIME = re.compile(r"(?<=\d)t(\d\d)(\d\d)(\d\d)?(?!\d)")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_EXPONENT = re.compile(r"\d\.\d{5,}[eE]\+?(?:0?9|1[0258])")  # with fewer digits it may be any day


def without_slips(text: str) -> str:
    """Return a date, spelt ``plain``, with the signs that were meant."""
    for slip, meant in _SLIPS:
        text = slip.sub(meant, text)
    text = _COUNTED_DAY.sub(lambda found: _WEEKDAYS[int(found[1]) - 2], text)
    return _FROM_MOSCOW.sub(lambda found: f"+{3 + int(found[1]):02}:00", text)


def with_colons(text: str) -> str:
    """Write …t150405 as …t15:04:05."""
    return _COMPACT_TIME.sub(lambda found: f"t{':'.join(filter(None, found.groups()))}", text)


def without_escapes(text: str) -> str:
    """Return a date that was escaped as in an address, as it was before."""
    if " " not in text and text.count("+") > 2:  # Mon,+23+Nov+2026+15:04:05+GMT
        return unquote_plus(text)
    return unquote(text) if _ESCAPE.search(text) else text


def without_exponent(text: str) -> str:
    """Write 1.795446245E9 as 1795446245."""
    return str(int(float(text))) if _EXPONENT.fullmatch(text) else text
