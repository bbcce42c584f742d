"""Endings: how the tables of languages are read, and that all of them can be."""

from __future__ import annotations

import pytest

from monitor.rules.forms.endings import Endings, chains
from monitor.rules.forms.languages import TABLED, endings_of
from monitor.rules.forms.same_word import Means, by_ending, keys, stems_of
from monitor.text import fold


def test_a_stem_and_an_ending_of_one_paradigm_make_a_form():
    table = Endings("a : a y e\n- : - u em", changes="h>z")

    assert {stem for stem, _, _ in table.splits("praze")} >= {"praz", "praze"}
    assert set(table.stems("praha")) == {"prah", "praz", "praha"}


def test_chains_take_one_of_each_part():
    assert set(chains("- lar", "- da").split()) == {"-", "lar", "da", "larda"}


@pytest.mark.parametrize("lang", sorted(TABLED))
def test_each_table_can_be_read(lang):
    assert endings_of(lang) is not None


def test_a_language_without_a_table_has_none():
    assert endings_of("zh") is None


@pytest.mark.parametrize(
    ("lang", "own", "other", "means"),
    [
        ("cs", "babis", "babise", Means.ENDING),
        ("cs", "praha", "praze", Means.ENDING),
        ("uk", "київ", "києва", Means.ENDING),
        ("he", "חיפה", "בחיפה", Means.PREFIX),
        ("id", "tulis", "menulis", Means.ENDING),
        ("ga", "gaillimh", "ngaillimh", Means.ENDING),
        ("cs", "praha", "praporu", None),
        ("fi", "turku", "turkis", None),
        ("fr", "paris", "parisien", None),
    ],
)
def test_tables_know_forms(lang, own, other, means):
    assert by_ending(fold(own), fold(other), lang) is means


@pytest.mark.parametrize(
    ("lang", "own", "other"), [("cs", "praha", "praze"), ("tr", "evren", "evrende")]
)
def test_a_form_is_found_under_a_stem_of_the_word(lang, own, other):
    assert set(stems_of(own, lang)) & set(keys(other, lang))


@pytest.mark.parametrize(
    ("town", "word", "lang", "found"),
    [
        ("munchen", "munchner", "de", True),
        ("koln", "koelner", "de", True),
        ("hamburger", "hamburg", "de", False),
        ("hamburg", "hamburger", "en", False),
        ("rotterdam", "rotterdamse", "nl", True),
    ],
)
def test_what_is_of_a_town_counts_for_the_town_but_not_the_other_way_round(town, word, lang, found):
    assert bool(by_ending(town, word, lang)) is found
