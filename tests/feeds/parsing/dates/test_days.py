"""Days counted from the fetch: today, yesterday, the day before, in many languages."""

from datetime import UTC, datetime

import pytest

from monitor.feeds.parsing.dates.order import DateContext
from monitor.feeds.parsing.dates.read import read_date

NOW = datetime(2026, 11, 29, 18, 0, tzinfo=UTC)


def read(text, lang=""):
    return read_date(text, DateContext(lang=lang, now=NOW))


@pytest.mark.parametrize(
    ("text", "lang", "day"),
    [
        ("Today, 5:05 PM", "en", 29),
        ("Yesterday at 17:05", "en", 28),
        ("17:05, yesterday", "en", 28),
        ("Updated yesterday 17:05 GMT", "en", 28),
        ("heute, 17:05 Uhr", "de", 29),
        ("vorgestern 17:05 Uhr", "de", 27),
        ("hier à 17h05", "fr", 28),
        ("aujourd’hui à 17 h 05", "fr", 29),
        ("avant-hier, 17:05", "fr", 27),
        ("ayer a las 17:05", "es", 28),
        ("ontem às 17h05", "pt", 28),
        ("ieri alle 17.05", "it", 28),
        ("i går kl. 17.05", "da", 28),
        ("вчера в 17:05", "ru", 28),
        ("сьогодні, 17:05", "uk", 29),
        ("wczoraj, 17:05", "pl", 28),
        ("dnes 17:05", "cs", 29),
        ("dün 17:05", "tr", 28),
        ("今天 17:05", "zh", 29),
        ("昨天17:05", "zh", 28),
        ("어제 오후 5:05", "ko", 28),
    ],
)
def test_the_day_is_counted_from_the_fetch(text, lang, day):
    assert read(text, lang) == datetime(2026, 11, day, 17, 5, tzinfo=UTC)


def test_a_day_alone_is_its_beginning():
    assert read("gestern", "de") == datetime(2026, 11, 28, tzinfo=UTC)


def test_a_time_that_is_still_to_come_was_the_day_before():
    assert read("today, 23:30", "en") == datetime(2026, 11, 28, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["todays 5 tips", "Yesterday 2026", "heute 5", "ma 29.11. klo 17.05", "tomorrow 17:05", "5:05"],
)
def test_anything_else_is_no_day(text):
    assert read(text) is None


def test_without_the_time_of_the_fetch_nothing_is_counted():
    assert read_date("yesterday at 17:05") is None
