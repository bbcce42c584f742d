"""Names that aliases know, in text."""

import pytest

from monitor.stories import Names

NAMES = Names(
    {
        "Apple": ["苹果", "アップル", "Apfel AG", "AAPL"],
        "Alibaba": ["阿里巴巴", "阿里"],
        "European Union": ["EU"],
        "Nestlé": ["Nestle"],
    }
)


def test_an_unspaced_chunk_is_parted_at_names_the_longest_first():
    assert list(NAMES.split("苹果选定阿里巴巴了")) == [
        ("苹果", "apple"),
        ("选定", ""),
        ("阿里巴巴", "alibaba"),
        ("了", ""),
    ]


@pytest.mark.parametrize("chunk", ["Pineapple", "applesauce", "橙子"])
def test_what_holds_no_name_stays_whole(chunk):
    assert list(NAMES.split(chunk)) == [(chunk, "")]


def test_names_of_words_are_found_where_all_their_words_follow_one_another():
    found = NAMES.in_text(["die", "apfel", "ag", "und", "aapl"])
    assert set(found) == {("apple", "apfel ag"), ("apple", "aapl")}
    assert not list(NAMES.in_text(["apfel", "und", "ag"]))


def test_aliases_of_a_name_of_several_words_are_left_alone():
    assert not list(NAMES.in_text(["eu"]))


def test_without_aliases_nothing_is_a_name():
    names = Names({})
    assert list(names.split("苹果")) == [("苹果", "")]
    assert not list(names.in_text(["apple"]))
