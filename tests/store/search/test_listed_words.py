"""What is remembered as listed is listed; what is forgotten is listed once more."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.store.search import listed_words
from monitor.store.search.listed_words import ListedWords


def test_a_word_is_listed_once():
    listed = ListedWords()
    assert listed.without(["storm", "harbour"]) == ["storm", "harbour"]
    listed.add(["storm"])
    assert listed.without(["storm", "harbour"]) == ["harbour"]


@given(added=st.sets(st.text(min_size=1)), asked=st.sets(st.text(min_size=1)))
def test_no_word_is_taken_for_listed_that_is_not(added, asked):
    listed = ListedWords()
    listed.add(added)
    assert set(listed.without(asked)) >= asked - added


def test_words_that_share_a_place_are_listed_again_rather_than_never(monkeypatch):
    monkeypatch.setattr(listed_words, "_PLACES", 1)
    listed = ListedWords()
    listed.add(["storm"])
    assert listed.without(["storm", "harbour"]) == ["harbour"]
    listed.add(["harbour"])
    assert listed.without(["storm", "harbour"]) == ["storm"]
