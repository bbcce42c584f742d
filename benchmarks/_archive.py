"""A database as years of news would leave it, with a match for five items; for ``history``."""

from __future__ import annotations

import random
import sqlite3
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from _news import Newsroom

from monitor.item import digest
from monitor.rules.rule import Hit, HitKind
from monitor.store.codec import to_json
from monitor.store.database import Database
from monitor.store.search import text_index
from monitor.store.timestamps import to_text
from monitor.store.writing.stories import Why

END = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = 400
FEEDS = 500
RULES = 200
TARGETS = ("desk", "mail", "night")
CHUNK = 10_000
LANGS = ("en",) * 80 + ("de",) * 8 + ("fr",) * 6 + ("es",) * 5 + ("zh",)
REASONS = ("baseline", "story known", "old", "silenced")
SHARED = (("regulatory", 0.31), ("kinship", 0.22), ("postcard", 0.12))


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
            (i, f"https://www.{site_of(i)}/{i}.xml", f"www.{site_of(i)}", f"Outlet {i}", now)
            for i in range(1, FEEDS + 1)
        ],
    )
    db.execute("COMMIT")


def site_of(feed: int) -> str:
    return f"outlet{feed % 300}.example"


def zipf(rng: random.Random, count: int) -> int:
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
        feed, lang = zipf(rng, FEEDS), rng.choice(LANGS)
        site = site_of(feed)
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
        index.append((id_, *text_index.tokens(text.title, text.summary, "", lang)))
        for rule in {zipf(rng, RULES) for _ in range(rng.choice((0, 0, 0, 0, 0, 0, 0, 1, 1, 1)))}:
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
        (text_index.LIST_WORDS,
         [(text_index.as_json(text_index.words(held)),) for _, *held in index]),
        (("INSERT INTO alerts (id, key, rule, canonical, story_id, item_id, created_at)"
         " VALUES (?,?,?,?,?,?,?)"), alerts),
        (("INSERT INTO matches (item_id, rule, score, hits, matched_at, alert_id, withheld, vote,"
         " voted_at, published_at, feed_id, source, site, lang)"
         " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
         matches),
        (("INSERT INTO deliveries (key, alert_id, target, state, attempts, created_at,"
         " delivered_at) VALUES (?,?,?,?,?,?,?)"), deliveries),
    ]  # fmt: skip
