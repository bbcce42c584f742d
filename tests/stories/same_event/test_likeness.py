"""The numbers of an item beside a report."""

import math

import pytest

from monitor.stories.event import OpenEvent, Report
from monitor.stories.reading.signature import Reader
from monitor.stories.same_event.likeness import NAMES, Likeness
from monitor.stories.same_event.word_statistics import Today
from monitor.stories.word_index import WordIndex


@pytest.fixture
def compare(zipf, item):
    """The numbers of an item beside an event's reports, by name; one row for each report."""
    reader = Reader(zipf)

    def report(title, hours, lang="en", **more):
        return Report(reader.signature(item(title, lang=lang, **more)), hours * 3600.0, "Outlet")

    def of(title, *reports, after=1.0, lang="en", **more):
        event, index = OpenEvent(1, 1, 0.0), WordIndex()
        for at, each in enumerate(reports):
            event.add(report(each, at))
        index.add(event.words, 1)
        mine = report(title, len(reports) - 1 + after, lang, **more)
        likeness = Likeness(mine, Today(mine.signature, index, 1))
        return [dict(zip(NAMES, row, strict=True)) for row in likeness.rows([event])[0]]

    return of


def test_there_is_a_row_for_each_report_and_a_number_for_each_name(compare):
    rows = compare("Bosch shuts plant", "Bosch to shut plant", "Bosch plant to close")
    assert len(rows) == 2
    assert all(len(row) == len(NAMES) == len(set(NAMES)) for row in rows)


def test_all_numbers_are_finite_whatever_the_text(compare):
    for title in ("", "…", "的", "9 9 9", "Bosch shuts plant"):
        for other in ("", "…", "Bosch", "阿里巴巴"):
            for row in compare(title, other):
                assert all(math.isfinite(number) for number in row.values())


def test_the_same_title_is_as_like_as_can_be(compare):
    (row,) = compare("Bosch shuts plant in Hildesheim", "Bosch shuts plant in Hildesheim")
    for name in ("title_raw", "words_raw", "title_covered", "report_covered", "meaning_title"):
        assert row[name] == pytest.approx(1, abs=1e-6)
    assert row["titles_overlap"] == 1
    assert row["names_new"] == row["names_gone"] == row["numbers_conflict"] == 0


def test_titles_that_share_nothing_are_not_alike(compare):
    (row,) = compare("Bosch shuts plant", "Quake in Kamchatka")
    for name in ("title_raw", "words_now", "sum_local", "title_covered", "pairs", "soft_event"):
        assert row[name] < 0.6 if name == "soft_event" else row[name] == 0


def test_other_numbers_conflict_and_shared_ones_are_counted(compare):
    (row,) = compare("Quake of 6.2 kills 14", "Quake of 5.7 kills 3")
    assert row["numbers_conflict"] == 1
    (row,) = compare("Quake kills 14 in 3 villages", "Quake kills 14")
    assert (row["numbers_conflict"], row["numbers_shared"]) == (0, 1)


def test_another_name_in_the_place_of_one_conflicts(compare):
    (row,) = compare("Plant of Bosch in Homburg to close", "Plant of Bosch in Cholet to close")
    assert row["names_title_conflict"] == 1
    assert row["names_new"] > 0
    assert row["names_gone"] == 1


def test_other_instalments_conflict(compare):
    (row,) = compare("Siemens Q3 profit up", "Siemens Q2 profit up")
    assert row["labels_conflict"] == 1


def test_a_denial_and_a_plan_are_told_from_the_deed(compare):
    (row,) = compare("Vestby resigns", "Vestby will not resign")
    assert (row["denies"], row["plans"]) == (1, 1)
    (row,) = compare("Vestby resigns", "Vestby quits")
    assert (row["denies"], row["plans"]) == (0, 0)


def test_time_is_between_the_item_and_each_report(compare):
    first, second = compare("Bosch shuts plant", "Bosch plant", "Bosch closes plant", after=2)
    assert first["hours"] == pytest.approx(math.log1p(3))
    assert second["hours"] == pytest.approx(math.log1p(2))
    assert first["hours_to_event"] == second["hours"]


def test_words_of_like_meaning_cover_a_title_that_words_do_not(compare):
    (like,) = compare("Vestby quits", "Vestby resigns")
    (unlike,) = compare("Vestby quits", "Vestby factory")
    assert like["title_covered"] == unlike["title_covered"]
    assert like["soft_title"] > unlike["soft_title"]
    assert like["soft_least"] > unlike["soft_least"]


def test_other_languages_are_compared_without_meanings(compare):
    (row,) = compare("Vestby tritt zurück", "Vestby resigns", lang="de")
    assert row["language"] == 1
    assert row["meaning_title"] == row["soft_title"] == 0


def test_what_the_reports_of_an_event_have_together_is_counted_once_for_all(compare):
    rows = compare("Fire in Leeds pub kills two", "Fire in Leeds", "Two killed in pub")
    assert rows[0]["title_covered_by_event"] == rows[1]["title_covered_by_event"] > 0.8
    assert rows[0]["title_covered"] < 0.8
    assert rows[0]["reports"] == 2
