"""A selector that can't be used is told from one that can, with what to write."""

from __future__ import annotations

import pytest

from monitor.feeds.pages.selector import check_selector


@pytest.mark.parametrize("good", ["li", "li.release", "table.a tr", "div > p:first-child", "a, b"])
def test_selectors_of_css_can_be_used(good):
    check_selector(good)


@pytest.mark.parametrize("bad", ["li[", "", " ", "li:nonsense", "//li/a", ">", "time@datetime"])
def test_others_are_refused_with_an_example(bad):
    with pytest.raises(ValueError, match="li.release"):
        check_selector(bad)


def test_who_asks_for_an_attribute_is_told_that_elements_are_chosen():
    with pytest.raises(ValueError, match="not their text or attributes"):
        check_selector("a::text")
