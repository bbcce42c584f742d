"""Compares who reads the dates of feeds how well, and how long it takes.

    pip install -e '.[bench]' && python benchmarks/dates.py [TABLE.tsv]

TABLE has a line a date: the moment in UTC (-: none, the text is no date), the feed's language, the
text, separated by tabs; default: tests/data/dates.tsv. All four read every line in one run: ours,
feedparser's own reading, python-dateutil's, and dateparser's, which is told the language as ours
is. Prints for each how many it reads right, doesn't read, reads wrong, and takes for dates though
they are none; the median and the 99th percentile of the time for one; and the time for the worst of
some strings made to cost time.
"""

from __future__ import annotations

import argparse
import statistics
import time
import warnings
from calendar import timegm
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import dateparser
import feedparser
from dateutil import parser as dateutil_parser
from rich.console import Console
from rich.table import Table

from monitor.feeds.parsing.dates.order import DateContext
from monitor.feeds.parsing.dates.read import read_date

TABLE = Path(__file__).parents[1] / "tests/data/dates.tsv"
HOSTILE = [
    "1" * 10_000, "1" * 119, "a1" * 59, "1/" * 59, "1:" * 59, "11:11" * 23, "年1月" * 39,
    "12 " * 39, "Mar " * 29 + "1 2", "<" * 10_000, "&amp;" * 2_000,
]  # fmt: skip


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("table", type=Path, nargs="?", default=TABLE)
    given = options.parse_args()
    warnings.simplefilter("ignore")
    lines = [
        line.split("\t")
        for line in given.table.read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    shown = Table(
        "", "right", "unread", "wrong", "no date, read as one", "median µs", "99 % µs", "worst ms",
        title=f"{len(lines)} strings",
    )  # fmt: skip
    for name, read in (
        ("ours", ours),
        ("feedparser", by_feedparser),
        ("python-dateutil", by_dateutil),
        ("dateparser", by_dateparser),
    ):
        shown.add_row(name, *judged(read, lines))
    Console().print(shown)


def ours(text, lang):
    return read_date(text, DateContext(lang=lang))


def by_feedparser(text, _):
    parsed = feedparser.datetimes._parse_date(text)  # noqa: SLF001 - it has no other door
    return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None


def by_dateutil(text, _):
    return in_utc(dateutil_parser.parse(text))


def by_dateparser(text, lang):
    languages = [lang.partition("-")[0]] if lang else None
    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "TIMEZONE": "UTC"}
    try:
        found = dateparser.parse(text, languages=languages, settings=settings)
    except ValueError:  # a language that it doesn't have
        found = dateparser.parse(text, settings=settings)
    return in_utc(found)


def in_utc(moment):
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def judged(read, lines):
    counts = dict.fromkeys(("right", "unread", "wrong", "false"), 0)
    times = []
    for wanted, lang, text in lines:
        found, took = attempt(read, text, lang)
        times.append(took)
        said = f"{found:%Y-%m-%d %H:%M:%S}" if found else "-"
        if said == wanted:
            counts["right"] += 1
        elif wanted == "-":
            counts["false"] += 1
        else:
            counts["wrong" if found else "unread"] += 1
    worst = max(attempt(read, text, "en")[1] for text in HOSTILE)
    return [
        *map(str, counts.values()),
        f"{statistics.median(times) * 1e6:,.0f}",
        f"{statistics.quantiles(times, n=100)[98] * 1e6:,.0f}",
        f"{worst * 1e3:,.1f}",
    ]


def attempt(read, text, lang):
    found, took = None, []
    for _ in range(3):  # the quickest counts: the machine does other things, too
        began = time.perf_counter()
        with suppress(Exception):  # the others raise whatever comes up
            found = read(text, lang)
        took.append(time.perf_counter() - began)
    return found, min(took)


if __name__ == "__main__":
    main()
