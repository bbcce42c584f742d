"""What words are worth here and now."""

import pytest

from monitor.stories.event import OpenEvent, Report
from monitor.stories.reading.signature import Reader
from monitor.stories.same_event.word_statistics import Setting, Today
from monitor.stories.word_index import WordIndex

MAERSK = [
    "Maersk raises profit forecast",
    "Maersk ship runs aground off Mozambique",
    "Maersk cuts jobs in Copenhagen",
    "Maersk terminal blocked in Rotterdam",
    "Maersk fined over fees",
    "Maersk ship loses containers in Biscay",
    "Maersk orders methanol ships",
]


@pytest.fixture
def read(zipf, item):
    reader = Reader(zipf)
    return lambda title: reader.signature(item(title))


@pytest.fixture
def beside(read):
    """An item's words beside the first of some events, each of which has one report."""

    def of(title, *others):
        index, events = WordIndex(), []
        for number, other in enumerate(others):
            event = OpenEvent(number, number, 0.0)
            event.add(Report(read(other), 0.0, "Outlet"))
            index.add(event.words, number)
            events.append(event)
        return Setting(Today(read(title), index, len(events)), events[0])

    return of


def test_a_word_that_many_events_have_keeps_little_of_its_weight(read):
    index = WordIndex()
    for event in range(100):
        index.add(["maersk"], event)
    index.add(["mozambiqu"], 1)
    today = Today(read("Maersk in Mozambique"), index, 100)
    assert today.left["maersk"] < 0.1
    assert 0.8 < today.left["mozambiqu"] < today.left_of(0) == 1
    assert today.weight < sum(today.signature.words.values())


def test_among_few_events_nothing_is_known_to_be_common(read):
    index = WordIndex()
    index.add(["maersk"], 1)
    today = Today(read("Maersk in Mozambique"), index, 1)
    assert today.left["maersk"] == today.left["mozambiqu"]


def test_the_name_that_all_these_events_have_is_an_anchor_and_witnesses_little(beside):
    setting = beside("Maersk ship aground near Mozambique", MAERSK[1], MAERSK[0], *MAERSK[2:])
    assert setting.anchors == 1
    assert setting.local["maersk"] < 0.4 * setting.local["mozambiqu"]
    assert setting.local["ship"] < setting.local["aground"]


def test_without_others_there_is_no_anchor(beside):
    setting = beside("Maersk ship aground near Mozambique", MAERSK[1])
    assert setting.anchors == 0
    assert setting.local["maersk"] > setting.local["ship"]


def test_the_event_itself_makes_its_words_no_commoner(beside):
    setting = beside("Maersk ship aground near Mozambique", MAERSK[1], MAERSK[0], *MAERSK[2:])
    assert setting.left["mozambiqu"] == 1


def test_how_much_of_the_title_the_event_has(beside):
    whole = beside(MAERSK[1], MAERSK[1], MAERSK[0])
    part = beside("Maersk ship aground near Lisbon", MAERSK[1], MAERSK[0])
    assert whole.by_event == pytest.approx(1)
    assert 0 < part.by_event < 1
