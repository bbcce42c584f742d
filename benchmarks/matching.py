"""How fast matching is, against other ways of doing it, from 10 to 100,000 rules.

    python benchmarks/matching.py [--items FILE.jsonl[.gz]] [--sizes 10,100,…] [--rounds 5]

News and rules are synthetic, from a fixed seed (``_news``); ``--items`` takes real ones: lines of
``{"title", "summary", "lang"?}``. All methods run in this process and take turns within each
round, so that a busy machine slows all of them; medians over the rounds are printed.

- floor: ``set(text.split())``, the least Python can do with a text
- naive: RapidFuzz's ``partial_ratio ≥ 85`` for every term of every rule
- exact: an Aho-Corasick automaton (pyahocorasick) of the rules' terms in small letters, whole words
  only, rules filed under their rarest term and then checked whole, as ours are: alternatives, NOT
  and the distance of NEAR; what a rule needs at least is one set operation, worked out beforehand.
  It finds no typo, no inflection, no accent, and takes title and summary for one text, so that its
  phrases may cross from one to the other
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
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import ahocorasick
import psutil
import wordfreq
from _news import Newsroom
from rapidfuzz.fuzz import partial_ratio

from monitor.item import Item
from monitor.rules.known_words import KnownWords
from monitor.rules.matcher import Matcher
from monitor.rules.query import And, Near, Not, Or, Query, Term, terms
from monitor.rules.rule import Rule

try:
    import hyperscan
except ImportError:
    hyperscan = None

WARM = 8_500
UNSEEN = 400  # items a round
NAIVE_SECONDS = 0.5  # a round at most
HYPERSCAN_RULES = 1_000


def text_of(item: Item) -> str:
    return f"{item.title} {item.summary}"


class Naive:
    """Every term of every rule is looked for in every text."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = [(rule.name, rule.query) for rule in rules]

    def __call__(self, text: str) -> list[str]:
        """The names of the rules that hold."""
        lower = text.lower()
        return [name for name, query in self._rules if self._holds(query, lower)]

    def _holds(self, query: Query, text: str) -> bool:
        match query:
            case Term():
                return partial_ratio(query.text.lower(), text) >= 85
            case And(parts):
                return all(self._holds(part, text) for part in parts)
            case Or(parts):
                return any(self._holds(part, text) for part in parts)
            case Not(part):
                return not self._holds(part, text)
            case Near(left, right):
                return self._holds(left, text) and self._holds(right, text)
            case _:
                raise TypeError(query)


class Filed:
    """Rules filed under their rarest term; which terms a text holds is up to a subclass."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.terms: dict[str, int] = {}
        self._index: dict[int, list[tuple[str, frozenset[int], Query | None]]] = {}
        for rule in rules:
            for term in terms(rule.query):
                self.terms.setdefault(term.text.lower(), len(self.terms))
        self._zipf = {
            number: min(wordfreq.zipf_frequency(word, "en") for word in text.split())
            for text, number in self.terms.items()
        }
        for rule in rules:
            parts = rule.query.parts if isinstance(rule.query, And) else (rule.query,)
            plain = [part for part in parts if isinstance(part, Term)]
            needed = frozenset(self.terms[part.text.lower()] for part in plain)
            rest = None if len(plain) == len(parts) else rule.query
            for number in self._rarest(rule.query):
                self._index.setdefault(number, []).append((rule.name, needed, rest))

    def _rarest(self, query: Query) -> list[int]:
        match query:
            case Term():
                return [self.terms[query.text.lower()]]
            case And(parts):
                options = [self._rarest(part) for part in parts if not isinstance(part, Not)]
                return min(options, key=lambda option: max(map(self._zipf.__getitem__, option)))
            case Or(parts):
                return [number for part in parts for number in self._rarest(part)]
            case Near(left, right):
                return self._rarest(And((left, right)))
            case _:
                raise TypeError(query)

    def decide(self, found: set[int], text: str = "") -> set[str]:
        """The names of the rules that hold for a text with these terms.

        Args:
            found: the numbers of the terms.
            text: where NEAR is measured, in small letters; empty to take it for AND.
        """
        index = self._index
        return {
            name
            for number in found
            if number in index
            for name, needed, rest in index[number]
            if found.issuperset(needed) and (rest is None or self._holds(rest, found, text))
        }

    def _holds(self, query: Query, found: set[int], text: str) -> bool:
        match query:
            case Term():
                return self.terms[query.text.lower()] in found
            case And(parts):
                return all(self._holds(part, found, text) for part in parts)
            case Or(parts):
                return any(self._holds(part, found, text) for part in parts)
            case Not(part):
                return not self._holds(part, found, text)
            case Near(Term() as left, Term() as right, distance):
                return (
                    self._holds(left, found, text)
                    and self._holds(right, found, text)
                    and (not text or _near(left.text.lower(), right.text.lower(), distance, text))
                )
            case _:
                raise TypeError(query)


def _near(left: str, right: str, distance: int, text: str) -> bool:
    """Whether two terms stand in a text with at most so many words between them."""
    lefts, rights = (
        [found.span() for found in re.finditer(rf"\b{re.escape(term)}\b", text)]
        for term in (left, right)
    )
    return any(
        len(text[min(one[1], other[1]) : max(one[0], other[0])].split()) <= distance
        for one in lefts
        for other in rights
    )


class Exact(Filed):
    """The terms as they are, found by one automaton."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__(rules)
        self._automaton = ahocorasick.Automaton()
        for text, number in self.terms.items():
            self._automaton.add_word(text, (number, len(text)))
        self._automaton.make_automaton()

    def __call__(self, text: str) -> set[str]:
        """The names of the rules that hold."""
        lower = f" {text.lower()} "
        found = {
            number
            for end, (number, length) in self._automaton.iter(lower)
            if not lower[end + 1].isalnum() and not lower[end - length].isalnum()
        }
        return self.decide(found, lower)


