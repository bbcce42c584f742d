"""A sum is one sum however it is written."""

from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules import Matcher, parse_rule
from monitor.rules.forms.spellings.amounts import counted_otherwise


@pytest.fixture(scope="module")
def finds(known):
    """``finds(term, text)``."""

    def look(term, text):
        item = Item(feed="f", key="k", title=text, lang="en")
        return bool(Matcher([parse_rule(f'"{term}"', name="r")], known=known).match(item))

    return look


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("$3bn", "A fine of $3 billion"),
        ("$3bn", "A fine of $3 bn"),
        ("$3bn", "A fine of $3B"),
        ("$3bn", "A fine of 3 billion dollars"),
        ("$3bn", "A 3-billion-dollar fine"),
        ("$1.5 million", "A fine of $1.5m"),
        ("€2 trillion", "Worth €2tn"),
        ("3 billion", "Some 3bn people"),
        ("100,000", "Some 100000 people"),
        ("12000", "Some 12,000 people"),
        ("$100,000", "Bitcoin at $100k"),
        ("$100K", "Bitcoin at $100,000"),
    ],
)
def test_a_sum_is_found_however_it_is_written(finds, term, text):
    assert finds(term, text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("$3bn", "A fine of $3 million"),
        ("$3bn", "A fine of $3.5 billion"),
        ("$3bn", "A fine of $13 billion"),
        ("3 million", "A pool 3m long"),
        ("3m", "A fine of 3 million"),
        ("5k", "A run of 5 thousand"),
    ],
)
def test_another_sum_is_not_found(finds, term, text):
    assert not finds(term, text)


@pytest.mark.parametrize("text", ["Apple", "Boeing 747", "2026", "3M", "5G", "iPhone 17", "B-52"])
def test_what_is_no_amount_has_no_other_spelling(text):
    assert counted_otherwise(text) == []
