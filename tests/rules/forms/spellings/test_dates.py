"""A day is one day however it is written."""

from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules import Matcher, parse_rule
from monitor.rules.forms.spellings.dates import dated_otherwise


@pytest.mark.parametrize("rule", ["October 7", "7 October", "Oct. 7", "7th October"])
@pytest.mark.parametrize(
    "text",
    [
        "After October 7, nothing was the same",
        "After 7 October nothing was the same",
        "After Oct. 7 nothing was the same",
        "The October 7th attack",
        "The 7th October attack",
    ],
)
def test_a_day_is_found_in_either_order_and_with_its_month_cut_short(known, rule, text):
    matcher = Matcher([parse_rule(f'"{rule}"', name="r")], known=known)
    assert matcher.match(Item(feed="f", key="k", title=text, lang="en"))


@pytest.mark.parametrize(
    "text", ["The October 17 attack", "7 killed; October was worse", "October has 7 Sundays less"]
)
def test_another_day_is_not_found(known, text):
    matcher = Matcher([parse_rule('"October 7"', name="r")], known=known)
    assert not matcher.match(Item(feed="f", key="k", title=text, lang="en"))


def test_what_stands_around_a_date_stays():
    assert "Paris 13th November attacks" in dated_otherwise("Paris November 13 attacks")
    assert "7 October, 2023" in dated_otherwise("October 7, 2023")


@pytest.mark.parametrize("text", ["October", "October 2023", "World War 2", "May 100", "Section 7"])
def test_what_has_no_day_and_month_is_no_date(text):
    assert dated_otherwise(text) == []
