"""Which events an item is compared with."""

import pytest

from monitor.stories.event import OpenEvent, Report
from monitor.stories.reading.signature import Reader
from monitor.stories.same_event.candidates import candidates
from monitor.stories.same_event.word_statistics import Today
from monitor.stories.word_index import WordIndex

DAY = 86_400.0


@pytest.fixture
def found(zipf, item):
    """The numbers of the events found for a title; each event has one report, at some hour."""
    reader = Reader(zipf)

    def of(title, *told, now=0.0):
        index, events = WordIndex(), {}
        for number, (other, moment) in enumerate(told):
            events[number] = OpenEvent(number, number, moment)
            events[number].add(Report(reader.signature(item(other)), moment, "Outlet"))
            index.add(events[number].words, number)
        today = Today(reader.signature(item(title)), index, len(events))
        return [event.id for event in candidates(today, now, index, events)]

    return of


def test_events_that_share_the_rarest_words_come_first(found):
    told = [("Rain in Vienna", 0.0), ("Stradivarius stolen in Vienna", 0.0), ("Bread dearer", 0.0)]
    numbers = found("Thieves steal Stradivarius in Vienna", *told)
    assert numbers[0] == 1
    assert 2 not in numbers


def test_an_event_that_shares_nothing_is_not_found(found):
    assert found("Quake in Kamchatka", ("Bread dearer", 0.0)) == []
    assert found("…", ("Bread dearer", 0.0)) == []
    assert found("Quake in Kamchatka") == []


def test_what_shares_little_is_not_looked_at_days_later(found):
    told = ("Tsingtao brewery festival: what to see and where to stay this summer", 0.0)
    title = "Police in Tsingtao seize counterfeit handbags worth millions at harbour"
    assert found(title, told, now=3 * DAY) == []


def test_only_so_many_are_compared(found):
    told = [(f"Stradivarius stolen in Vienna: part {number}", 0.0) for number in range(40)]
    assert 0 < len(found("Stradivarius stolen in Vienna", *told)) <= 24


def test_the_order_of_events_makes_no_difference(found):
    told = [("Stradivarius stolen", 0.0), ("Stradivarius found", 0.0), ("Rain in Vienna", 0.0)]
    forth = found("Stradivarius stolen in Vienna", *told)
    back = found("Stradivarius stolen in Vienna", *told[::-1])
    assert {told[number] for number in forth} == {told[::-1][number] for number in back}
