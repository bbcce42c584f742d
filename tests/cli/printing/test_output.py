"""How answers look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.cli.printing import output

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("delta", "text"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=30), "in 30 s"),
        (timedelta(minutes=-3), "3 min ago"),
        (timedelta(hours=2), "in 2 h"),
        (timedelta(days=-3), "3 days ago"),
    ],
)
def test_a_moment_near_now_is_told_by_its_distance(delta, text):
    assert output.relative(NOW + delta, NOW) == text


def test_no_moment_is_a_dash():
    assert output.relative(None, NOW) == output.moment(None, ZoneInfo("UTC")) == "–"


def test_times_are_in_the_users_zone():
    assert output.moment(NOW, ZoneInfo("Asia/Hong_Kong")) == "2025-02-13 16:14"
    assert output.iso(NOW, ZoneInfo("Asia/Hong_Kong")) == "2025-02-13T16:14:00+08:00"


def test_nothing_in_a_table_acts_on_the_terminal(capsys):
    output.console().print(output.table(["Title"], [["\x1b[31mred \x9b31m a\u202eb bell\x07"]]))
    assert not set(capsys.readouterr().out) & set("\x1b\x9b\u202e\x07")


def test_markup_in_feed_text_is_shown_as_it_is(capsys):
    output.console().print(output.table(["Title"], [["[bold red]not bold[/]"]]))
    assert "[bold red]not bold[/]" in capsys.readouterr().out
