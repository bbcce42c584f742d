"""What a daemon takes of memory: a hundred feeds polled, its page looked at, its numbers read.

    python benchmarks/memory.py [--feeds 100] [--rules 20] [--seconds 120] [--corpus DIR]

A real ``news-monitor run`` in a fresh folder. Each feed is polled once a minute and turns its page
as often; somebody looks at five pages and at ``/metrics`` each second. Printed are the megabytes of
each process: what it has for itself and its share of the rest (PSS), as it is at the end, and the
most. Lists of words, built once in an installation, take processes of their own at the first start.
"""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil
from _pollers import made_config
from polling import serving, tell

PAGES = ("/", "/matches", "/feeds", "/rules", "/stories/1", "/metrics")
TURNED = 55
"""Seconds after which the newspapers turn their page."""


def free_port():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return unused.getsockname()[1]


def megabytes(process):
    """Of each process: what it is, its megabytes."""
    found = {}
    for each in (process, *process.children(recursive=True)):
        with suppress(psutil.Error):
            what = "daemon" if each == process else each.cmdline()[-1][:60]
            found[f"{what} ({each.pid})"] = each.memory_full_info().pss / 1e6
    return found


def look_at(url):
    """Read a page, if there is one already."""
    with suppress(OSError), urllib.request.urlopen(url) as answer:
        answer.read()


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--feeds", type=int, default=100)
    options.add_argument("--rules", type=int, default=20)
    options.add_argument("--seconds", type=float, default=120)
    options.add_argument("--corpus", type=Path)
    given = options.parse_args()
    page = free_port()
    with (
        serving(given.feeds, given.corpus) as port,
        tempfile.TemporaryDirectory() as folder,
        (Path(folder) / "log").open("wb") as log,
    ):
        config = made_config(folder, port, given.feeds, rules=given.rules, minutes=1)
        web = f'[web]\nlisten = "127.0.0.1:{page}"\n'
        config.write_text(config.read_text().replace("[targets", f"{web}[targets", 1))
        command = [sys.executable, "-m", "monitor", "run", "-c", str(config)]
        with subprocess.Popen(command, stdout=log, stderr=log) as daemon:
            try:
                watch(psutil.Process(daemon.pid), given.seconds, port, page)
            finally:
                daemon.terminate()


def watch(process, seconds, port, page):
    began = turned = time.monotonic()
    most = 0.0
    while time.monotonic() - began < seconds:
        time.sleep(1)
        for path in PAGES:
            look_at(f"http://127.0.0.1:{page}{path}")
        most = max(most, sum(megabytes(process).values()))
        if time.monotonic() - turned > TURNED:
            tell(port, "advance")
            turned = time.monotonic()
    parts = megabytes(process)
    for what, size in parts.items():
        print(f"{size:7.1f} MB  {what}")
    print(f"{sum(parts.values()):7.1f} MB together (bar: 150); {most:.1f} MB at most")


if __name__ == "__main__":
    main()
