"""Lemmas: two sorted lists of digests."""

from __future__ import annotations

import pytest

from monitor.rules.forms.dictionaries import dictionary_of
from monitor.rules.forms.lemmas import MOST, Lemmas, build

PAIRS = [("women", "woman"), ("woman", "woman"), ("Buch", "Buch"), ("buch", "buchen"),
         ("buchen", "buchen"), ("Bücher", "Buch"), ("found", "find"), ("finds", "find"),
         ("vendidos", "vendido"), ("vendido", "vender")]  # fmt: skip


@pytest.fixture(scope="module")
def lemmas():
    return Lemmas.of(PAIRS)


@pytest.mark.parametrize(
    ("one", "other", "agreed"),
    [
        ("woman", "women", True),
        ("women", "woman", True),
        ("found", "finds", True),
        ("buch", "bucher", True),
        ("buch", "buchen", False),
        ("vender", "vendidos", True),
        ("woman", "finds", False),
        ("woman", "wombat", None),
    ],
)
def test_words_agree_if_they_have_a_lemma_in_common(lemmas, one, other, agreed):
    assert lemmas.agree(one, other) is agreed


def test_words_that_agree_have_a_key_in_common(lemmas):
    words = {word.casefold().replace("ü", "u") for pair in PAIRS for word in pair}

    for one in words:
        for other in words:
            if lemmas.agree(one, other):
                assert set(lemmas.keys(one)) & set(lemmas.keys(other)), (one, other)


def test_of_too_many_forms_the_longest_are_left_out():
    few = Lemmas.of([("abc", "abc"), ("abd", "abc"), ("abcdef", "abc")], most=2)

    assert len(few) == 2
    assert "abcdef" not in few


def test_what_was_written_is_read_again(lemmas):
    again = Lemmas.from_bytes(lemmas.to_bytes())

    assert again.agree("woman", "women")
    assert len(again) == len(lemmas)


@pytest.mark.parametrize("data", [b"", b"lemmas-1", b"x" * 40])
def test_other_data_is_refused(data):
    with pytest.raises(ValueError, match=r"short|lemmas"):
        Lemmas.from_bytes(data)


def test_only_words_that_people_use_are_kept_if_they_are_given():
    few = build("id", used=[["membeli"], ["beli"]])

    assert 0 < len(few) < 10
    assert few.agree("beli", "membeli")


def test_a_language_takes_ten_megabytes_at_most():
    assert 8 * MOST < 10_000_000


def test_languages_without_a_dictionary_have_none():
    assert dictionary_of("hr") == "hbs"
    assert dictionary_of("xx") == ""
    assert len(build("xx")) == 0
