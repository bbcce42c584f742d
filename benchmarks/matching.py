"""How fast matching is, against other ways of doing it, from 10 to 100,000 rules.

    python benchmarks/matching.py [--items FILE.jsonl[.gz]] [--sizes 10,100,…] [--rounds 5]

News and rules are synthetic, from a fixed seed (``_news``); ``--items`` takes real ones: lines of
``{"title", "summary", "lang"?}``. All methods run in this process, on one thread, and take turns
within each round, so that a busy machine slows all of them; what is measured is the time that this
process had the processor. Medians over the rounds are printed.

- floor: ``set(text.split())``, the least Python can do with a text
- naive: RapidFuzz's ``partial_ratio ≥ 85`` for every term of every rule
- exact: an Aho-Corasick automaton (pyahocorasick) of the rules' terms in small letters, whole words
  only; the rules filed under the rarest terms that were found are checked whole: AND, OR, NOT and
  the distance of NEAR. It finds no typo, no inflection, no accent, and takes title and summary for
  one text, so that its phrases may cross from one to the other
- tuned: the same, made as fast as we know how: what a rule needs at least is one set operation,
  worked out beforehand, and few trees are looked at
- hyperscan: the same, one typing error allowed, NEAR as AND (only where it is installed, and up to
  1,000 rules: its compiler is slow)
- ours: ``Matcher.names``, the rules' names as all the others; unseen items come after a memory of
  8,500 others; with hits: ``Matcher.match``, which says where and how as well
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from _news import Newsroom
from _rivals import Exact, ExactTuned, Hyperscan, Naive, hyperscan

from monitor.garbage_collection import uncollected
from monitor.item import Item
from monitor.rules.matching.matcher import Matcher
from monitor.rules.rule import Rule
from monitor.rules.vocabulary.known_words import KnownWords

WARM = 8_500
UNSEEN = 400  # items a round
NAIVE_SECONDS = 0.5  # a round at most
HYPERSCAN_RULES = 1_000


def text_of(item: Item) -> str:
    return f"{item.title} {item.summary}"


def timed(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def measure(size: int, rules: list[Rule], rounds: list[list[Item]], warm: list[Item],
            known: KnownWords) -> dict[str, float]:  # fmt: skip
    process = psutil.Process()
    gc.collect()
    before = process.memory_info().rss
    start = time.process_time()
    with uncollected():  # as the daemon does
        matcher = Matcher(rules, known=known)
    matcher.match(warm[0])  # some indexes are built when first needed
    result = {"build s": time.process_time() - start}
    gc.collect()
    result["MB"] = (process.memory_info().rss - before) / 1e6
    for item in warm:
        matcher.names(item)
    result["MB warm"] = (process.memory_info().rss - before) / 1e6
    extra = Newsroom(99).rules(20)
    words = sum(len(text_of(item).split()) for item in warm[:500])
    exact = Exact(rules)
    tuned = ExactTuned(rules)
    naive = Naive(rules)
    scan = Hyperscan(rules) if hyperscan is not None and size <= HYPERSCAN_RULES else None
    samples: dict[str, list[float]] = {}
    naive_texts = max(1, min(UNSEEN, int(NAIVE_SECONDS / (size * 6e-6))))
    matches = 0
    for items in rounds:
        texts = [text_of(item) for item in items]
        misses = matcher.work.chunks

        def unseen(items: list[Item] = items) -> None:
            nonlocal matches
            for item in items:
                matches += len(matcher.names(item))

        def add(name: str, seconds: float, count: int) -> None:
            samples.setdefault(name, []).append(seconds / count * 1e6)

        add("floor", timed(lambda texts=texts: [set(text.split()) for text in texts]), len(texts))
        add("unseen", timed(unseen), len(items))
        samples.setdefault("misses", []).append((matcher.work.chunks - misses) / len(items))
        add("exact", timed(lambda texts=texts: [exact(text) for text in texts]), len(texts))
        add("tuned", timed(lambda texts=texts: [tuned(text) for text in texts]), len(texts))
        add(
            "seen",
            timed(lambda items=items: [matcher.names(item) for item in items]),
            len(items),
        )
        add(
            "hits",
            timed(lambda items=items: [matcher.match(item) for item in items]),
            len(items),
        )
        if scan is not None:
            add("hyperscan", timed(lambda texts=texts: [scan(text) for text in texts]), len(texts))
        add(
            "naive",
            timed(lambda texts=texts: [naive(text) for text in texts[:naive_texts]]),
            naive_texts,
        )
    result |= {name: statistics.median(values) for name, values in samples.items()}
    result["matches"] = matches / sum(map(len, rounds))
    result["words"] = words / min(500, len(warm))
    one = []
    for rule in extra:
        one.append(timed(lambda rule=rule: matcher.add(rule)))
        matcher.match(warm[0])
        one.append(timed(lambda rule=rule: matcher.remove(rule.name)))
    result["change us"] = statistics.median(one) * 1e6
    return result


def start_up() -> tuple[float, float]:
    """Seconds and MB that the known words of English cost a fresh process with a filled cache."""
    code = (
        "import sys, time, psutil, pathlib\n"
        "import monitor.rules.vocabulary.known_words as k\n"
        "rss = lambda: psutil.Process().memory_info().rss\n"
        "before, start = rss(), time.perf_counter()\n"
        "known = k.KnownWords(pathlib.Path(sys.argv[1]))\n"
        "for lang in ('en de fr es it pt nl ru ar').split():\n"
        "    known.vocabulary(lang), known.lemmas(lang)\n"
        "print(time.perf_counter() - start, (rss() - before) / 1e6)\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        run = [sys.executable, "-c", code, folder]
        subprocess.run(run, check=True, capture_output=True)
        out = subprocess.run(run, check=True, capture_output=True, text=True).stdout
    seconds, megabytes = map(float, out.split())
    return seconds, megabytes


def read_items(path: Path) -> list[Item]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    lines = [json.loads(line) for line in data.splitlines()]
    items = [
        Item(feed="bench", key=str(i), title=line["title"], summary=line.get("summary", ""),
             lang=line.get("lang", "en"))
        for i, line in enumerate(lines)
    ]  # fmt: skip
    random.Random(1).shuffle(items)
    return items


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=Path)
    parser.add_argument("--sizes", default="10,100,1000,10000,100000")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    need = WARM + options.rounds * UNSEEN
    items = read_items(options.items) if options.items else Newsroom().items(need)
    if len(items) < need:
        sys.exit(f"{options.items} has {len(items)} items; {need} are needed.")
    warm = items[:WARM]
    rounds = [items[WARM + i * UNSEEN : WARM + (i + 1) * UNSEEN] for i in range(options.rounds)]
    known = KnownWords()
    known.vocabulary("en")
    if hyperscan is None:
        print("hyperscan isn't installed (pip install hyperscan): its column stays empty")
    results = {}
    sizes = [int(size) for size in options.sizes.split(",")]
    header = (
        "rules", "floor", "naive", "exact", "tuned", "hyperscan", "unseen", "seen", "with hits",
        "÷floor", "naive÷", "exact÷", "tuned÷", "misses", "build s", "MB", "MB warm", "change",
        "matches",
    )  # fmt: skip
    print(
        "µs per document; ÷floor is unseen over the floor; naive÷, exact÷, tuned÷: theirs over it"
    )
    print(" ".join(f"{name:>9}" for name in header))
    for size in sizes:
        rules = Newsroom(7).rules(size)
        got = results[size] = measure(size, rules, rounds, warm, known)
        cells = [
            f"{size}", f"{got['floor']:.1f}", f"{got['naive']:.0f}", f"{got['exact']:.1f}",
            f"{got['tuned']:.1f}",
            f"{got['hyperscan']:.0f}" if "hyperscan" in got else "–", f"{got['unseen']:.1f}",
            f"{got['seen']:.1f}", f"{got['hits']:.1f}", f"{got['unseen'] / got['floor']:.2f}",
            f"{got['naive'] / got['unseen']:.0f}", f"{got['exact'] / got['unseen']:.2f}",
            f"{got['tuned'] / got['unseen']:.2f}",
            f"{got['misses']:.2f}", f"{got['build s']:.2f}", f"{got['MB']:.0f}",
            f"{got['MB warm']:.0f}", f"{got['change us']:.0f} µs", f"{got['matches']:.2f}",
        ]  # fmt: skip
        print(" ".join(f"{cell:>9}" for cell in cells), flush=True)
    seconds, megabytes = start_up()
    print(f"known words of nine languages from the cache: {seconds:.3f} s, {megabytes:.1f} MB")
    report(results, seconds, megabytes)


def report(results: dict[int, dict[str, float]], seconds: float, megabytes: float) -> None:
    """Say which of the bars hold."""
    bars: list[tuple[str, bool]] = [
        ("start-up ≤ 1 s and ≤ 60 MB", seconds <= 1 and megabytes <= 60)
    ]
    for size, naive in ((1_000, 60), (10_000, 300)):
        if got := results.get(size):
            bars.append((f"≥ {naive} × naive at {size}", got["naive"] >= naive * got["unseen"]))
    for size, exact in ((10_000, 1.0), (100_000, 1.3)):
        if got := results.get(size):
            bars.append((f"≥ {exact} × exact at {size}", got["exact"] >= exact * got["unseen"]))
    bars += [
        (f"≤ 4 × floor at {size}", got["unseen"] <= 4 * got["floor"])
        for size in (10, 100)
        if (got := results.get(size))
    ]
    few, many = results.get(10), results.get(100_000)
    if few and many:
        bars.append(("≤ 8 × from 10 to 100,000", many["unseen"] <= 8 * few["unseen"]))
    if many:
        bars.append(("100,000 built in ≤ 5 s", many["build s"] <= 5))
        bars.append(("100,000 in ≤ 300 MB", many["MB"] <= 300))
    for bar, holds in bars:
        print(f"{'holds' if holds else 'FAILS':>6}  {bar}")


if __name__ == "__main__":
    main()
