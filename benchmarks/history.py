"""How fast the history answers, and how big it is: a database with a million items.

    python benchmarks/history.py [FOLDER] [--items 1000000] [--keep]

Makes a database in FOLDER (a temporary one by default; about 1.7 GB for a million items), with one
match for five items, and asks it everything people ask: pages and filters, full text, facets,
stories, statistics. Prints how long each took (median and 95th percentile over many different
questions), and bytes per item. With --keep the database stays, and is used again next time.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlite_utils
from _news import Newsroom

from monitor.item import digest
from monitor.rules.rule import Hit, HitKind
from monitor.store import facets, history, stats, story_history
from monitor.store.codec import to_json
from monitor.store.database import Database, reading
from monitor.store.history import MatchQuery
from monitor.store.moment import to_text
from monitor.store.stories import Why
from monitor.store.story_history import StoryQuery
from monitor.text import search_tokens

END = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = 400
FEEDS = 500
RULES = 200
TARGETS = ("desk", "mail", "night")
CHUNK = 10_000
LANGS = ("en",) * 80 + ("de",) * 8 + ("fr",) * 6 + ("es",) * 5 + ("zh",)
REASONS = ("baseline", "story known", "old", "silenced")
SHARED = (("regulatory", 0.31), ("kinship", 0.22), ("postcard", 0.12))
PAGE_BAR, TEXT_BAR, SIZE_BAR = 50, 150, 1_600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--keep", action="store_true", help="leave the database there")
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="news-monitor-"))
    path = folder / f"history-{given.items}.db"
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            build(path, given.items)
        show(path)
    finally:
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)


def build(path: Path, items: int) -> None:
    started = time.perf_counter()
    making = path.with_suffix(".making")
    making.unlink(missing_ok=True)
    Database(making).close()
    db = sqlite3.connect(making, isolation_level=None)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -400000")
    _add_feeds(db)
    chunks = [(start, min(CHUNK, items - start), items) for start in range(0, items, CHUNK)]
    with ProcessPoolExecutor(2) as pool:
        for (start, _, _), rows in zip(chunks, pool.map(_chunk, chunks), strict=True):
            db.execute("BEGIN")
            for statement, values in rows:
                db.executemany(statement, values)
            db.execute("COMMIT")
            if sys.stderr.isatty() or start % 100_000 == 0:
                print(f"\r{start:,} of {items:,} items", end="", file=sys.stderr)
    db.close()
    making.rename(path)
    print(f"\rbuilt in {time.perf_counter() - started:.0f} s", file=sys.stderr)


def _add_feeds(db: sqlite3.Connection) -> None:
    now = to_text(END - timedelta(days=DAYS))
    db.execute("BEGIN")
    db.executemany(
        "INSERT INTO feeds (id, url, host, name, added_at) VALUES (?, ?, ?, ?, ?)",
        [
            (i, f"https://www.{_site(i)}/{i}.xml", f"www.{_site(i)}", f"Outlet {i}", now)
            for i in range(1, FEEDS + 1)
        ],
    )
    db.execute("COMMIT")


def _site(feed: int) -> str:
    return f"outlet{feed % 300}.example"


def _zipf(rng: random.Random, count: int) -> int:
    """1 … count, the first ones most often."""
    return min(int(count ** rng.random()), count)


def _chunk(asked: tuple[int, int, int]) -> list[tuple[str, list[tuple[object, ...]]]]:
    """Rows for some of the items, as they would come in over the years."""
    start, count, total = asked
    rng = random.Random(start)
    texts = Newsroom(start + 1).items(count)
    step = timedelta(days=DAYS) / total
    items, index, matches, alerts, deliveries = ([] for _ in range(5))
    open_stories: list[int] = []
    story_of: dict[int, list[object]] = {}
    for number, text in enumerate(texts):
        id_ = start + number + 1
        seen = END - timedelta(days=DAYS) + step * id_
        # A new feed brings its archive: one item in thirty is much older than its first sight.
        age = timedelta(days=rng.expovariate(1 / 60)) if rng.random() < 0.03 else timedelta(0)
        published = to_text(seen - age - timedelta(minutes=rng.randint(0, 30)))
        feed, lang = _zipf(rng, FEEDS), rng.choice(LANGS)
        site = _site(feed)
        link = f"https://www.{site}/news/{published[:10]}/article-{id_}.html"
        if open_stories and rng.random() < 0.35:
            story = rng.choice(open_stories[-200:])
            told = story_of[story]
            told[2], told[3] = min(told[2], published), max(told[3], published)
            told[4] += 1
            why = to_json(Why(reason="same event", score=0.61, shared=SHARED))
        else:
            story, why = id_, None
            open_stories.append(story)
            story_of[story] = [story, text.title, published, published, 1]
        items.append(
            (id_, feed, f"{site}/{id_}", text.title, link, text.summary, "", "", f"Outlet {feed}",
             lang, "[]", published, to_text(seen), digest((text.title,)), story, why)
        )  # fmt: skip
        index.append(
            (id_, " ".join(search_tokens(text.title)), " ".join(search_tokens(text.summary)))
        )
        for rule in {_zipf(rng, RULES) for _ in range(rng.choice((0, 0, 0, 0, 0, 0, 0, 1, 1, 1)))}:
            hits = to_json(
                tuple(
                    Hit(term=word.lower(), field="title", start=i * 7, end=i * 7 + len(word),
                        found=word, kind=HitKind.EXACT, score=1.0)
                    for i, word in enumerate(text.title.split()[:3])
                )
            )  # fmt: skip
            told_of = rng.random() < 0.5 and id_ * RULES + rule
            vote = rng.choice((1, 1, -1)) if rng.random() < 0.01 else None
            withheld = None if told_of else rng.choice(REASONS)
            if rng.random() < 0.6683:
                matches.append(
                    (id_, f"Rule number {rule}", 1.0, hits, to_text(seen), told_of or None,
                     withheld, vote, vote and to_text(seen), published, feed, f"Outlet {feed}",
                     site, lang)
                )  # fmt: skip
                if told_of:
                    alerts.append(
                        (told_of, digest((str(told_of),)), f"Rule number {rule}", "Apple + China",
                         story, id_, to_text(seen))
                    )  # fmt: skip
                    for target in TARGETS[: rng.choice((1, 1, 2))]:
                        dead = rng.random() < 0.001
                        deliveries.append(
                            (digest((str(told_of), target)), told_of, target,
                             "dead" if dead else "delivered", 1, to_text(seen), to_text(seen))
                        )  # fmt: skip
    return [
        ("INSERT INTO stories (id, title, opened_at, last_item_at, items) VALUES (?,?,?,?,?)",
         [tuple(row) for row in story_of.values()]),
        (("INSERT INTO items (id, feed_id, key, title, link, summary, content, author, source,"
         " lang, tags, published_at, first_seen_at, revision, story_id, story_why)"
         " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"), items),
        ("INSERT INTO items_fts (rowid, title, body) VALUES (?,?,?)", index),
        (("INSERT INTO alerts (id, key, rule, canonical, story_id, item_id, created_at)"
         " VALUES (?,?,?,?,?,?,?)"), alerts),
        (("INSERT INTO matches (item_id, rule, score, hits, matched_at, alert_id, withheld, vote,"
         " voted_at, published_at, feed_id, source, site, lang)"
         " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
         matches),
        (("INSERT INTO deliveries (key, alert_id, target, state, attempts, created_at,"
         " delivered_at) VALUES (?,?,?,?,?,?,?)"), deliveries),
    ]  # fmt: skip


Question = Callable[[random.Random], Callable[[], object]]
"""Makes one question at random, to be asked later."""


def show(path: Path) -> None:
    with reading(path) as db:
        (items,) = db.execute("SELECT count(*) FROM items").fetchone()
        (matches,) = db.execute("SELECT count(*) FROM matches").fetchone()
        size = path.stat().st_size / items
        print(f"{items:,} items, {matches:,} matches, {path.stat().st_size / 1e6:,.0f} MB")
        print(f"{size:,.0f} bytes an item (bar: {SIZE_BAR:,})\n")
        words = _words(db)
        print(f"{'ms':52}  {'p50':>7} {'p95':>7}   bar   {'processor, p95':>14}")
        failed = size > SIZE_BAR
        for name, question, bar in _questions(db, words):
            p50, p95, processor = _timed(question)
            missed = bool(bar and p95 > bar)
            failed = failed or missed
            print(
                f"{name:52}  {p50:7.1f} {p95:7.1f} {bar or '':>5}   {processor:14.1f}"
                f"{'  MISSED' if missed else ''}",
                flush=True,
            )
    sys.exit(failed)


def _timed(question: Question, times: int = 40) -> tuple[float, float, float]:
    """Milliseconds on the clock, median and 95th percentile; and of the processor's time."""
    rng = random.Random(7)
    took: list[float] = []
    worked: list[float] = []
    for _ in range(times):
        ask = question(rng)
        started, begun = time.perf_counter(), time.thread_time()
        ask()
        worked.append((time.thread_time() - begun) * 1e3)
        took.append((time.perf_counter() - started) * 1e3)
    return (
        statistics.median(took),
        statistics.quantiles(took, n=20)[-1],
        statistics.quantiles(worked, n=20)[-1],
    )


def _words(db: sqlite_utils.Database) -> dict[str, list[str]]:
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


def _questions(
    db: sqlite_utils.Database, words: dict[str, list[str]]
) -> Iterator[tuple[str, Question, int]]:
    def page(**parts: Callable[[random.Random], object]) -> Question:
        def make(rng: random.Random) -> Callable[[], object]:
            query = MatchQuery(**{name: part(rng) for name, part in parts.items()})
            return lambda: history.matches(db, query)

        return make

    def some_rule(rng: random.Random) -> str:
        return f"Rule number {_zipf(rng, RULES)}"

    def some_feed(rng: random.Random) -> str:
        return f"Outlet {_zipf(rng, FEEDS)}"

    def some_site(rng: random.Random) -> str:
        return _site(_zipf(rng, FEEDS))

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
            after = history.matches(db, MatchQuery(after=after)).next
        return lambda: history.matches(db, MatchQuery(after=after))

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
        return lambda: history.count(db, query)

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
    yield "state delivered", page(state=lambda _: "delivered"), PAGE_BAR
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


if __name__ == "__main__":
    main()
