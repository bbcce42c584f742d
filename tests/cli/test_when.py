"""Times as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import typer

from monitor.cli.when import parse_until, parse_when

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
        ("3 days ago", NOW - timedelta(days=3)),
        ("1 week", NOW - timedelta(weeks=1)),
        ("0:15", datetime(2025, 2, 14, 0, 15, tzinfo=BERLIN)),
        ("14:00", datetime(2025, 2, 13, 14, tzinfo=BERLIN)),
        ("today 0:10", datetime(2025, 2, 14, 0, 10, tzinfo=BERLIN)),
        ("Yesterday 14:00", datetime(2025, 2, 13, 14, tzinfo=BERLIN)),
        ("monday", datetime(2025, 2, 10, tzinfo=BERLIN)),
        ("friday", datetime(2025, 2, 14, tzinfo=BERLIN)),
        ("fri 9:00", datetime(2025, 2, 7, 9, tzinfo=BERLIN)),
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


@pytest.mark.parametrize(
    "text", ["", "soon", "7 moons", "2025-13-01", "-3d", "tomorrow", "yesterday 25:00"]
)
def test_what_is_no_time_says_what_to_write(text):
    with pytest.raises(typer.BadParameter, match="write 7d"):
        parse_when(text, now=NOW, zone=BERLIN)


@pytest.mark.parametrize("text", ["999999w", "0001-01-01"])
def test_a_time_beyond_all_calendars_is_no_crash(text):
    with pytest.raises(typer.BadParameter, match="write 7d"):
        parse_when(text, now=NOW, zone=BERLIN)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("tomorrow 8:00", datetime(2025, 2, 15, 8, tzinfo=BERLIN)),
        ("Tomorrow at 08:00", datetime(2025, 2, 15, 8, tzinfo=BERLIN)),
        ("tomorrow", datetime(2025, 2, 15, tzinfo=BERLIN)),
        ("8:00", datetime(2025, 2, 14, 8, tzinfo=BERLIN)),
        ("0:15", datetime(2025, 2, 15, 0, 15, tzinfo=BERLIN)),
        ("today 18:00", datetime(2025, 2, 14, 18, tzinfo=BERLIN)),
        ("friday 9:00", datetime(2025, 2, 14, 9, tzinfo=BERLIN)),
        ("friday 0:15", datetime(2025, 2, 21, 0, 15, tzinfo=BERLIN)),
        ("mon", datetime(2025, 2, 17, tzinfo=BERLIN)),
        ("2025-02-16", datetime(2025, 2, 16, tzinfo=BERLIN)),
        ("2025-02-16 8:00", datetime(2025, 2, 16, 8, tzinfo=BERLIN)),
        ("2025-02-16T08:00Z", datetime(2025, 2, 16, 8, tzinfo=UTC)),
    ],
)
def test_a_time_to_come_is_read_in_the_users_zone(text, moment):
    """It is Friday, half past midnight in Berlin."""
    assert parse_until(text, now=NOW, zone=BERLIN) == moment


def test_eight_tomorrow_is_eight_on_the_wall_when_the_clocks_change():
    now = datetime(2025, 3, 29, 10, tzinfo=BERLIN)
    moment = parse_until("tomorrow 8:00", now=now, zone=BERLIN)
    assert moment.astimezone(UTC) == datetime(2025, 3, 30, 6, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "2h", "25:00", "tomorrow 8", "someday 8:00", "at 8"])
def test_what_is_no_time_to_come_is_refused_with_examples(text):
    with pytest.raises(typer.BadParameter, match="tomorrow 8:00"):
        parse_until(text, now=NOW, zone=BERLIN)


@pytest.mark.parametrize("text", ["2025-02-13", "today 0:10"])
def test_what_is_past_is_refused(text):
    with pytest.raises(typer.BadParameter, match="is in the past"):
        parse_until(text, now=NOW, zone=BERLIN)
