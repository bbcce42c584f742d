"""What an article brought becomes matches and alerts, once, in one transaction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.planning.policy import Policy, Target, TargetKind
from monitor.feeds.articles.article import Article, ArticleState
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.full_text import FullText
from monitor.feeds.state.outcome import Parsed
from monitor.inbound.articles.record_article import ArticleRecorder
from monitor.item import Item
from monitor.rules import KnownWords, explain, parse_rule
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.history import match_list, near_misses
from monitor.store.history.match_query import MatchQuery
from monitor.store.outbox import outbox
from monitor.store.writing import articles, items
from monitor.stories import Stories
from tests.inbound.one_by_one import OneByOne

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
URL = "https://wire.test/feed"
ZONE = ZoneInfo("UTC")
FILLER = "The company said on Tuesday that the work would go on as planned. " * 30


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "news.db") as database:
        yield database


class Flow:
    """One feed whose items' articles are read, and some rules."""

    def __init__(self, database, *matches, keep=False, wish=FullText.AUTO, polled=True):
        self.database, self.now, self.count = database, NOW, 0
        feed = Feed(url=URL, name="Wire", full_text=wish)
        self.rules = {text: parse_rule(text, name=text) for text in matches}
        database.write(lambda db: feeds.sync(db, [feed], now=NOW))
        self.recorder = OneByOne(
            database,
            feeds=[feed],
            rules=list(self.rules.values()),
            policies={name: Policy(rule=name, targets=("desk",)) for name in self.rules},
            targets={"desk": Target(name="desk", url="console:", kind=TargetKind.CONSOLE)},
            timezone=ZONE,
            known=KnownWords.of({"en": {"apple": 4.7, "china": 5.0, "recipe": 4.5, "ai": 4.5}}),
        )
        self.articles = ArticleRecorder(database, self.recorder, keep=keep)
        if polled:
            self.poll()

    def poll(self, *titles, **values):
        """Have the feed bring these; → the ids of the stored items whose articles are wanted."""
        self.now += timedelta(minutes=10)
        brought = []
        for title in titles:
            self.count += 1
            link = f"https://wire.test/{self.count}"
            details = {
                "key": str(self.count),
                "link": link,
                "published": self.now,
                "source": "Wire",
            }
            brought.append(Item(feed=URL, title=title, lang="en", **(details | values)))
        outcome = Parsed(
            url=URL, items=tuple(brought), validators=Validators(), body_hash=str(self.now)
        )
        self.recorder.record(outcome, now=self.now)
        rows = self.database.read().execute("SELECT item_id FROM articles WHERE state = 'wanted'")
        return [id_ for (id_,) in rows]

    def read(self, item_id, text="", **values):
        details = {"state": ArticleState.READ, "text": text} | values
        self.now += timedelta(seconds=5)
        return self.articles.record(item_id, Article(**details), now=self.now)

    def matches(self, **query):
        return match_list.matches(self.database.read(), MatchQuery(**query)).rows

    def sent_to_outbox(self):
        return [row.alert.rule for row in outbox.newest(self.database.read(), limit=99)]

    def near(self):
        return [row.missing for row in near_misses.newest(self.database.read(), limit=99)]


def test_what_only_the_article_says_makes_a_match_and_an_alert(database):
    flow = Flow(database, "Apple + China")
    (item,) = flow.poll("Apple names a partner")
    assert flow.near() == ["China"]
    summary = flow.read(item, f"{FILLER}It is sold in China. {FILLER}")
    assert (summary.matches, summary.deliveries) == (1, 1)
    assert flow.sent_to_outbox() == ["Apple + China"]
    assert flow.near() == []
    (row,) = flow.matches()
    assert (row.state, row.withheld) == ("waiting", "")
    hit = next(hit for hit in row.hits if hit.term == "China")
    assert hit.field == "full_text"
    assert row.item.full_text[hit.start : hit.end] == "China"


def test_what_is_kept_of_it_is_short_and_proves_the_match(database):
    flow = Flow(database, "Apple + China", '"sold in" NEAR/3 China + Apple')
    (item,) = flow.poll("Apple names a partner")
    flow.read(item, f"{FILLER}It is sold in China. {FILLER}")
    stored = items.get(database.read(), item)
    assert 0 < len(stored.full_text) < 1_000 < len(FILLER)
    assert len(flow.matches()) == 2
    assert all(explain(rule, stored).matched for rule in flow.rules.values())


