"""Days of the week as people write them."""

from __future__ import annotations

import pytest

from monitor.alerts.weekdays import parse_days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("daily", {0, 1, 2, 3, 4, 5, 6}),
        ("Weekdays", {0, 1, 2, 3, 4}),
        ("weekday", {0, 1, 2, 3, 4}),
        ("weekends", {5, 6}),
        ("mon", {0}),
        ("monday, thursday", {0, 3}),
        ("Mondays and Fridays", {0, 4}),
        ("fri-sun", {4, 5, 6}),
        ("sat-mon", {5, 6, 0}),
        ("tues wed", {1, 2}),
    ],
)
def test_days_are_read(text, days):
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["", "m", "someday", "mon-", "1-5", "mon,,tue"])
def test_what_names_no_days_says_what_to_write(text):
    with pytest.raises(ValueError, match="weekdays"):
        parse_days(text)
