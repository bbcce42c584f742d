"""What a warm standby loses, and how long it takes: by `backup`, and by Litestream.

    python benchmarks/standby.py [--feeds 100] [--seconds 120] [--litestream /usr/bin/litestream]

A daemon polls generated feeds each minute and tells a console. The machine "goes" (kill -9 of
everything); a standby restores its copy and starts. Compared are the two databases: which items and
told alerts the copy lacks, and what the standby has of them after its first round.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from polling import tell
from scale_check import ask, running, serving, write_config

TOLD = "SELECT key FROM deliveries WHERE state = 'delivered'"
ITEMS = "SELECT feed_id || ' ' || key FROM items"
TELLING = """
[targets.console]
url = "console:"
[[rules]]
name = "Often"
match = "time | people | year | world"
targets = ["console"]
"""
NEWEST = "SELECT max(last_poll_at) FROM feeds"


def listed(folder, statement):
    try:
        return {value for (value,) in ask(folder, statement)}
    except sqlite3.OperationalError:  # the tables aren't made yet
        return set()


def monitor(folder, *words):
    command = [sys.executable, "-m", "monitor", *map(str, words)]
    subprocess.run([*command, "--config", folder / "config.toml"], check=True, capture_output=True)


def primary(folder, feeds, seconds, litestream):
    """Run and die; returns the litestream's replica or the last backup."""
    with running(folder) as daemon:
        while not (folder / "news.db").exists() or len(listed(folder, ITEMS)) < feeds:
            if daemon.poll() is not None:
                raise SystemExit((folder / "log").read_text())
            time.sleep(1)
        streaming = None
        if litestream:
            streaming = subprocess.Popen(
                [litestream, "replicate", folder / "news.db", f"file://{folder}/replica"],
                stdout=subprocess.DEVNULL,
                stderr=(folder / "litestream.log").open("w"),
            )
        time.sleep(seconds)
        if not litestream:
            began = time.monotonic()
            monitor(folder, "backup", folder / "copy.db")
            print(f"  backup: {time.monotonic() - began:.1f} s")
            time.sleep(seconds)
        for process in filter(None, (daemon, streaming)):
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
    return folder / ("replica" if litestream else "copy.db")


def standby(folder, first, copy, litestream):
    began = time.monotonic()
    if litestream:
        subprocess.run(
            [litestream, "restore", "-o", folder / "copy.db", f"file://{copy}"],
            check=True,
            capture_output=True,
        )
        copy = folder / "copy.db"
    monitor(folder, "restore", copy)
    restored = time.monotonic() - began
    lost, untold = (
        listed(first, ITEMS) - listed(folder, ITEMS),
        listed(first, TOLD) - listed(folder, TOLD),
    )
    old = ask(folder, NEWEST)[0][0]
    print(
        f"  restored in {restored:.1f} s; last poll {ask(first, NEWEST)[0][0]}, of the copy {old}"
    )
    print(f"  the copy lacks {len(lost)} items, and doesn't know of {len(untold)} alerts told")
    with running(folder):
        while ask(folder, NEWEST)[0][0] == old:
            time.sleep(0.2)
        print(f"  polls {time.monotonic() - began:.1f} s after the restoring began")
        time.sleep(90)
    gone, again = lost - listed(folder, ITEMS), untold & listed(folder, TOLD)
    print(f"  after its first round: {len(gone)} items lost, {len(again)} alerts told again")


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--feeds", type=int, default=100)
    options.add_argument("--seconds", type=float, default=120)
    options.add_argument("--litestream", type=Path)
    given = options.parse_args()
    for litestream in (None, given.litestream) if given.litestream else (None,):
        print("Litestream" if litestream else f"backup, {given.seconds:.0f} s old")
        with tempfile.TemporaryDirectory() as top, serving(0.5) as port:
            first, second = Path(top) / "first", Path(top) / "second"
            first.mkdir()
            second.mkdir()
            write_config(first, port, given.feeds, 1, None)
            config = (first / "config.toml").read_text()
            (first / "config.toml").write_text(config + TELLING)
            shutil.copy(first / "config.toml", second)
            tell(port, "mode/mixed")
            copy = primary(first, given.feeds, given.seconds, litestream)
            with sqlite3.connect(first / "news.db") as db:  # what it had committed
                print(f"  {db.execute('PRAGMA quick_check').fetchone()[0]}")
            tell(port, "mode/unchanged")
            standby(second, first, copy, litestream)


if __name__ == "__main__":
    main()
