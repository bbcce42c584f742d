"""Everything people ask of the history, in many variations, with its bar; for ``history``."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import sqlite_utils
from _archive import DAYS, END, FEEDS, LANGS, REASONS, RULES, TARGETS, site_of, zipf

from monitor.search_tokens import search_tokens
from monitor.store.history import facets, match_list
from monitor.store.history.match_list import MatchQuery
from monitor.store.reading import stats, story_history
from monitor.store.reading.story_history import StoryQuery

PAGE_BAR, TEXT_BAR = 50, 150
"""Milliseconds."""

Question = Callable[[random.Random], Callable[[], object]]
"""Makes one question at random, to be asked later."""


def words_of(db: sqlite_utils.Database) -> dict[str, list[str]]:
    """Words by the share of items that have them."""
    bands = {
        "half": (0.3, 0.7),
        "tenth": (0.05, 0.2),
        "hundredth": (0.005, 0.02),
        "rare": (0, 1e-4),
    }
    found: dict[str, list[str]] = {band: [] for band in bands}
    (items,) = db.execute("SELECT count(*) FROM items").fetchone()
    rows = db.execute("SELECT summary FROM items WHERE id % 9973 = 1 LIMIT 100")
    some = {token for (text,) in rows for token in search_tokens(text) if token.isalpha()}
    for word in sorted(some):
        (count,) = db.execute(
            "SELECT count(*) FROM items_fts WHERE items_fts MATCH ?", [f'"{word}"']
        ).fetchone()
        for band, (low, high) in bands.items():
            if low < count / items < high and len(found[band]) < 40:
                found[band].append(word)
    return found


def questions(
    db: sqlite_utils.Database, words: dict[str, list[str]]
) -> Iterator[tuple[str, Question, int]]:
    def page(**parts: Callable[[random.Random], object]) -> Question:
        def make(rng: random.Random) -> Callable[[], object]:
            query = MatchQuery(**{name: part(rng) for name, part in parts.items()})
            return lambda: match_list.matches(db, query)

        return make

    def some_rule(rng: random.Random) -> str:
        return f"Rule number {zipf(rng, RULES)}"

    def some_feed(rng: random.Random) -> str:
        return f"Outlet {zipf(rng, FEEDS)}"

    def some_site(rng: random.Random) -> str:
        return site_of(zipf(rng, FEEDS))

    def some_time(rng: random.Random) -> datetime:
        return END - timedelta(days=rng.uniform(0, DAYS))

    def word(band: str) -> Callable[[random.Random], str]:
        return lambda rng: rng.choice(words[band])

    def phrase(rng: random.Random) -> str:
        """Two words side by side in some item."""
        (title,) = db.execute(
            "SELECT title FROM items WHERE id = ?", [rng.randint(1, items)]
        ).fetchone()
        tokens = search_tokens(title)
        at = rng.randrange(len(tokens) - 1)
        return f'"{tokens[at]} {tokens[at + 1]}"'

    def prefix(rng: random.Random) -> str:
        return f"{rng.choice([word for word in words['hundredth'] if len(word) > 3])[:3]}*"

    def deep(rng: random.Random) -> Callable[[], object]:
        after = ""
        for _ in range(rng.randint(1, 20)):
            after = match_list.matches(db, MatchQuery(after=after)).next
        return lambda: match_list.matches(db, MatchQuery(after=after))

    def best(search: Callable[[random.Random], object]) -> Question:
        return page(search=search, sort=lambda _: "relevance")

    def ask(function: Callable[[], object]) -> Question:
        return lambda _: function

    def some_story(rng: random.Random) -> Callable[[], object]:
        (id_,) = db.execute(
            "SELECT story_id FROM items WHERE id = ?", [rng.randint(1, items)]
        ).fetchone()
        return lambda: story_history.story(db, id_)

    def told(**parts: object) -> Question:
        return lambda _: lambda: story_history.stories(db, StoryQuery(**parts))

    def counted(rng: random.Random) -> Callable[[], object]:
        query = MatchQuery(search=half(rng))
        return lambda: match_list.count(db, query)

    def faceted(rng: random.Random) -> Callable[[], object]:
        query = MatchQuery(rule=some_rule(rng))
        return lambda: facets.facets(db, query)

    def stories_with(band: str) -> Question:
        def make(rng: random.Random) -> Callable[[], object]:
            query = StoryQuery(search=word(band)(rng))
            return lambda: story_history.stories(db, query)

        return make

    (items,) = db.execute("SELECT count(*) FROM items").fetchone()
    month = END - timedelta(days=30)
    half = word("half")
    yield "newest page", page(), PAGE_BAR
    yield "a page further down", deep, PAGE_BAR
    yield "rule", page(rule=some_rule), PAGE_BAR
    yield "until some day", page(until=some_time), PAGE_BAR
    yield "feed", page(feed=some_feed), PAGE_BAR
    yield "site", page(site=some_site), PAGE_BAR
    yield "lang", page(lang=lambda rng: rng.choice(LANGS)), PAGE_BAR
    yield "withheld", page(withheld=lambda rng: rng.choice(("", "any", *REASONS))), PAGE_BAR
    yield "voted", page(voted=lambda rng: rng.choice((1, -1, "none"))), PAGE_BAR
    yield "target", page(target=lambda rng: rng.choice(TARGETS)), PAGE_BAR
    yield "state dead", page(state=lambda _: "dead"), PAGE_BAR
    yield "state sent", page(state=lambda _: "sent"), PAGE_BAR
    yield "story", page(story=lambda rng: rng.randint(1, 10_000)), PAGE_BAR
    yield "rule + lang", page(rule=some_rule, lang=lambda rng: rng.choice(LANGS)), PAGE_BAR
    yield "rule + site", page(rule=some_rule, site=some_site), PAGE_BAR
    yield "site + lang zh", page(site=some_site, lang=lambda _: "zh"), PAGE_BAR
    yield (
        "feed + withheld + until",
        page(feed=some_feed, withheld=lambda _: "old", until=some_time),
        PAGE_BAR,
    )
    yield (
        "rule + target + since",
        page(rule=some_rule, target=lambda rng: rng.choice(TARGETS), since=some_time),
        PAGE_BAR,
    )
    yield (
        "rule + voted bad + lang",
        page(rule=some_rule, voted=lambda _: -1, lang=lambda _: "en"),
        PAGE_BAR,
    )
    for band in words:
        yield f"search, a word of {band} items", page(search=word(band)), TEXT_BAR
        yield f"search, a word of {band} items, by relevance", best(word(band)), TEXT_BAR
    yield "search, two words", page(search=lambda rng: f"{half(rng)} {half(rng)}"), TEXT_BAR
    yield (
        "search, a word but not another",
        page(search=lambda rng: f"{half(rng)} -{half(rng)}"),
        TEXT_BAR,
    )
    yield "search, a phrase", page(search=phrase), TEXT_BAR
    yield "search, a phrase, by relevance", best(phrase), TEXT_BAR
    yield "search, a prefix of three letters", page(search=prefix), TEXT_BAR
    yield "search, a prefix of three letters, by relevance", best(prefix), TEXT_BAR
    yield (
        "search half + rule + lang",
        page(search=half, rule=some_rule, lang=lambda _: "zh"),
        TEXT_BAR,
    )
    yield (
        "search half + rule, by relevance",
        page(search=half, rule=some_rule, sort=lambda _: "relevance"),
        TEXT_BAR,
    )
    yield "count of a search", counted, TEXT_BAR
    yield "facets", ask(lambda: facets.facets(db, MatchQuery())), PAGE_BAR
    yield "facets of a rule", faceted, PAGE_BAR
    yield "stories, newest", told(), PAGE_BAR
    yield "stories, biggest", told(sort="biggest"), PAGE_BAR
    yield "stories, biggest of 30 days", told(sort="biggest", since=month), PAGE_BAR
    yield "stories of a rare rule", told(rule=f"Rule number {RULES}"), PAGE_BAR
    yield "stories of a common rule", told(rule="Rule number 1"), PAGE_BAR
    yield "stories, search half", stories_with("half"), TEXT_BAR
    yield "stories, search rare", stories_with("rare"), TEXT_BAR
    yield "one story", some_story, PAGE_BAR
    yield "rules in 30 days", ask(lambda: stats.rule_stats(db, month, END)), 0
    yield "feeds in 30 days", ask(lambda: stats.feed_stats(db, month, END)), 0
    yield (
        "matches per hour in 7 days",
        ask(lambda: stats.per_hour(db, END - timedelta(days=7), END)),
        PAGE_BAR,
    )
