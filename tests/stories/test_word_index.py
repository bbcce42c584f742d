"""Which open events have which words."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.stories import word_index
from monitor.stories.word_index import WordIndex
from tests.memory import objects_kept

WORDS = st.sets(st.sampled_from("abcd"))
CHANGES = st.lists(st.tuples(st.booleans(), st.integers(1, 4), WORDS))


def test_events_are_counted_not_items():
    index = WordIndex()
    index.add(["quake", "tsunami"], 1)
    index.add(["quake"], 1)
    index.add(["quake"], 2)
    assert index.count("quake") == 2
    assert index.count("tsunami") == 1
    assert index.count("rain") == 0
    assert set(index.events("quake")) == {1, 2}
    assert index.count_both("quake", "tsunami") == 1


@pytest.fixture(params=[2, 256])
def many(request, monkeypatch):
    """So many events of a word are kept as bits, too."""
    monkeypatch.setattr(word_index, "_MANY", request.param)


@pytest.mark.usefixtures("many")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_it_says_what_a_plain_table_says(changes):
    index, plain = WordIndex(), {}
    for adds, event, words in changes:
        if adds:
            index.add(words, event)
            plain.setdefault(event, set()).update(words)
        elif event in plain:
            index.discard(plain.pop(event), event)
    for word in "abcd":
        having = {event for event, words in plain.items() if word in words}
        assert set(index.events(word)) == having
        assert index.count(word) == len(having)
        assert set(index.among(word, {1, 2})) == having & {1, 2}
        for other in "abcd":
            both = {event for event in having if other in plain[event]}
            assert index.count_both(word, other) == len(both)


@pytest.mark.usefixtures("many")
def test_nothing_is_left_when_all_is_discarded():
    index, kept = WordIndex(), []
    for _ in range(2):
        for event in range(1_000):
            index.add({"quake", str(event % 3)}, event)
        assert index.count_both("quake", "1") == 333
        for event in range(1_000):
            index.discard({"quake", str(event % 3)}, event)
        kept.append(objects_kept(index))
    # A place for each of the events that were open at a time, to be taken again.
    assert kept[0] == kept[1] <= objects_kept(WordIndex()) + 1_000
