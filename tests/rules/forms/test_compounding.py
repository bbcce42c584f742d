"""What is said of compounds is said in a way in which it can be looked up."""

from __future__ import annotations

import pytest

from monitor.rules.forms.compounding import compounding_of

LANGS = ["de", "nl", "sv", "da", "nb", "fi"]


@pytest.mark.parametrize("lang", LANGS)
def test_words_that_only_look_like_compounds_are_long_enough_to_be_seen(lang):
    ways = compounding_of(lang)

    assert all(ways.is_apart(word, "") for word in ways.apart)


@pytest.mark.parametrize("lang", LANGS)
def test_short_first_words_are_short(lang):
    assert all(len(word) < 4 for word in compounding_of(lang).short)


def test_a_word_isnt_apart_from_what_it_begins():
    ways = compounding_of("de")

    assert ways.is_apart("soldatenlied", "daten")
    assert not ways.is_apart("soldatenlied", "soldat")
    assert not ways.is_apart("soldatenlied", "soldaten")


def test_norwegian_is_one_by_all_its_names():
    assert compounding_of("no") is compounding_of("nb") is compounding_of("nn")


def test_english_makes_none():
    assert compounding_of("en") is None
    assert compounding_of("") is None
