"""Fuzzing for as long as you like: every property test, with other junk in each round.

The suite tries each with 50 examples, or a few times as many; a round with thousands.

    python tests/fuzz/for_long.py [--minutes 60] [--examples 2000] [--workers 3] [-k WORD]

Stops at the first failure, which pytest tells with the smallest junk that shows it. Hypothesis
keeps that (``.hypothesis/``), so the next run of the suite begins with it.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLES = "NEWS_MONITOR_FUZZ_EXAMPLES"
"""How many examples of each test the profile "long" wants; see tests/conftest.py."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--examples", type=int, default=2000, help="of each test in a round")
    parser.add_argument("--workers", type=int, default=(os.cpu_count() or 2) + 1)
    parser.add_argument("-k", default="", help="only the tests whose names have this")
    given = parser.parse_args()
    end, rounds = time.monotonic() + given.minutes * 60, 0
    while time.monotonic() < end:
        seed = random.randrange(2**32)
        found = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "--no-header", "--timeout=0"),
                *("--hypothesis-profile=long", f"--hypothesis-seed={seed}"),
                *("-n", str(given.workers), "-k", given.k, "-m", "hypothesis and not cluster"),
            ],
            cwd=ROOT,
            env=os.environ | {EXAMPLES: str(given.examples)},
            check=False,
        )
        if found.returncode:
            raise SystemExit(found.returncode)
        rounds += 1
    print(f"{rounds} rounds with {given.examples:,} examples of each test: nothing found")  # noqa: T201


if __name__ == "__main__":
    main()
