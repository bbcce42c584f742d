"""Stories per second, with 50,000 and 100,000 items in the window.

    python benchmarks/stories.py                    # synthetic stream, fixed seed
    python benchmarks/stories.py --items FILE       # JSON lines, as for news-monitor stories

The synthetic stream has wordfreq's vocabulary and events of one to some forty items, told in other
words by other outlets over two days; two thirds of the items are about nothing else. Every item has
a title of 6 to 13 words, half of them a summary. The window is filled, then items are timed in
batches with the window kept at its size; medians and the slowest batch are printed, in items per
second of processor time on one core, with the memory that the open events take.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from bisect import bisect
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate, count, islice
from pathlib import Path

import psutil
import wordfreq

from monitor.item import Item
from monitor.rules import KnownWords
from monitor.stories import Stories, read_items
from monitor.stories.stories import WINDOW

SEED = 20262
BATCH = 2_500
START = datetime(2026, 1, 1, tzinfo=UTC)


class Wire:
    """An endless stream of items, in time order."""

    def __init__(self, per_window: int, seed: int = SEED) -> None:
        self._random = random.Random(seed)
        self._step = WINDOW / per_window
        frequencies = {
            word: frequency
            for word, frequency in wordfreq.get_frequency_dict("en").items()
            if word.isascii() and word.isalpha() and frequency >= 1e-8
        }
        self._words = list(frequencies)
        self._common = list(accumulate(frequencies.values()))
        # What an event is about: content words and names, rare ones nearly as often as common ones.
        telling = [word for word, f in frequencies.items() if 1e-8 <= f <= 1e-4 and len(word) > 3]
        self._telling = telling
        self._told = list(accumulate(frequencies[word] ** 0.5 for word in telling))

    def _word(self) -> str:
        return self._words[bisect(self._common, self._random.random() * self._common[-1])]

    def _subject(self) -> str:
        word = self._telling[bisect(self._told, self._random.random() * self._told[-1])]
        return word.capitalize() if self._random.random() < 0.6 else word

    def _text(self, about: list[str], words: int) -> str:
        chosen = [
            self._random.choice(about) if self._random.random() < 0.5 else self._word()
            for _ in range(words)
        ]
        chosen[0] = chosen[0].capitalize()
        return " ".join(chosen)

    def __iter__(self) -> Iterator[Item]:
        rng = self._random
        running: list[tuple[list[str], int]] = []
        for number in count():
            if rng.random() < 2 / 3 or not running:
                about, left = [self._subject() for _ in range(6)], 0
                if rng.random() < 0.1:
                    left = min(40, int(rng.paretovariate(0.9)))
            else:
                about, left = running.pop(rng.randrange(len(running)))
                left -= 1
            if left:
                running.append((about, left))
            yield Item(
                feed=f"feed{rng.randrange(2_000)}",
                key=f"https://news.example/{number}",
                link=f"https://news.example/{number}?utm_source=rss",
                source=f"Outlet {rng.randrange(2_000)}",
                title=self._text(about, rng.randint(6, 13)),
                summary=self._text(about, rng.randint(20, 60)) if rng.random() < 0.5 else "",
                lang="en",
                published=START + number * self._step,
            )


def measure(items: Iterator[Item], window: int, *, batches: int, zipf) -> None:
    process = psutil.Process()
    before = process.memory_info().rss
    ids, events = count(1), count(1)
    stories = Stories(next_story=lambda: next(ids), next_event=lambda: next(events), zipf=zipf)
    started = time.process_time()
    for item in islice(items, window):
        stories.assign(item, now=item.published or START)
    filled = time.process_time() - started
    memory = (process.memory_info().rss - before) / 2**20
    rates = []
    for _ in range(batches):
        batch = list(islice(items, BATCH))
        if not batch:
            break
        started = time.process_time()
        for item in batch:
            stories.assign(item, now=item.published or START)
        rates.append(len(batch) / (time.process_time() - started))
    each = memory * 2**20 / max(1, len(stories))
    line = f"{window:>9,} items in the window  {len(stories):>7,} events  {memory:>5.0f} MB  "
    line += f"({each:,.0f} bytes each)  "
    line += f"filled at {window / filled:>6,.0f}/s"
    if rates:
        line += f"  then median {statistics.median(rates):>6,.0f}/s, slowest {min(rates):>6,.0f}/s"
    print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--items", type=Path, help="JSON lines to use instead")
    parser.add_argument("--windows", type=int, nargs="+", default=[10_000, 50_000, 100_000])
    parser.add_argument("--batches", type=int, default=7)
    options = parser.parse_args()
    zipf = KnownWords().zipf
    zipf("the", ("en",))
    if options.items:
        with options.items.open(encoding="utf-8") as lines:
            items = list(read_items(lines, where=str(options.items)))
        measure(iter(items), len(items), batches=0, zipf=zipf)
        return
    for window in options.windows:
        measure(iter(Wire(window)), window, batches=options.batches, zipf=zipf)


if __name__ == "__main__":
    main()
