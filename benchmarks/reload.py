"""What taking up one changed rule costs, by the number of rules.

    benchmarks/reload.py [--rules 1000 10000 100000]

Each time one rule of so many reads differently, as after an edit of config.toml. Printed are the
medians, in processor time, of: finding out which rule it is and saying so, for which nothing waits;
writing it into the database; compiling it into the matcher. Reading config.toml itself isn't among
them: that grows with the file. Limit for the last two together: 50 ms at 100,000 rules.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from monitor.config import load_config, make_rule
from monitor.config.difference import changed_rules, differences
from monitor.feeds.watched import WatchedFeeds
from monitor.inbound.record import Recorder
from monitor.process.running import rulebook
from monitor.rules.rule import Rule
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.store.database import Database
from monitor.upkeep.sync import mirror, mirror_change

LIMIT = 0.050
NOUNS = ("apple", "alibaba", "nvidia", "tariff", "merger", "strike", "vaccine", "chip", "recall")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rules", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=11)
    given = parser.parse_args()
    print(f"{'rules':>8} {'diff ms':>9} {'write ms':>9} {'compile ms':>11} {'sum ms':>8}")
    for count in given.rules:
        parts = [
            statistics.median(each) * 1000
            for each in zip(*measure(count, given.rounds), strict=True)
        ]
        print(f"{count:>8,} {parts[0]:>9.1f} {parts[1]:>9.1f} {parts[2]:>11.1f} {sum(parts):>8.1f}")
        if count == 100_000:
            held = parts[1] + parts[2] <= LIMIT * 1000
            print(f"limit {LIMIT * 1000:.0f} ms: {'holds' if held else 'MISSED'}")


def measure(count: int, rounds: int) -> list[tuple[float, float, float]]:
    rules = [_rule(n, f"{NOUNS[n % len(NOUNS)]} + subject{n}") for n in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text("")
        empty = load_config(path, environ={"TZ": "UTC"})
        config = replace(empty, rules=tuple(rules))
        now = datetime.now(UTC)
        with Database(config.database) as database:
            mirror(database, config, (), now=now)
            recorder = Recorder(
                database,
                watched=WatchedFeeds(),
                rules=config.rules,
                policies={},
                targets={},
                timezone=config.timezone,
                known=KnownWords(),
            )
            gc.freeze()  # as the daemon does
            found = []
            for turn in range(rounds):
                edited = list(rules)
                edited[count // 2] = _rule(count // 2, f"apple + another{turn}")
                after = replace(config, rules=tuple(edited))
                began = time.process_time()
                differences(config, after)
                gone, changed = changed_rules(config.rules, after.rules)
                told = time.process_time()
                mirror_change(database, after, gone=gone, changed=changed, now=now)
                written = time.process_time()
                recorder.take_up(rulebook(after), gone=gone, changed=changed)
                found.append((told - began, written - told, time.process_time() - written))
            return found


def _rule(number: int, text: str) -> Rule:
    return make_rule(text, name=f"r{number}", aliases={})


if __name__ == "__main__":
    main()
