"""How long a backtest over a long history takes, by one process and by two.

    python benchmarks/backtest.py [--items 1000000] [--database FILE] [--rule "…"]…

The database is synthetic, from a fixed seed: headlines and summaries (50 words together) put
together from sentences of ``_news``, 90 days of them, so that hardly two items are the same. It is
made anew unless ``--database`` names one that is there (such as ``benchmarks/history.py`` makes).
Each measurement is a process of its own, through the same function as the command's. Printed are
wall time, items a second, and the most memory that the process and its workers held at a time
(looked at each 0.2 s; shared pages count in each).
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from _news import Newsroom

from monitor.store.database import Database
from monitor.store.timestamps import to_text

DAYS = 90
SENTENCES = 40_000
RULES = ("Apple + China", "nvidia | semiconductor*", '"interest rates" - football', "microsft~")
FEEDS = 500


def build(path: Path, count: int) -> None:
    """Make a database with so many items; two in five belong to an earlier item's story."""
    rng = random.Random(6)
    room = Newsroom()
    titles = [room.text(rng.randint(7, 12)) for _ in range(SENTENCES)]
    bodies = [room.text(rng.randint(12, 28)) for _ in range(SENTENCES)]
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    step = timedelta(days=DAYS) / count

    def rows() -> Iterator[tuple[object, ...]]:
        story = 1
        for number in range(1, count + 1):
            seen = to_text(begin + step * number)
            story = number if rng.random() < 0.6 else max(1, story - rng.randrange(200))
            title = f"{rng.choice(titles)} {rng.choice(titles).split()[0]}"
            summary = f"{rng.choice(bodies)} {rng.choice(bodies)}"
            link = f"https://news{number % FEEDS}.example/{number}"
            yield (
                number, number % FEEDS + 1, link, title, link, summary, "", "",
                f"Paper {number % FEEDS}", "en", "[]", seen, seen, f"{number:032x}", story,
            )  # fmt: skip

    Database(path).close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.executemany(
            "INSERT INTO feeds (id, url, added_at) VALUES (?, ?, ?)",
            [(n, f"https://news{n}.example/feed", to_text(begin)) for n in range(1, FEEDS + 1)],
        )
        db.executemany(
            """
            INSERT INTO items (id, feed_id, key, title, link, summary, content, author, source,
                               lang, tags, published_at, first_seen_at, revision, story_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            rows(),
        )
        db.execute(
            """
            INSERT INTO stories (id, title, opened_at, last_item_at, items)
            SELECT story_id, title, min(first_seen_at), max(first_seen_at), count(*)
            FROM items GROUP BY story_id
            """
        )


def run(path: Path, rules: list[str], processes: int) -> None:
    """One measurement, in a process of its own: print it as JSON."""
    from zoneinfo import ZoneInfo

    from monitor.alerts.planning.policy import Policy, Target, TargetKind
    from monitor.backtest import StoredItems, backtest
    from monitor.config import make_rule, shipped_pack

    peak = 0
    ended = threading.Event()
    me = psutil.Process()

    def watch() -> None:
        nonlocal peak
        while not ended.wait(0.2):
            try:
                held = sum(each.memory_info().rss for each in [me, *me.children(recursive=True)])
            except psutil.NoSuchProcess:
                continue
            peak = max(peak, held)

    threading.Thread(target=watch, daemon=True).start()
    made = [make_rule(text, name=text, aliases=shipped_pack()) for text in rules]
    started = time.perf_counter()
    report = backtest(
        StoredItems(database=path),
        made,
        policies={rule.name: Policy(rule=rule.name, targets=("desk",)) for rule in made},
        targets={"desk": Target(name="desk", url="console:", kind=TargetKind.CONSOLE)},
        zone=ZoneInfo("Europe/Berlin"),
        words=path.parent,
        processes=processes,
    )
    seconds = time.perf_counter() - started
    ended.set()
    print(
        json.dumps(
            {
                "items": report.items,
                "matches": sum(each.matches for each in report.rules),
                "alerts": sum(each.alerts for each in report.rules),
                "seconds": seconds,
                "peak": peak,
            }
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--database", type=Path)
    parser.add_argument("--rule", action="append", default=[])
    parser.add_argument("--run", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        run(given.database, given.rule, given.run)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = given.database or Path(folder) / "news.db"
        if not path.exists():
            started = time.perf_counter()
            build(path, given.items)
            made = f"{time.perf_counter() - started:.0f} s, {path.stat().st_size / 1e9:.2f} GB"
            print(f"{given.items:,} items made in {made}")
        for rules in [given.rule] if given.rule else [[RULES[0]], list(RULES)]:
            print(f"\n{len(rules)} rule{'s' * (len(rules) > 1)}: {'  ·  '.join(rules)}")
            for processes in (1, 2):
                command = [sys.executable, __file__, "--database", path, "--run", str(processes)]
                command += [part for rule in rules for part in ("--rule", rule)]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                told = json.loads(done.stdout)
                print(
                    f"  {processes} process{'es' * (processes > 1):2}  {told['seconds']:6.1f} s"
                    f"  {told['items'] / told['seconds']:9,.0f} items/s"
                    f"  {told['peak'] / 1e6:6,.0f} MB"
                    f"  {told['matches']:,} matches, {told['alerts']:,} alerts"
                )


if __name__ == "__main__":
    main()
