"""Selectors are made of names that a person gave, not of those that a program made."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from monitor.feeds.pages.naming import classes, selector_of


def named(text):
    return classes(LexborHTMLParser(f'<p class="{text}">x</p>').css_first("p"))


@pytest.mark.parametrize(
    "name",
    ["release", "news-item", "pressRelease", "m-teaser__title", "c-card", "ListItem", "hentry",
     "entry-summary", "tableList", "views-row", "node--type-news", "td_news"],
)  # fmt: skip
def test_names_that_say_what_a_thing_is_are_kept(name):
    assert named(name) == [name]


@pytest.mark.parametrize(
    "name",
    ["css-1q2w3e", "sc-bdVaJa", "Card_root__3xYzA", "post-4711", "jsx-2871293847", "kQxZPd",
     "svelte-1a2b3c", "odd", "first", "col-md-4", "mt-3", "text-lg", "category-city", "_3xk2",
     "status-publish", "item-83a1f2", "md:flex", "active", "x"],
)  # fmt: skip
def test_names_that_a_program_made_or_that_only_say_where_it_stands_are_not(name):
    assert named(name) == []


def test_the_selector_finds_the_given_elements_and_no_others():
    tree = LexborHTMLParser(
        "<ul class=menu><li><a>1</a></li><li><a>2</a></li></ul>"
        "<ul class=news><li><a>3</a></li><li><a>4</a></li><li><a>5</a></li></ul>"
    )
    items = tree.css("ul.news li")
    selector = selector_of(items, tree)
    assert [node.mem_id for node in tree.css(selector)] == [node.mem_id for node in items]
    assert "news" in selector
