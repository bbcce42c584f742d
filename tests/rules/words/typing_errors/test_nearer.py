"""What is two errors from a term's word, and nearer another."""

from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules import Matcher, parse_rule


@pytest.fixture
def found(known):
    """``found(term, title)``: what of a title was found; empty if nothing was."""

    def look(term, title):
        matcher = Matcher([parse_rule(term, name="r")], known=known)
        item = Item(feed="f", key="k", title=title, lang="en")
        return "".join(hit.found for match in matcher.match(item) for hit in match.hits)

    return look


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("conviction", "Sold in conjuction with a bank"),
        ("investigation", "Profit from a change inestimation of lives"),
        ("resignation", "The redesignation of common stock"),
    ],
)
def test_what_is_nearer_another_word_or_lacks_a_space_is_no_typo(found, term, title):
    assert not found(term, title)


@pytest.mark.parametrize(
    ("term", "title", "word"),
    [
        ("acquisition", "Bank completes acqusiton", "acqusiton"),
        ("acquisition", "More aqusitions are planned", "aqusitions"),
        ("Schwarzenegger", "A film with Shwarzeneger", "Shwarzeneger"),
    ],
)
def test_two_errors_that_lead_to_no_other_word_are_a_typo(found, term, title, word):
    assert found(term, title) == word
