"""Facts about the names of months and weekdays."""

import pytest

from monitor.feeds.parsing.dates.names import month_like, months_called, names


@pytest.mark.parametrize(
    ("word", "month"),
    [
        ("novem", 11),
        ("septem", 9),
        ("янва", 1),
        ("listop", None),
        ("marraskuussa", 11),
        ("ma", None),
    ],
)
def test_a_name_that_was_cut_or_has_an_ending_is_known_if_it_can_be_one_month_only(word, month):
    assert month_like(word) == month


@pytest.mark.parametrize("word", ["general", "junior", "machine", "spring", "x"])
def test_other_words_are_no_months(word):
    assert month_like(word) is None


def test_a_name_of_two_months_is_that_of_the_language():
    assert months_called("lipanj", "") == (6,)
    assert months_called("listopad", "hr") == (10,)
    assert months_called("listopad", "cs") == (11,)
    assert months_called("listopad", "en") == (11, 10)


def test_there_are_twelve_months_and_seven_days():
    tables = names()
    months = {value for value in tables.months.values() if isinstance(value, int)}
    assert months == set(range(1, 13))
    assert {day for days in tables.weekdays.values() for day in days} == set(range(7))
    assert set(tables.solar_hijri.values()) == set(range(1, 13))
