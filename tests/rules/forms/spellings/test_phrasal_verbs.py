"""A noun made of a verb finds the verb."""

from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules import Matcher, parse_rule


@pytest.fixture(scope="module")
def finds(known):
    """``finds(rule, headline)``."""

    def look(rule, headline):
        item = Item(feed="f", key="k", title=headline, lang="en")
        return bool(Matcher([parse_rule(rule, name="r")], known=known).match(item))

    return look


@pytest.mark.parametrize(
    ("rule", "headline"),
    [
        ("walkout", "Ryanair crews walk out"),
        ("walk-outs", "Nurses walked out on Monday"),
        ("bailout", "Lender bailed out by state"),
        ("buyout", "Founders bought out by fund"),
        ("shutdown", "Smelter shuts down"),
        ("crackdown", "Police are cracking down on e-bikes"),
        ("rollout", "5G rolled out in Kenya"),
        ("layoff", "Chipmaker lays off 900"),
    ],
)
def test_a_noun_finds_its_verb(finds, rule, headline):
    assert finds(rule, headline)


@pytest.mark.parametrize(
    ("rule", "headline"),
    [
        ("takeover", "Weber takes over as chief"),
        ("Rollout", "5G rolled out in Kenya"),
        ("walkout", "Out for a walk"),
    ],
)
def test_other_words_are_not_found(finds, rule, headline):
    assert not finds(rule, headline)
