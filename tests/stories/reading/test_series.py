"""Labels of instalments."""

from types import SimpleNamespace

import pytest

from monitor.stories.reading.series import conflict, dated, labels_of, may_date


def words(title):
    return [
        SimpleNamespace(surface=word, dates=may_date(word))
        for word in title.replace(",", "").split()
    ]


def pairs(title):
    return {(label, value) for label, values in labels_of(words(title)).items() for value in values}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ukraine war day 1103", {("day", "1103")}),
        ("The Voice Season 6 Episode 05", {("season", "6"), ("episode", "5")}),
        ("Quiz for March 2", {("date", "mar 2")}),
        ("Quiz for 2 March", {("date", "mar 2")}),
        ("Profit up in Q3", {("quarter", "3")}),
        ("Third quarter profit up", {("quarter", "3")}),
        ("Monday briefing", {("weekday", "monday")}),
        ("Four killed in May storm", set()),
        ("Magnitude 7 quake kills 12", set()),
        ("May 2026 be better", set()),
    ],
)
def test_labels_are_found(title, expected):
    assert pairs(title) == expected


def test_other_values_of_a_label_conflict_and_shared_ones_do_not():
    day_12 = labels_of(words("Day 12"))
    assert conflict(day_12, labels_of(words("Day 13")))
    assert not conflict(day_12, day_12)
    assert not conflict(day_12, labels_of(words("Episode 13")))
    assert not conflict(labels_of(words("Rain")), labels_of(words("Day 13")))


def test_words_of_a_date_are_told_from_the_others():
    assert dated(words("Horoscope for Monday, March 2")) == {2, 3, 4}
    assert dated(words("Protesters march 200 miles")) == frozenset()
