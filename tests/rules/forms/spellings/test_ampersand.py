"""The sign and the word for "and"."""

from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules import Matcher, parse_rule
from monitor.rules.forms.spellings.ampersand import with_and_otherwise


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Johnson & Johnson", "Johnson and Johnson"),
        ("Marks and Spencer", "Marks & Spencer"),
        ("Black&Decker", "Black and Decker"),
        ("The Procter & Gamble Company", "The Procter and Gamble Company"),
    ],
)
def test_between_names_the_sign_and_the_word_are_one(name, other):
    assert with_and_otherwise(name) == other


@pytest.mark.parametrize(
    "text", ["AT&T", "M&S", "H & M", "oil and gas", "research & development", "Brexit", "&", "and"]
)
def test_neither_letters_nor_ordinary_words_have_another_spelling(text):
    assert with_and_otherwise(text) == ""


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("Johnson & Johnson", "Johnson and Johnson settles"),
        ("Johnson & Johnson", "JOHNSON &amp; JOHNSON SETTLES"),
        ("Marks and Spencer", "Hackers hit Marks & Spencer"),
    ],
)
def test_a_rule_finds_both(rule, text, known):
    item = Item(feed="f", key="k", title=text, lang="en")
    assert Matcher([parse_rule(rule, name="r")], known=known).match(item)
