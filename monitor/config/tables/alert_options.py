"""Alert options: the values by which people say when and about what alerts are to be sent.

``mode``, ``group``, ``digest``, ``quiet_hours``, ``priority``, ``expect``, ``languages`` and
``again_at`` are read here, each into a value or an error that says what to write instead. Without
this module a mistyped value would be refused without a word on how to mend it.
"""

from __future__ import annotations

import re
from datetime import timedelta

from monitor.alerts.hours import parse_all_quiet_hours
from monitor.alerts.planning.policy import Digests, Group, Mode, Priority, Quiet
from monitor.durations import parse_duration
from monitor.feeds.state.full_text import FullText
from monitor.volume.silence import OWN_RHYTHM

SHORTEST_EXPECT = timedelta(hours=1)
MOST_SOURCES = 1_000
_EXPECTED = {
    "daily": timedelta(hours=30),
    "weekly": timedelta(days=8),
    "auto": OWN_RHYTHM,
}
"""A day, or a week, and a little more: the news isn't punctual."""
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*")


def read_mode(value: object) -> Mode:
    """Read ``instant`` or ``digest``.

    Raises:
        ValueError: The value is neither; the message says what to write instead.
    """
    if value in ("instant", "digest"):
        return Mode(value)
    raise ValueError('must be "instant" (at once) or "digest" (gathered, at the times of digest)')


def read_group(value: object) -> Group:
    """Read ``story``, ``item`` or ``day``.

    Raises:
        ValueError: The value is none of these; the message says what to write instead.
    """
    if value in ("story", "item", "day"):
        return Group(value)
    raise ValueError(
        'must be "story" (each event once), "item" (every item) or "day" (one message a day)'
    )


def read_full_text(value: object) -> FullText:
    """Read ``auto``, ``never`` or ``always``.

    Raises:
        ValueError: The value is none of these; the message says what to write instead.
    """
    if value in ("auto", "never", "always"):
        return FullText(value)
    raise ValueError('must be "auto" (articles are read where one may decide), "always" or "never"')


def read_priority(value: object) -> Priority:
    """Read ``low``, ``normal`` or ``high``.

    Raises:
        ValueError: The value is none of these; the message says what to write instead.
    """
    if value in ("low", "normal", "high"):
        return Priority(value)
    raise ValueError('must be "low", "normal" or "high"')


def read_digest(value: object) -> Digests:
    """Read the times at which digests go out.

    Raises:
        ValueError: The value isn't a timetable; the message says what to write instead.
    """
    # Not at the top: it brings APScheduler along, which most files can do without.
    from monitor.alerts.timetable import parse_timetable  # noqa: PLC0415

    if isinstance(value, str):
        return parse_timetable(value)
    raise ValueError('must be text in quotes, such as "weekdays 08:00"')


def read_quiet(value: object) -> Quiet:
    """Read quiet hours: one span of the day, or a list of spans.

    Raises:
        ValueError: The value is neither; the message says what to write instead.
    """
    spans = [value] if isinstance(value, str) else value
    if isinstance(spans, list) and all(isinstance(span, str) for span in spans):
        return parse_all_quiet_hours(spans)
    raise ValueError('must be text in quotes, such as "22:00-07:00", or a list of such')


def read_expect(value: object) -> timedelta:
    """Read ``daily``, ``weekly``, ``auto`` or a duration of at least an hour.

    Raises:
        ValueError: The value is none of these; the message says what to write instead.
    """
    if isinstance(value, str):
        return _EXPECTED[value] if value in _EXPECTED else _own_time(value)
    raise ValueError('must be text in quotes: "daily", "weekly", "auto", or such as "36h"')


def read_language(value: str) -> str:
    """Return the primary subtag of a language code in lower case; empty for an empty code.

    Raises:
        ValueError: The value is no language code; the message says what to write instead.
    """
    found = _LANGUAGE.fullmatch(value)
    if value and not found:
        raise ValueError('must be a language code such as "en", "de" or "zh"')
    return found[1].lower() if found else ""


def read_spoken(value: str) -> str:
    """Return the primary subtag of a language code in lower case; the code mustn't be empty.

    Raises:
        ValueError: The value is empty or no language code; the message says what to write instead.
    """
    if not value:
        raise ValueError('is empty; write a language code such as "en"')
    return read_language(value)


def read_source_counts(value: list[int]) -> list[int]:
    """Return the numbers of sources at which to alert again, sorted, each once.

    Raises:
        ValueError: A number is below 2 or above ``MOST_SOURCES``.
    """
    if any(not 2 <= count <= MOST_SOURCES for count in value):
        raise ValueError(f"must be numbers of outlets, 2 to {MOST_SOURCES:,}, such as [5, 20]")
    return sorted(set(value))


def _own_time(text: str) -> timedelta:
    try:
        duration = parse_duration(text)
    except ValueError as error:
        raise ValueError(f'{error}; or "daily", "weekly" or "auto"') from None
    if duration < SHORTEST_EXPECT:
        raise ValueError("must be at least an hour")
    return duration
