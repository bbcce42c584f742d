"""British and American spellings of a word."""

from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules import Matcher, parse_rule
from monitor.rules.forms.spellings.british import respelled


@pytest.fixture
def finds(known):
    def look(rule: str, text: str, **more) -> bool:
        item = Item(feed="f", key="k", title=text, lang="en")
        return bool(Matcher([parse_rule(rule, name="r", **more)], known=known).match(item))

    return look


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("centre", "A data center burns"),
        ("center", "Two data centres burn"),
        ("organisation", "The Organization of American States"),
        ("privatise + rail", "Rail is being privatized"),
        ("labour + strike", "Labor strike looms in Detroit"),
        ("neighbourhood", "Neighborhoods under water"),
        ("analyse", "They analyzed the data"),
        ("aluminium", "Tariffs on aluminum"),
        ('"Ministry of Defence"', "The Ministry of Defense in London"),
        ('"World Health Organisation"', "The World Health Organization warns"),
        ("leukaemia", "LEUKEMIA DRUG APPROVED"),
    ],
)
def test_a_word_is_found_in_the_other_spelling(finds, rule, text):
    assert finds(rule, text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("Labour", "The Labor Department in Washington"),
        ('"Labour Party"', "Australia's Labor Party wins"),
        ("cheque", "Check your bags"),
        ("tyre", "Fans tire of waiting"),
        ("=centre", "A data center burns"),
        ("laboratory", "A labour of love"),
        ("promise", "A promiscuous use"),
    ],
)
def test_another_word_or_name_is_not(finds, rule, text):
    assert not finds(rule, text)


def test_a_rule_without_tolerance_wants_its_own_spelling(finds):
    assert not finds("centre", "A data center burns", fuzzy=False)


@pytest.mark.parametrize("word", ["colour", "organisations", "theatre", "Ministry of Defence"])
def test_the_other_spelling_of_the_other_spelling_is_the_first(word):
    assert respelled(word) not in ("", word)
    assert respelled(respelled(word)) == word
