"""Which open events have which words."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.stories.word_index import WordIndex

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


@given(CHANGES)
def test_it_says_what_a_plain_table_says(changes):
    index, plain = WordIndex(), {}
    for adds, event, words in changes:
        if adds:
            index.add(words, event)
            plain.setdefault(event, set()).update(words)
        else:
            index.discard(words, event)
            plain.setdefault(event, set()).difference_update(words)
    for word in "abcd":
        having = {event for event, words in plain.items() if word in words}
        assert set(index.events(word)) == having
        assert index.count(word) == len(having)
        assert set(index.among(word, {1, 2})) == having & {1, 2}
        for other in "abcd":
            both = {event for event in having if other in plain[event]}
            assert index.count_both(word, other) == len(both)


@given(CHANGES)
def test_nothing_is_left_when_all_is_discarded(changes):
    index = WordIndex()
    for _, event, words in changes:
        index.add(words, event)
    for _, event, words in changes:
        index.discard(words, event)
    assert not index._events
