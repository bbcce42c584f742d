"""The time of day in a written date, and the zone it is in: found, and cut out of the text. Pure.

    "25 nov. 2026 à 10h15 (CET)" → Clock(10:15, CET), "25 nov. 2026 à | "

Without this module a date would be all that is read, and the order of a day's news lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from monitor.feeds.parsing.dates.zones import zones

CUT = " | "
"""What stands for a time that was cut out, so that what was around it isn't one word now."""

_LETTER = r"[^\W\d_]"
_BEFORE_NOON = (
    r"midnight|a\.?\s?m\b\.?|오전|上午|午前|凌晨|清晨|早上|早晨|今早|π\.?\s?μ\b\.?|صباحا|قبل از ظهر"
    r"|ق\.?\s?ظ\b|\bص\b|पूर्वाह्न|पूर्वाह्ण|sang\b|pagi\b|pg\b|ap\b\.?|r\.n\b\.?|ö\.?ö\b|dop\b\.?|de\.|fm\b|asubuhi\b|p\.d\b\.?|পূৰ্বাহ্ন|gh\b|ጥዋት"
)
_AFTER_NOON = (
    r"noon|p\.?\s?m\b\.?|오후|下午|午後|晚上|夜晚|傍晚|中午|저녁|밤|μ\.?\s?μ\b\.?|مساء|بعد از ظهر"
    r"|بعد الظهر|ب\.?\s?ظ\b|\bم\b|अपराह्न|अपराह्ण|chieu\b|ch\b|toi\b|petang\b|malam\b|ptg\b"
    r"|ip\b\.?|i\.n\b\.?|ö\.?s\b|odp\b\.?|du\.|em\b|jioni\b|m\.d\b\.?|gd\b|অপৰাহ্ন|ከሰዓት"
)
_HALF = rf"(?P<am>{_BEFORE_NOON})|(?P<pm>{_AFTER_NOON})"
_LEADING_HALF = (
    r"(?:(?:(?P<am0>오전|上午|午前|凌晨|清晨|早上|早晨|πμ|صباحا|পূৰ্বাহ্ন|पूर्वाह्न)|(?P<pm0>오후|下午|午後|晚上|夜晚|傍晚|中午|저녁|밤|مساء|অপৰাহ্ন|अपराह्न)"
    r"|(?P<am1>a\.?m\.?)|(?P<pm1>p\.?m\.?))\s*)?"
)
_OFFSET = (
    rf"(?:\(?\s*(?:(?:utc?|gmt|z)\s*|{zones.ABBREVIATION}(?=[+-]\d\d))?(?P<sign>[+-])"
    r"(?:(?:(?<=[ctz]\s[+-])|(?<=\+)(?=\s\d\d:?\d\d\b))\s)?"
    r"(?P<hours>\d{1,2})"
    r"(?::?(?P<minutes>\d\d)(?::?\d\d)?)?"
    rf"(?![\d:]|\s*[./-]\s*\d|\s{_LETTER}{{3,}}\.?,?\s+\d{{4}}(?!:)))"
)


_HOURS = r"(?:uhr|uur|heures?|horas?|час(?:а|ов)?|ч|gio|hrs?|h)"
_MINUTES = r"(?:[分분]|min(?:ut\w{0,3})?\.?|мин(?:ут[аы]?)?\.?|phut)"
_DATE = rf"\d|\.?\s?[./-]\s?\d|\.?\s{_LETTER}{{3,}}\.?,?\s\d{{4}}"
"""What shows that the number before it is a day, and not minutes: "10 Uhr 23. November 2026"."""


def _clock(separator: str, before: str, least: int, again: str) -> re.Pattern[str]:
    """What reads a time: ``again`` separates the seconds, ``before`` is what isn't beside it."""
    return re.compile(
        rf"{_LEADING_HALF}(?<![\d:+{before}])"
        rf"(?P<hour>\d{{1,2}}){separator}(?P<minute>\d{{{least},2}})"
        rf"(?:\s?{again}\s?(?P<second>\d\d?)(?:\s?[秒초s](?!{_LETTER}))?"
        rf"(?:[.,:](?P<fraction>\d{{1,9}}))?|\s?{_MINUTES}(?!\w))?"
        rf"(?![\d{before}]*\d)(?:\s?(?:{_HALF})(?!{_LETTER}))?"
        rf"(?:\s?(?:{_LETTER}{{1,5}}\s)?\s*{_OFFSET}"  # perhaps behind "Uhr", or "CET"
        r"|\s(?P<unsigned>[01]\d[0-5]\d)\s*$)?"
    )


