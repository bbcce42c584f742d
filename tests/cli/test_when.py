"""Times as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import typer

from monitor.cli.when import parse_when

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 2, 13, 23, 30, tzinfo=UTC)  # already the 14th in Berlin


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", NOW),
        ("7d", NOW - timedelta(days=7)),
        ("90 min", NOW - timedelta(minutes=90)),
        ("12h ago", NOW - timedelta(hours=12)),
        ("2W", NOW - timedelta(weeks=2)),
        ("today", datetime(2025, 2, 14, tzinfo=BERLIN)),
        ("yesterday", datetime(2025, 2, 13, tzinfo=BERLIN)),
        ("2025-02-13", datetime(2025, 2, 13, tzinfo=BERLIN)),
        ("2025-02-13 14:00", datetime(2025, 2, 13, 14, tzinfo=BERLIN)),
        ("2025-02-13T14:00Z", datetime(2025, 2, 13, 14, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_in_the_users_zone(text, moment):
    assert parse_when(text, now=NOW, zone=BERLIN) == moment


def test_yesterday_is_a_whole_day_when_the_clocks_change():
    """On 31 March 2025 in Berlin, the day before had 23 hours."""
    now = datetime(2025, 3, 31, 10, tzinfo=BERLIN)
    assert parse_when("yesterday", now=now, zone=BERLIN) == datetime(2025, 3, 30, tzinfo=BERLIN)


@pytest.mark.parametrize("text", ["", "soon", "7 moons", "2025-13-01", "-3d"])
def test_what_is_no_time_says_what_to_write(text):
    with pytest.raises(typer.BadParameter, match="write 7d"):
        parse_when(text, now=NOW, zone=BERLIN)
