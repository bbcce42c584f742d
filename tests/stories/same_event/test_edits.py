"""How an edited headline differs from the one before."""

from math import log

import pytest

from monitor.stories.reading.signature import Reader
from monitor.stories.same_event.edits import NUMBERS, numbers_of_edit


@pytest.fixture
def differences(zipf, item):
    reader = Reader(zipf)

    def of(before, after, lang="en"):
        new, old = (reader.reading(item(title, lang=lang)).title for title in (after, before))
        return dict(zip(NUMBERS, numbers_of_edit(new, old), strict=True))

    return of


def test_the_same_headline_differs_in_nothing(differences):
    found = differences("Quake hits Chile", "Quake hits Chile")
    assert found["alike"] == 1
    assert found["same_words"] == 1
    assert not any(found[name] for name in NUMBERS[:10])


def test_words_put_in_the_place_of_others_are_told_from_added_ones(differences):
    replaced = differences("Court upholds ban on app", "Court overturns ban on app")
    assert (replaced["replaced"], replaced["added"], replaced["removed"]) == (1, 0, 0)
    added = differences("Court upholds ban", "Court upholds ban on app")
    assert (added["replaced"], added["added"], added["continued"]) == (0, 2, 1)
    removed = differences("Live: court upholds ban", "Court upholds ban")
    assert (removed["removed"], removed["within_before"]) == (1, 1)


@pytest.mark.parametrize(
    ("before", "after", "lang", "ratio"),
    [
        ("Firm cuts 200 jobs", "Firm cuts 20,000 jobs", "en", log(20_000.5 / 200.5)),
        ("Three hurt in blast", "Twelve hurt in blast", "en", log(12.5 / 3.5)),
        ("Drei Tote nach Brand", "14 Tote nach Brand", "de", log(14.5 / 3.5)),
        ("Firm cuts jobs", "Firm cuts 200 jobs", "en", 0),
    ],
)
def test_numbers_in_the_same_place_are_compared(differences, before, after, lang, ratio):
    assert differences(before, after, lang)["number_ratio"] == pytest.approx(ratio)


def test_names_that_have_changed_places_are_counted(differences):
    assert differences("Leeds beat York", "York beat Leeds")["names_swapped"] == 1
    assert differences("Leeds beat York", "Leeds thrash York")["names_swapped"] == 0


def test_a_denial_more_or_less_is_counted(differences):
    assert differences("Vestby will resign", "Vestby will not resign")["denials_more"] == 1
    assert differences("Vestby denies fraud", "Vestby admits fraud")["denials_more"] == -1


def test_numbers_of_any_length_are_read(differences):
    digits = "9" * 400
    assert differences(f"Firm owes {digits}", "Firm owes 3")["number_ratio"] > 30