def test_an_event_that_an_article_makes_match_stays_open_whatever_else_comes(database, monkeypatch):
    monkeypatch.setitem(Stories.__init__.__kwdefaults__, "most_unwanted", 2)
    flow = Flow(database, "Apple + China")
    (item,) = flow.poll("Apple names a partner for its assistant")
    flow.read(item, f"{FILLER}It is sold in China. {FILLER}")
    flow.poll("Wolves seen near Turin", "Heat record falls in Athens", "Tunnel works in Zurich")
    flow.poll("Library in Oslo lends sewing machines")
    flow.poll("Apple names a partner for its assistant", summary="In China.", source="Globe")
    assert len(flow.matches()) == 2
    assert flow.sent_to_outbox() == ["Apple + China"]


def test_a_proof_that_no_excerpt_holds_is_kept_whole(database):
    terms = [
        "amber",
        "bishop",
        "canyon",
        "dolphin",
        "ember",
        "falcon",
        "glacier",
        "harbour",
        "igloo",
        "jungle",
        "kettle",
    ]
    terms += ["lantern", "meadow", "nectar", "orchid"]
    rule = " + ".join(("Apple", *terms))
    flow = Flow(database, rule, wish=FullText.ALWAYS)
    (item,) = flow.poll("Apple names a partner")
    text = f" {FILLER}".join(terms)
    flow.read(item, text)
    stored = items.get(database.read(), item)
    assert stored.full_text == text
    assert explain(flow.rules[rule], stored).matched


def test_an_article_that_decides_nothing_leaves_the_near_miss_and_no_text(database):
    flow = Flow(database, "Apple + China")
    (item,) = flow.poll("Apple names a partner")
    assert flow.read(item, FILLER).matches == 0
    assert flow.near() == ["China"]
    assert items.get(database.read(), item).full_text == ""
    assert articles.of_item(database.read(), item).state is ArticleState.READ


def test_a_word_that_the_rule_excludes_counts_in_the_article_too(database):
    flow = Flow(database, "Apple + China - recipe")
    (item,) = flow.poll("Apple pie of the month")
    assert flow.read(item, f"{FILLER}A recipe from China. {FILLER}").matches == 0
    assert not flow.matches()
    assert flow.near() == ["China"]


def test_an_excluded_word_far_from_what_was_found_is_not_forgotten(database):
    flow = Flow(database, "Apple + China - recipe")
    (item,) = flow.poll("Apple pie of the month")
    assert flow.read(item, f"It is from China. {FILLER * 3} A recipe.").matches == 0


def test_what_an_excluded_word_decided_no_article_is_asked_about(database):
    flow = Flow(database, "Apple + pie - recipe")
    assert flow.poll("Apple pie, the recipe") == []
    assert flow.near() == ["- recipe"]


def test_a_clause_about_the_title_is_nothing_an_article_decides(database):
    flow = Flow(database, "Apple + title:China", "Apple + author:Smith", "Apple + site:bbc.co.uk")
    assert flow.poll("Apple names a partner") == []
    assert len(flow.near()) == 3


def test_an_item_that_its_teaser_makes_match_is_sent_without_waiting(database):
    flow = Flow(database, "Apple + partner", "Apple + China")
    (item,) = flow.poll("Apple names a partner")
    assert flow.sent_to_outbox() == ["Apple + partner"]
    flow.read(item, f"{FILLER}In China.")
    assert sorted(flow.sent_to_outbox()) == ["Apple + China", "Apple + partner"]
    assert len(flow.matches()) == 2


def test_an_article_takes_no_match_away(database):
    flow = Flow(database, "Apple - recipe", wish=FullText.ALWAYS)
    (item,) = flow.poll("Apple names a partner")
    assert flow.read(item, f"{FILLER}A recipe.").matches == 0
    assert [row.rule for row in flow.matches()] == ["Apple - recipe"]


