"""The selectors of a page without a feed are checked before anything is polled."""

from __future__ import annotations

import pytest

from monitor.feeds.state.pick import Pick

PAGE = '[[feeds]]\nurl = "https://regulator.example/press"\n'


def test_selectors_are_read_and_only_that_of_the_items_is_needed(folder):
    config = folder.load(PAGE + 'pick = { item = "li.release", date = "time" }\n')
    assert config.feeds[0].pick == Pick(item="li.release", date="time")
    assert folder.load(PAGE).feeds[0].pick is None


@pytest.mark.parametrize(
    ("pick", "place", "words"),
    [
        ('{ item = "li[" }', "feeds[1].pick.item", "isn't a CSS selector"),
        ('{ item = "" }', "feeds[1].pick.item", 'such as "li.release"'),
        ('{ item = "li", date = "time@datetime" }', "feeds[1].pick.date", "not their text"),
        ('{ title = "a" }', "feeds[1].pick.item", "is missing"),
        ('{ item = "li", titel = "a" }', "feeds[1].pick.titel", 'did you mean "title"?'),
        ('"li.release"', "feeds[1].pick", "must be a table"),
    ],
)
def test_a_selector_that_cannot_be_used_is_a_mistake_with_its_place_and_cure(
    folder, pick, place, words
):
    assert words in folder.mistakes(f"{PAGE}pick = {pick}\n")[place]
