"""Bad weather: what holds when the machine, the network or strangers misbehave.

    python benchmarks/faults.py [--quick] [--only NAME …] [--minutes 15] [--feeds 2000]

Runs real daemons on loopback, each case in a folder of its own, and prints one table: what
happened, what was asked for, the figure, and whether it held. ``--quick`` has fewer kills and
shorter waits. Some cases need root (a small disk, another user, a name server of our own), the
clock's a C compiler; where they can't run the table says so. Exits with 1 where something didn't
hold.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import time
import traceback
from pathlib import Path

from weather import machine, network, page, soak, storage
from weather.lab import Lab
from weather.outcome import CannotRunError, Outcome

CASES = {**machine.CASES, **storage.CASES, **network.CASES, **page.CASES, **soak.CASES}


def run(name: str, words: Path, *, quick: bool) -> tuple[str, str]:
    """One case: its figure, and whether it held."""
    try:
        with Lab(words, quick=quick) as lab:
            outcome: Outcome = CASES[name](lab)
    except CannotRunError as error:
        return str(error), "not run"
    except (AssertionError, OSError, sqlite3.Error) as error:
        traceback.print_exc()
        return f"the case ended with {type(error).__name__}: {str(error)[-600:]}", "missed"
    return outcome.figure, "holds" if outcome.holds else "missed"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", help=f"of: {', '.join(CASES)}")
    parser.add_argument("--quick", action="store_true", help="fewer kills, shorter waits")
    parser.add_argument("--minutes", type=float, default=soak.Size.minutes, help="of the soak")
    parser.add_argument("--feeds", type=int, default=soak.Size.feeds, help="of the soak")
    given = parser.parse_args()
    soak.Size.minutes, soak.Size.feeds = given.minutes, given.feeds
    chosen = [name for name in CASES if not given.only or name in given.only]
    if not chosen:
        parser.error(f"no such case; there are: {', '.join(CASES)}")
    print("| weather | asked for | figure | |\n|---|---|---|---|", flush=True)
    missed = 0
    with tempfile.TemporaryDirectory() as words:
        for name in chosen:
            began = time.monotonic()
            figure, verdict = run(name, Path(words), quick=given.quick)
            asked = (CASES[name].__doc__ or "").strip().rstrip(".")
            print(f"| {name} | {asked} | {' '.join(figure.split())} | {verdict} |", flush=True)
            print(f"  {name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
            missed += verdict == "missed"
    if missed:
        raise SystemExit(f"{missed} didn't hold")


if __name__ == "__main__":
    main()
