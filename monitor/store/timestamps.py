"""How a moment stands in the database: UTC, ISO 8601, milliseconds, one width.

``2025-02-13T08:14:00.000Z`` sorts as text, reads in Datasette, and is what SQLite's own date
functions take.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from monitor.store.trouble import UnreadableError


@lru_cache(maxsize=64)
def to_text(moment: datetime) -> str:
    """Aware datetime → text; what is below a millisecond is cut off.

    Results are remembered: all rows that are written together hold the same few moments.
    """
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return f"{utc.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def to_text_or_none(moment: datetime | None) -> str | None:
    """Aware datetime → text; None stays None."""
    return None if moment is None else to_text(moment)


def from_text(text: str) -> datetime:
    """Text → aware datetime in UTC.

    Raises:
        UnreadableError: It isn't what ``to_text`` writes.
    """
    try:
        return datetime.fromisoformat(text)
    except (ValueError, TypeError):
        raise UnreadableError(f"{text!r} for a time") from None


def from_text_or_none(text: str | None) -> datetime | None:
    """Text → aware datetime in UTC; None stays None."""
    return None if text is None else from_text(text)
