"""Which articles are worth asking for."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.planning.policy import Policy, Scope
from monitor.alerts.planning.successive_decisions import Rulebook
from monitor.feeds.state.feed import Feed
from monitor.feeds.state.full_text import FullText
from monitor.inbound.articles.wanted_article import WHOLE, is_wanted
from monitor.item import Item

ITEM = Item(feed="f", key="1", title="Apple's AI", link="https://site.test/a", lang="en")


def wants(wish=FullText.AUTO, item=ITEM, undecided=("R",), **scope):
    policies = {"R": Policy(rule="R", targets=(), scope=Scope(**scope))}
    book = Rulebook(canonicals={}, policies=policies, targets={}, timezone=ZoneInfo("UTC"))
    return is_wanted(Feed(url="f", full_text=wish), item, undecided, book)


def test_auto_wants_what_more_text_may_decide():
    assert wants()
    assert not wants(undecided=())


def test_a_rule_that_would_not_be_sent_wants_no_article():
    assert not wants(languages=frozenset({"de"}))
    assert wants(languages=frozenset({"en"}))


def test_a_feed_that_carries_the_article_needs_no_page():
    assert not wants(item=replace(ITEM, content="x" * WHOLE))


def test_always_and_never_mean_it():
    assert wants(FullText.ALWAYS, undecided=())
    assert not wants(FullText.NEVER)


@pytest.mark.parametrize(
    "link",
    ["", "ftp://site.test/a", "https://news.example/a", "https://www.example.com/a", "http://["],
)
@pytest.mark.parametrize("wish", [FullText.AUTO, FullText.ALWAYS])
def test_a_link_that_leads_nowhere_is_not_followed(link, wish):
    assert not wants(wish, replace(ITEM, link=link))
