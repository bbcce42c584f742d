"""Two words that may be meant as a search."""

from __future__ import annotations

import pytest

from monitor.rules import parse_rule
from monitor.rules.suggest.pairs import read_as_phrases


@pytest.mark.parametrize("match", ["tesla recall", "Tesla recall - toy", "(tesla recall) | Ford"])
def test_two_words_without_quotes_are_said_to_be_a_phrase(match):
    (said,) = read_as_phrases(parse_rule(match, name="r"))

    assert said.endswith("recall.")
    assert "is a phrase: these words side by side" in said


@pytest.mark.parametrize(
    "match", ["tesla", "Joe Biden", '"tesla recall"', "tesla + recall", "/tesla recall/", "a b c"]
)
def test_nothing_is_said_of_names_nor_of_what_is_quoted(match):
    assert read_as_phrases(parse_rule(match, name="r")) == ()