_COLONS = _clock(
    rf"\s?(?::|[时時點点시]|h(?=\s?\d\d)|(?<=\d)u(?=\d)|{_HOURS}\.?(?=\s\d\d(?!{_DATE})))\s?",
    "",
    1,
    "(?:[:분分]|m(?:in)?)",
)
_DOTS = _clock(r"\.", "./-", 2, r"\.")
_HOUR_WORD = re.compile(
    rf"{_LEADING_HALF}(?<![\d.:/-])(?P<hour>\d{{1,2}})\s?"
    rf"(?:(?:{_HOURS}|hs|hod|o'clock|[时時點点시])(?!{_LETTER}|\d)\.?"
    rf"(?:\s?(?:{_HALF})(?!{_LETTER}))?|(?:(?P<am2>a\.?m|midnight)|(?P<pm2>p\.?m|noon))\b\.?)"
    rf"(?:\s*{_OFFSET})?"
)
_HOUR_BEHIND = re.compile(
    r"\b(?:ore|ora|godz|kl|klo|klockan|klokken|pukul|jam|saat)\.?"
    rf"\s?(?P<hour>\d{{1,2}})(?!{_DATE}|[:.])(?:\s*{_OFFSET})?"
)
_HOUR_ALONE = re.compile(  # behind the date, and before the zone
    r"(?:(?<=\d{4}\s)|(?<=\d{4},\s)|(?<=\|\s)|(?<=\|\s\s))(?P<hour>\d\d)"
    rf"(?:(?=\s?(?:z|utc|gmt|{zones.ABBREVIATION})(?!\w)(?!\s?[+-]))|\s?{_OFFSET})"
)
_NOON = re.compile(
    r"(?<!\w)(?:noon|midday|mittags?|midi|mediodia|mezzogiorno|meio-dia|migdia|middag|poludnie"
    r"|poledne|полдень|正午|정오)(?!\w)"
)
_MIDNIGHT = re.compile(
    r"(?<!\w)(?:midnight|mitternacht|minuit|medianoche|mezzanotte|meia-noite|mitjanit|middernacht"
    r"|midnatt|polnoc|pulnoc|полночь|午夜|자정)(?!\w)"
)
_LONE_OFFSET = re.compile(
    r"(?:\s|^|\(|(?<=\d)(?=\+))(?:utc|gmt)?\s?(?P<sign>[+-])(?P<hours>\d\d?):?(?P<minutes>\d\d)\)?\s*$"
    r"|(?:utc|gmt)\s?(?P<sign1>[+-])(?P<hours1>\d\d?)\)?\s*$"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; ``hour`` may be 24 and more, which is the next day."""

    hour: int = 0
    minute: int = 0
    second: int = 0
    microsecond: int = 0
    zone: tzinfo | None = None
    """None: no offset stood beside it."""

    def on(self, day: date, zone: tzinfo) -> datetime:
        """Return the moment of this time on a day; its own zone goes before ``zone``.

        Raises:
            ValueError: There is no such time.
        """
        if self.hour > 29:
            raise ValueError(f"{self.hour} is no hour")
        at = time(self.hour % 24, self.minute, min(self.second, 59), self.microsecond)
        return datetime.combine(day + timedelta(days=self.hour // 24), at, self.zone or zone)


def take_clock(text: str) -> tuple[Clock | None, str]:
    """Find a time with colons (10:15), an h (10h15) or signs (10時15分), and cut it out.

    Raises:
        ValueError: It is no time, or its offset none on earth.
    """
    return _taken(_COLONS, text)


def take_dotted_clock(text: str) -> tuple[Clock | None, str]:
    """Find a time with dots or of an hour alone (10.15, 10 Uhr, 10 am, noon), and cut it out.

    Only where no date with dots is left. Raises as ``take_clock``.
    """
    for pattern in (_DOTS, _HOUR_WORD, _HOUR_BEHIND, _HOUR_ALONE):
        clock, rest = _taken(pattern, text)
        if clock:
            return clock, rest
    for pattern, hour in ((_NOON, 12), (_MIDNIGHT, 0)):
        if found := pattern.search(text):
            return Clock(hour), f"{text[: found.start()]}{CUT}{text[found.end() :]}"
    return None, text


def take_offset(text: str) -> tuple[tzinfo | None, str]:
    """Find the offset that a date without a time ends with, and cut it out.

    Raises:
        ValueError: No place on earth has it.
    """
    found = _LONE_OFFSET.search(text)
    if not found:
        return None, text
    zone = zones.at_offset(
        found["sign"] or found["sign1"], found["hours"] or found["hours1"], found["minutes"]
    )
    return zone, text[: found.start()]


def _taken(pattern: re.Pattern[str], text: str) -> tuple[Clock | None, str]:
    found = pattern.search(text)
    if not found:
        return None, text
    parts = found.groupdict()
    hour = int(parts["hour"])
    is_am = any(parts.get(name) for name in ("am", "am0", "am1", "am2"))
    is_pm = any(parts.get(name) for name in ("pm", "pm0", "pm1", "pm2"))
    if is_pm and hour < 12:
        hour += 12
    elif is_am and hour == 12:
        hour = 0
    zone = None
    if parts.get("sign"):
        zone = zones.at_offset(parts["sign"], parts["hours"], parts["minutes"])
    elif unsigned := parts.get("unsigned"):
        zone = zones.at_offset("+", unsigned[:2], unsigned[2:])
    clock = Clock(
        hour,
        int(parts.get("minute") or 0),
        int(parts.get("second") or 0),
        int((parts.get("fraction") or "0")[:6].ljust(6, "0")),
        zone,
    )
    return clock, f"{text[: found.start()]}{CUT}{text[found.end() :]}"
