"""Facts about the names of time zones."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.feeds.parsing.dates.read import read_date
from monitor.feeds.parsing.dates.zones.zone_words import in_words
from monitor.feeds.parsing.dates.zones.zones import at_offset, iana, named

WINTER, SUMMER = datetime(2026, 1, 15), datetime(2026, 7, 15)  # noqa: DTZ001 - the zone is asked


@pytest.mark.parametrize(
    ("name", "lang", "hours"),
    [
        ("gmt", "", 0), ("cest", "", 2), ("est", "", -5), ("est", "en-au", 10), ("ist", "en", 5.5),
        ("ist", "he", 2), ("ist", "en-ie", 1), ("cst", "", -6), ("cst", "zh-cn", 8),
        ("bst", "en", 1), ("bst", "bn", 6), ("nst", "", -3.5), ("npt", "", 5.75), ("msk", "ru", 3),
        ("мск", "ru", 3), ("wib", "id", 7), ("et", "", -5), ("pt", "", -8),
    ],
)  # fmt: skip
def test_an_abbreviation_means_what_it_means_in_the_feeds_language(name, lang, hours):
    assert named(name, lang).utcoffset(WINTER) == timedelta(hours=hours)


def test_a_zone_without_standard_or_daylight_follows_the_season():
    assert named("et", "").utcoffset(SUMMER) == timedelta(hours=-4)
    assert in_words("10:15 eastern time").utcoffset(SUMMER) == timedelta(hours=-4)
    assert in_words("eastern standard time").utcoffset(SUMMER) == timedelta(hours=-5)


def test_an_unknown_abbreviation_is_none():
    assert named("xyz", "") is None


@pytest.mark.parametrize("name", ["Europe/Berlin", "europe/berlin", "Asia/Kolkata", "Etc/GMT+5"])
def test_names_of_iana_are_known_however_they_are_written(name):
    assert iana(name)


@pytest.mark.parametrize(
    "name", ["Nowhere/Town", "../etc/passwd", "/etc/passwd", "Europe", "Europe/", "a/\0"]
)
def test_what_is_no_name_of_iana_is_none(name):
    assert iana(name) is None


def test_iana_counts_the_hours_of_its_gmt_zones_as_posix_does():
    assert iana("Etc/GMT+5").utcoffset(WINTER) == timedelta(hours=-5)


@pytest.mark.parametrize("offset", [("+", "99", "00"), ("-", "15", None), ("+", "01", "75")])
def test_an_offset_that_no_place_has_is_refused(offset):
    with pytest.raises(ValueError, match="from Greenwich"):
        at_offset(*offset)


@pytest.mark.parametrize(
    "text",
    ["2026-11-29T08:05:09Europe/Berlin", "2026-11-29T08:05:09+01:00[Europe/Berlin]"],
)
def test_a_region_may_stand_right_behind_the_time(text):
    assert read_date(text) == datetime(2026, 11, 29, 7, 5, 9, tzinfo=UTC)
