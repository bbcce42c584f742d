"""Since when."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.errors import MonitorError
from monitor.web.period import SILENCES, length, since

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 2, 14, 9, 40, tzinfo=UTC)


def test_periods_as_people_write_them():
    def read(text):
        return since(text, now=NOW, zone=BERLIN)

    assert read("") is None
    assert read("24h") == NOW - timedelta(hours=24)
    assert read("2w") == NOW - timedelta(days=14)
    assert read("today") == datetime(2025, 2, 13, 23, tzinfo=UTC)
    assert read("yesterday") == datetime(2025, 2, 12, 23, tzinfo=UTC)
    assert read("2025-02-13") == datetime(2025, 2, 12, 23, tzinfo=UTC)
    assert read("2025-02-13T08:00:00Z") == datetime(2025, 2, 13, 8, tzinfo=UTC)


@pytest.mark.parametrize("text", ["soon", "999999d", "0001-01-01", "7", "2025-13-01"])
def test_what_is_none_is_told_with_what_is(text):
    with pytest.raises(MonitorError, match="7d, today"):
        since(text, now=NOW, zone=BERLIN)


def test_silences_last_as_long_as_the_page_offers():
    assert [length(value) for value, _ in SILENCES][:2] == [timedelta(hours=1), timedelta(hours=4)]
    with pytest.raises(MonitorError):
        length("9999d")
