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
    assert other in with_and_otherwise(name)


@pytest.mark.parametrize("text", ["oil and gas", "research & development", "Brexit", "&", "and"])
def test_ordinary_words_have_no_other_spelling(text):
    assert not any(with_and_otherwise(text))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("Johnson & Johnson", "Johnson and Johnson settles"),
        ("Johnson & Johnson", "JOHNSON &amp; JOHNSON SETTLES"),
        ("Marks and Spencer", "Hackers hit Marks & Spencer"),
        ("S&P 500", "S&P500 futures fall"),
        ("AT&T", "AT & T raises prices"),
        ("H&M", "H and M recalls pyjamas"),
        ("S&P 500", "The S and P 500 ends flat"),
        ("C&A", "C und A schließt"),
        ("Heckler und Koch", "Heckler & Koch liefert"),
        ("Dolce & Gabbana", "Dolce e Gabbana a Milano"),
    ],
)
def test_a_rule_finds_both(rule, text, known):
    item = Item(feed="f", key="k", title=text, lang="en")
    assert Matcher([parse_rule(rule, name="r")], known=known).match(item)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("H&M", "H. M. Smith dies"),
        ("M&S", "M S Dhoni retires"),
        ("H&M", "He and M went home"),
        ("H&M", "Between h and m in the alphabet"),
        ("Johnson & Johnson", "Johnson, Johnson win the doubles"),
    ],
)
def test_without_the_sign_initials_and_names_in_a_list_are_others(rule, text, known):
    item = Item(feed="f", key="k", title=text, lang="en")
    assert not Matcher([parse_rule(rule, name="r")], known=known).match(item)
