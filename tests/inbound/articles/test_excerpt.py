"""What is kept of an article that isn't kept whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.inbound.articles.excerpt import AROUND, GAP, MOST, excerpt

WORDS = " ".join(f"word{number}" for number in range(2_000))


def place(word):
    start = WORDS.index(word)
    return start, start + len(word)


def test_a_short_text_is_kept_whole():
    assert excerpt("Alibaba is the partner.", [(0, 7)]) == "Alibaba is the partner."


def test_what_stands_around_each_place_is_kept_in_whole_words():
    kept = excerpt(WORDS, [place("word1500"), place("word700")])
    first, second = kept.split(GAP)
    assert "word700 " in first
    assert "word1500 " in second
    assert set(kept.replace(GAP, " ").split()) <= set(WORDS.split())
    assert len(kept) < 5 * AROUND


def test_places_near_each_other_are_kept_as_one():
    assert GAP not in excerpt(WORDS, [place("word700"), place("word710")])


def test_of_many_places_those_named_first_are_kept():
    many = [place(f"word{number}") for number in range(100, 2_000, 90)]
    kept = excerpt(WORDS, [*many[::-1]])
    assert kept.count("…") == MOST - 1
    assert "word100 " not in kept


@given(st.text(max_size=2_000), st.data())
def test_every_place_is_in_what_is_kept(text, data):
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    end = data.draw(st.integers(start, len(text)))
    if end - start <= AROUND:
        assert text[start:end].strip() in excerpt(text, [(start, end)])


@pytest.mark.parametrize("spans", [[], [(0, 0)]])
def test_nothing_found_keeps_little(spans):
    assert len(excerpt(WORDS, spans)) <= 2 * AROUND
