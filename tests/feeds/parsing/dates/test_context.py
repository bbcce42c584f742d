"""Facts about dates that may mean two: which of them the rest of the feed makes likely."""

from datetime import UTC, date, datetime
from itertools import repeat

import pytest

from monitor.feeds.parsing.dates.context import context_of, is_ambiguous
from monitor.feeds.parsing.dates.order import DateContext, Order
from monitor.feeds.parsing.dates.read import read_date

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


def read(text, *others, lang="en", now=NOW):
    found = read_date(text, context_of([text, *others], lang=lang, now=now))
    return found and found.date()


MAY_11, NOV_5 = date(2026, 5, 11), date(2026, 11, 5)


def test_the_weekday_decides_first():
    assert read("Thu, 05/11/2026", "11/25/2026", lang="en-US") == NOV_5
    assert read("Mon, 05/11/2026", "25/11/2026", lang="de") == MAY_11


def test_a_weekday_that_fits_neither_is_a_mistake_and_decides_nothing():
    assert read("Sun, 05/11/2026", lang="de") == NOV_5


def test_the_feeds_other_dates_decide_before_its_language():
    assert read("05/11/2026 09:00", "13/11/2026 10:00", lang="en-US") == NOV_5
    assert read("05/11/2026 09:00", "11/13/2026 10:00", lang="de") == MAY_11


def test_a_weekday_of_another_date_proves_the_order_of_this_one():
    assert read("05/11/2026 09:00", "Fri, 06/11/2026 10:00", lang="en-US") == NOV_5


def test_a_date_with_the_months_name_beside_it_proves_the_order():
    assert read("05/11/2026", "Wed, 04 Nov 2026 10:00:00 GMT", lang="en-US") == NOV_5
    assert read("05/11/2026", "2026-05-12T10:00:00Z", lang="de") == MAY_11


def test_a_date_far_from_both_proves_nothing():
    assert read("05/11/2026", "Sun, 29 Nov 2026 10:00:00 GMT", lang="en-US") == MAY_11
    assert read("05/04/2026", "2026-04-20T10:00:00Z", lang="en-US") == date(2026, 5, 4)


def test_where_other_dates_contradict_each_other_the_more_decide():
    assert read("05/11/2026", "13/11/2026", "14/11/2026", "11/15/2026", lang="en-US") == NOV_5
    assert read("05/11/2026", "13/11/2026", "11/15/2026", lang="en-US") == MAY_11


@pytest.mark.parametrize(
    ("lang", "day"),
    [
        ("en-US", MAY_11),
        ("en_us", MAY_11),
        ("en-GB", NOV_5),
        ("de", NOV_5),
        ("pt-BR", NOV_5),
        ("fil", MAY_11),
    ],
)
def test_the_language_decides_where_no_other_date_does(lang, day):
    assert read("05/11/2026", lang=lang) == day


def test_dates_lie_close_together_in_the_right_order():
    assert read("05/11/2026", "06/11/2026", "07/11/2026") == NOV_5
    assert read("05/11/2026", "05/10/2026", "05/09/2026") == MAY_11


def test_of_two_dates_the_one_in_the_future_isnt_meant():
    assert read("12/11/2026") == date(2026, 11, 12)
    assert read("11/12/2026") == date(2026, 11, 12)


def test_of_two_dates_that_of_this_week_is_meant():
    now = datetime(2026, 11, 6, 9, 0, tzinfo=UTC)
    assert read("05/11/2026", now=now) == NOV_5


def test_where_nothing_decides_slashes_stand_behind_the_month_and_dots_behind_the_day():
    assert read("05/11/2026", now=None) == MAY_11
    assert read("05.11.2026", now=None) == NOV_5
    assert read("05-11-2026", now=None) == NOV_5
    assert read("05.11.2026", lang="en-US") == NOV_5


def test_one_name_of_two_months_means_that_of_the_feeds_language():
    assert read("25. listopada 2026", lang="hr") == date(2026, 10, 25)
    assert read("25 listopada 2026", lang="pl") == date(2026, 11, 25)
    assert read("nedjelja, 25. listopada 2026.", lang="") == date(2026, 10, 25)


def test_two_digits_of_a_year_stand_where_the_language_has_them():
    assert read("26/11/25", lang="ja") == date(2026, 11, 25)
    assert read("25/11/26", lang="fr") == date(2026, 11, 25)
    assert read("11/25/26", lang="en-US") == date(2026, 11, 25)


@pytest.mark.parametrize(
    "text", ["2026-11-05T10:15:00Z", "Thu, 05 Nov 2026 10:15:00 GMT", "2026/11/05", "10:15:30"]
)
def test_what_has_one_reading_needs_no_other_dates(text):
    assert not is_ambiguous(text)


def test_of_a_document_without_end_the_first_dates_are_enough():
    context = context_of(repeat("25/11/2026"), lang="en-US", now=NOW)

    assert context.proven is Order.DAY_FIRST


def test_a_feed_of_plain_dates_proves_nothing():
    context = context_of(["2026-11-05", "5 Nov 2026", "spring"], lang="en", now=NOW)

    assert context == DateContext(lang="en", now=NOW)


def test_the_order_is_known_by_its_name():
    assert context_of(["25/11/2026"], lang="", now=None).proven is Order.DAY_FIRST