class Hyperscan(Filed):
    """The terms with one error allowed, found by one automaton."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__(rules)
        # With typing errors allowed hyperscan takes no \b: it finds words inside words, too.
        patterns = [(text if len(text) > 4 else rf"\b{text}\b").encode() for text in self.terms]
        flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH
        extended = [
            hyperscan.ExpressionExt(
                flags=hyperscan.HS_EXT_FLAG_EDIT_DISTANCE, edit_distance=1 if len(text) > 4 else 0
            )
            for text in self.terms
        ]
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=patterns,
            ids=list(self.terms.values()),
            flags=[flags] * len(patterns),
            ext=extended,
        )
        self._scratch = hyperscan.Scratch(self._database)

    def __call__(self, text: str) -> set[str]:
        """The names of the rules that hold."""
        found: set[int] = set()
        self._database.scan(
            text.encode(),
            match_event_handler=lambda number, *_: found.add(number),
            scratch=self._scratch,
        )
        return self.decide(found)


def timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def measure(size: int, rules: list[Rule], rounds: list[list[Item]], warm: list[Item],
            known: KnownWords) -> dict[str, float]:  # fmt: skip
    process = psutil.Process()
    gc.collect()
    before = process.memory_info().rss
    start = time.perf_counter()
    matcher = Matcher(rules, known=known)
    matcher.match(warm[0])  # some indexes are built when first needed
    result = {"build s": time.perf_counter() - start}
    gc.collect()
    result["MB"] = (process.memory_info().rss - before) / 1e6
    for item in warm:
        matcher.names(item)
    result["MB warm"] = (process.memory_info().rss - before) / 1e6
    extra = Newsroom(99).rules(20)
    words = sum(len(text_of(item).split()) for item in warm[:500])
    exact = Exact(rules)
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
        "import monitor.rules.known_words as k\n"
        "rss = lambda: psutil.Process().memory_info().rss\n"
        "before, start = rss(), time.perf_counter()\n"
        "known = k.KnownWords(pathlib.Path(sys.argv[1]))\n"
        "for lang in ('en de fr es it pt nl ru ar').split(): known.vocabulary(lang)\n"
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
        "rules", "floor", "naive", "exact", "hyperscan", "unseen", "seen", "with hits", "÷floor",
        "naive÷", "exact÷", "misses", "build s", "MB", "MB warm", "change", "matches",
    )  # fmt: skip
    print(
        "µs per document; ÷floor is unseen over the floor, naive÷ and exact÷ are theirs over ours"
    )
    print(" ".join(f"{name:>9}" for name in header))
    for size in sizes:
        rules = Newsroom(7).rules(size)
        got = results[size] = measure(size, rules, rounds, warm, known)
        cells = [
            f"{size}", f"{got['floor']:.1f}", f"{got['naive']:.0f}", f"{got['exact']:.1f}",
            f"{got['hyperscan']:.0f}" if "hyperscan" in got else "–", f"{got['unseen']:.1f}",
            f"{got['seen']:.1f}", f"{got['hits']:.1f}", f"{got['unseen'] / got['floor']:.2f}",
            f"{got['naive'] / got['unseen']:.0f}", f"{got['exact'] / got['unseen']:.2f}",
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