def test_always_finds_what_no_near_miss_promised(database):
    flow = Flow(database, "Apple + China", wish=FullText.ALWAYS)
    (item,) = flow.poll("A partner is named")
    assert flow.near() == []
    assert flow.read(item, f"{FILLER}Apple is big in China.").matches == 1


def test_the_same_event_is_alerted_once_whatever_found_it(database):
    flow = Flow(database, "Apple + China")
    flow.poll("Apple names Alibaba as its partner in China", summary="It was agreed on Tuesday.")
    (item,) = flow.poll("Apple names Alibaba as its partner", source="Post")
    flow.read(item, f"{FILLER}Alibaba will be its partner in China.")
    alerts = {row.alert.event for row in outbox.newest(database.read(), limit=9)}
    assert len(flow.sent_to_outbox()) == len(alerts)
    assert len(flow.matches()) == 2


def test_recording_an_article_twice_changes_nothing(database):
    flow = Flow(database, "Apple + China")
    (item,) = flow.poll("Apple names a partner")
    flow.read(item, f"{FILLER}In China.")
    assert flow.read(item, f"{FILLER}In China.").matches == 0
    assert flow.sent_to_outbox() == ["Apple + China"]


@pytest.mark.parametrize("state", [ArticleState.WALL, ArticleState.SHORT, ArticleState.FAILED])
def test_what_is_no_article_is_not_matched(database, state):
    flow = Flow(database, "Apple + China")
    (item,) = flow.poll("Apple names a partner")
    flow.read(item, "", state=state, reason="its page has hardly any text")
    assert not flow.matches()
    row = articles.of_item(database.read(), item)
    assert (row.state, row.reason) == (state, "its page has hardly any text")


def test_a_page_that_a_site_shows_for_every_article_is_known_the_second_time(database):
    flow = Flow(database, "Apple + China")
    first, second = flow.poll("Apple names a partner", "Apple sues a neighbour")
    consent = f"{FILLER}Read it in China."
    flow.read(first, FILLER, digest="d")
    summary = flow.read(second, consent, digest="d")
    assert summary.state is ArticleState.REPEATED
    assert not flow.matches()


def test_two_items_about_one_article_are_no_repetition(database):
    flow = Flow(database, "Apple + China")
    first, second = flow.poll("Apple names a partner", "APPLE NAMES A PARTNER")
    flow.read(first, FILLER, digest="d")
    assert flow.read(second, f"{FILLER}In China.", digest="d").matches == 1


def test_an_item_that_is_gone_meanwhile_is_no_error(database):
    flow = Flow(database, "Apple + China")
    (item,) = flow.poll("Apple names a partner")
    database.write(lambda db: db.execute("DELETE FROM items"))
    assert flow.read(item, f"{FILLER}In China.").matches == 0


def test_a_text_that_is_kept_is_found_by_searches(database):
    flow = Flow(database, "Apple + China", keep=True)
    (item,) = flow.poll("Apple names a partner")
    flow.read(item, f"{FILLER}It is sold in China, in Hangzhou. {FILLER}")
    assert len(items.get(database.read(), item).full_text) > 2 * len(FILLER)
    assert [row.item_id for row in flow.matches(search="Hangzhou")] == [item]


def test_an_edit_keeps_what_the_article_made_of_it(database):
    flow = Flow(database, "Apple + China")
    (item,) = flow.poll("Apple names a partner")
    flow.read(item, f"{FILLER}It is sold in China. {FILLER}")
    edited = {"key": "1", "link": "https://wire.test/1"}
    flow.poll("Apple names a partner", summary="A word was added.", **edited)
    (row,) = flow.matches()
    assert row.item.summary == "A word was added."
    assert "China" in row.item.full_text
    for hit in row.hits:
        assert getattr(row.item, hit.field)[hit.start : hit.end] == hit.found
    assert [row.item_id for row in flow.matches(search="sold in China")] == [item]
    assert flow.sent_to_outbox() == ["Apple + China"]


def test_the_first_poll_of_a_feed_asks_for_no_article(database):
    flow = Flow(database, "Apple + China", wish=FullText.ALWAYS, polled=False)
    assert flow.poll("Apple names a partner") == []
    assert flow.poll("Apple names a partner") != []
