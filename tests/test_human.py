"""How quantities are put into words."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.human import few, from_now, in_full, in_words, listed, plural

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "0 s"), (0, "0 s"), (89, "89 s"), (90, "2 min"), (750, "12 min"), (5_399, "90 min"),
     (5_400, "2 h"), (172_799, "48 h"), (172_800, "2 days"), (86_400 * 90, "90 days")],
)  # fmt: skip
def test_a_duration_is_told_in_the_unit_that_fits(seconds, words):
    assert in_words(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0.4, "a while"), (1, "1 hour"), (26, "26 hours"), (47.4, "47 hours"), (48, "2 days"),
     (80, "3 days")],
)  # fmt: skip
def test_a_sentence_has_hours_and_days_in_full(hours, words):
    assert in_full(timedelta(hours=hours)) == words


@pytest.mark.parametrize(
    ("apart", "words"),
    [
        (timedelta(0), "now"),
        (timedelta(milliseconds=-900), "now"),
        (timedelta(seconds=30), "in 30 s"),
        (timedelta(minutes=-3), "3 min ago"),
        (timedelta(hours=2), "in 2 h"),
        (timedelta(days=-3), "3 days ago"),
    ],
)
def test_a_moment_near_now_is_told_by_its_distance(apart, words):
    assert from_now(NOW + apart, NOW) == words


def test_one_thing_has_no_s():
    assert plural(1, "item") == "1 item"
    assert plural(0, "item") == "0 items"
    assert plural(2_000, "match", "matches") == "2,000 matches"


@pytest.mark.parametrize(
    ("names", "more", "sentence", "label"),
    [
        ([], 0, "", ""),
        (["a"], 0, "a", "a"),
        (["a", "b"], 0, "a and b", "a, b"),
        (["a", "b", "c"], 0, "a, b and c", "a, b, c"),
        (["a", "b"], 1_200, "a, b and 1,200 more", "a, b and 1,200 more"),
        (["a"], -2, "a", "a"),
    ],
)
def test_names_are_listed(names, more, sentence, label):
    assert listed(names, more=more) == sentence
    assert few(names, more=more) == label
