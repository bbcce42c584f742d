"""Which terms a capital makes names."""

from __future__ import annotations

import pytest

from monitor.rules import parse_rule
from monitor.rules.suggest.capitals import only_as_names


@pytest.mark.parametrize("match", ["Earthquake + Japan", "Japan + (tsunami | Earthquake)"])
def test_an_everyday_word_with_a_capital_is_said_to_be_found_as_a_name(match, known):
    rule = parse_rule(match, name="r", aliases={"Earthquake": ["quake"]})

    (said,) = only_as_names(rule, known)

    assert said == (
        "Earthquake is found only with its capital, as a name. To find earthquake, too, write it "
        "in small letters."
    )


@pytest.mark.parametrize(
    "match",
    ["earthquake", "Nvidia", "AI", "iPhone", "Joe Tsai", "=Gap", "Target | target", "/Gap/"],
)
def test_nothing_is_said_of_a_name_nor_of_what_is_found_either_way(match, known):
    assert only_as_names(parse_rule(match, name="r"), known) == ()


def test_nothing_is_said_of_what_has_names_for_aliases(known):
    rule = parse_rule("Apple", name="r", aliases={"Apple": ["苹果"]})
    assert only_as_names(rule, known) == ()


def test_nothing_is_said_where_capitals_make_no_difference(known):
    assert only_as_names(parse_rule("Earthquake", name="r", fuzzy=False), known) == ()


def test_a_phrase_with_the_capital_of_a_sentence_is_told_of(known):
    (said,) = only_as_names(parse_rule('"Interest rates"', name="r"), known)
    assert said.startswith("Interest rates is found only with its capital, as a name.")


@pytest.mark.parametrize("match", ['"Interest Rates"', '"interest rates"', '"Tesla shares"'])
def test_a_phrase_of_names_or_small_letters_is_not(match, known):
    assert only_as_names(parse_rule(match, name="r"), known) == ()
