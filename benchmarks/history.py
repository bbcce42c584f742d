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
import statistics
import sys
import tempfile
import time
from pathlib import Path

from _archive import build
from _questions import Question, questions, words_of

from monitor.store.database import reading

SIZE_BAR = 1_600


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


def show(path: Path) -> None:
    with reading(path) as db:
        (items,) = db.execute("SELECT count(*) FROM items").fetchone()
        (matches,) = db.execute("SELECT count(*) FROM matches").fetchone()
        size = path.stat().st_size / items
        print(f"{items:,} items, {matches:,} matches, {path.stat().st_size / 1e6:,.0f} MB")
        print(f"{size:,.0f} bytes an item (bar: {SIZE_BAR:,})\n")
        words = words_of(db)
        print(f"{'ms':52}  {'p50':>7} {'p95':>7}   bar   {'processor, p95':>14}")
        failed = size > SIZE_BAR
        for name, question, bar in questions(db, words):
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


if __name__ == "__main__":
    main()
