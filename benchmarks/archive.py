"""A big database: what starting, adding, removing, moving and copying cost, a file or months.

    python benchmarks/archive.py [FOLDER] [--items 20000000] [--some 20000] [--no-backup]

Makes a database of so many items in FOLDER (1.5 kB each, 50 s of processor for a million), unless
it is there. It is looked through for damage and opened; some items are added, some removed, some
moved into the archive, found there, copied and dropped; and it is backed up if the disk has room
twice over. ``history.py`` asks the same database the questions that people ask. Told is processor
time, beside the clock's.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import statistics
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from _archive import DAYS, END
from _bulk import grow
from _news import Newsroom

from monitor.config.tables.keep import Keep
from monitor.store.archive import copies, moving, reading
from monitor.store.database import Database
from monitor.store.history.match_query import MatchQuery
from monitor.store.upkeep import retention
from monitor.store.upkeep.backup import backup
from monitor.store.writing import events, items, stories

SPARE = 20 * 10**9
"""Bytes of the disk that are left alone."""


@contextmanager
def timed(what, count=None):
    began, cpu = time.perf_counter(), time.process_time()
    numbers = {"items": count}
    yield numbers
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    each = ""
    if number := numbers["items"]:
        each = f", {1e3 * cpu / number:.3f} ms an item ({number:,} items)"
    print(f"{what:44} {seconds:8.1f} s, processor {cpu:8.1f} s{each}", flush=True)


def add(database, some):
    """Add items as polls do, a hundred in a transaction, each its own story."""
    texts = Newsroom(99).items(some)
    first = stories.next_id(database.read())
    event = events.next_id(database.read())
    rng = random.Random(4)
    when = END + timedelta(minutes=1)

    def write(db, numbers):
        words = set()
        for number in numbers:
            item = texts[number]
            dated = replace(
                item,
                key=f"new-{first + number}",
                link=f"https://new.example/{first + number}",
                published=when,
                source="New",
            )
            stories.open_story(db, first + number, dated, now=when)
            events.open_event(db, event + number, first + number, dated, now=when)
            items.add(
                db, rng.randint(1, 500), dated, event=event + number, story=first + number,
                now=when, to_list=words,
            )  # fmt: skip
        items.text_index.list_words(db, words)

    for start in range(0, some, 100):
        database.write(lambda db, start=start: write(db, range(start, start + 100)))


def limited(database, some):
    """Stop once so many items have gone."""
    (before,) = database.read().execute("SELECT count(*) FROM forgotten").fetchone()

    def stop():
        (now,) = database.read().execute("SELECT count(*) FROM forgotten").fetchone()
        return now - before >= some

    return stop


def searches(db, **rest):
    """Milliseconds of some searches, median and 95th percentile."""
    rows = db.execute("SELECT title FROM items ORDER BY id DESC LIMIT 200").fetchall()
    words = [word for (title,) in rows for word in title.split() if len(word) > 5][:60]
    took = []
    for word in words:
        began = time.thread_time()
        reading.matches(db, MatchQuery(search=f'"{word}"', **rest))
        took.append(1e3 * (time.thread_time() - began))
    print(
        f"  {len(took)} searches: median {statistics.median(took):.0f} ms, "
        f"95 % {statistics.quantiles(took, n=20)[-1]:.0f} ms of processor"
    )


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("folder", nargs="?", type=Path, default=Path("history"))
    options.add_argument("--items", type=int, default=20_000_000)
    options.add_argument("--some", type=int, default=20_000)
    options.add_argument("--no-backup", action="store_true")
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    path = given.folder / f"history-{given.items}.db"
    if not path.exists():
        grow(path, given.items)
    size = path.stat().st_size
    print(f"{given.items:,} items: {size / 1e9:.1f} GB, {size / given.items:,.0f} bytes an item")
    with sqlite3.connect(path) as db, timed("quick check, as each start did", given.items):
        print(db.execute("PRAGMA quick_check").fetchone()[0])
    with timed("opening it now"):
        database = Database(path)
    with timed("adding", given.some):
        add(database, given.some)
    now = END + timedelta(minutes=2)
    searches(database.read())
    with timed("removing", given.some):
        older = Keep(items=timedelta(days=DAYS - 40))
        retention.tidy(database, older, now=now, stop=limited(database, given.some))
    with timed("moving into the archive") as numbers:
        older = Keep(items=None, archive=timedelta(days=DAYS - 80))
        numbers["items"] = moving.move(database, older, now=now, stop=limited(database, given.some))
    searches(database.read(), until=END - timedelta(days=DAYS - 60))
    with timed("copying the archive's months, once"):
        copies.copy_months(path, given.folder / "copies")
    with timed("copying them again"):
        copies.copy_months(path, given.folder / "copies")
    with timed("dropping the archive's months"):
        keep = Keep(items=timedelta(days=30), matches=timedelta(days=30))
        dropped = moving.drop(database, keep, now=now)
    print(f"  {len(dropped)} months")
    database.close()
    if not given.no_backup and shutil.disk_usage(given.folder).free > size + SPARE:
        copy = given.folder / "copy.db"
        with timed("backup, with its check", given.items):
            backup(path, copy)
        copy.unlink()


if __name__ == "__main__":
    main()
