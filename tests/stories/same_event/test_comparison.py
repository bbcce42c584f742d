"""What the models' probability is worth depends on what an item and an event have in common."""

import pytest

from monitor.stories.event import OpenEvent, Report
from monitor.stories.reading.signature import Reader
from monitor.stories.same_event.comparison import Compared, reports
from monitor.stories.same_event.likeness import Likeness
from monitor.stories.same_event.word_statistics import Today
from monitor.stories.word_index import WordIndex

QUAKE = ("LIVE: Chile earthquake kills at least 11", "In Iquique, hospitals are without power.")
HACK = ("Ransomware attack cripples Dublin's St Brigid's hospital", "Surgeries are cancelled.")

RAID = ("Tollgate Energy raided by prosecutors", "Offices in three cities were searched.")
BATHS = ("Mayor Lindqvist under investigation over baths", "Prosecutors searched the town hall.")


@pytest.fixture
def joins(item, zipf):
    """Whether a text joins an event of one report, as far as the models are that sure."""
    reader, index = Reader(zipf), WordIndex()

    def join(text, *others, sure, asked=()):
        items = (item(title, summary=summary) for title, summary in (text, *others))
        report, *of = (Report(reader.signature(each), 0.0, each.source) for each in items)
        event = OpenEvent(1, 1, 0.0)
        for its in of:
            event.add(its)
            index.add(its.signature.words, 1)
        likeness = Likeness(report, Today(report.signature, index, 1))
        return reports(likeness, Compared(event, sure, 0, []), reader.terms(asked, "en"))

    return join


@pytest.mark.parametrize("asked", ["ransomware", "Dublin"])
def test_news_of_others_is_not_joined_by_an_ordinary_word(joins, asked):
    """Two rules found the two: one asks for earthquakes, the other for this."""
    assert not joins(HACK, QUAKE, sure=0.85, asked=[asked])


def test_nor_by_two_that_their_headlines_dont_share(joins):
    """Prosecutors search many places in a morning."""
    assert not joins(BATHS, RAID, sure=0.72, asked=["mayor"])
    assert not joins(RAID, BATHS, sure=0.91, asked=["Tollgate"])
    assert joins(BATHS, RAID, sure=0.72)
    same = ("Prosecutors raid Lindqvist's Tollgate", "They searched its offices.")
    assert joins(same, RAID, sure=0.72, asked=["Lindqvist"])
    headline = ("Energy supplier raided by prosecutors, says Mayor Lindqvist", "They searched it.")
    assert joins(headline, RAID, sure=0.72, asked=["mayor"])


def test_but_where_the_models_are_surer_it_is(joins):
    assert joins(HACK, QUAKE, sure=0.98, asked=["ransomware"])


def test_what_no_rule_asked_for_is_judged_as_ever(joins):
    assert joins(HACK, QUAKE, sure=0.85)


def test_nor_does_it_matter_where_both_name_the_same(joins):
    one = ("Hospital hacked in Iquique", "")
    assert joins(one, QUAKE, sure=0.85, asked=["hacked"])


def test_a_twin_of_any_report_is_another_event_whichever_it_resembles_most(joins):
    catalogue = ("CISA lists flaw of Ivanti among exploited bugs", "It is a zero-day.")
    ivanti = ("Ivanti warns of exploited zero-day in Connect", "")
    fortinet = (
        "Fortinet warns of exploited zero-day in Manager",
        "Bugs in it were listed by CISA.",
    )
    assert joins(fortinet, catalogue, sure=0.95)
    assert not joins(fortinet, catalogue, ivanti, sure=0.95)
