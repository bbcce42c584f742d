"""How fast and how big the page is: every page, at 200,000 matches of a million items.

    python benchmarks/history.py FOLDER --keep
    python benchmarks/web.py FOLDER

Serves the database that the other benchmark left in FOLDER, by a real server, and asks for every
page 20 times; prints the median and the 95th percentile of the time until the answer was there, the
processor's time for it (of this process: the server and who asks), and the largest answer. The bars
are 100 ms (p95) and 100 KB.
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import requests
from _archive import END, FEEDS, RULES

from monitor.config import load_config
from monitor.web.context import Desk
from monitor.web.server import WebServer

TIMES = 20
TIME_BAR, SIZE_BAR = 100, 100_000
PAGES = (
    "/",
    "/matches",
    "/matches?q=apple",
    "/matches?rule=Rule%20number%201",
    "/matches?rule=Rule%20number%201&since=30d&lang=en",
    "/matches?withheld=any",
    "/stories",
    "/stories?q=apple",
    "/rules",
    "/feeds",
    "/feeds?show=trouble",
    "/feed/1",
    "/targets",
    "/config",
    "/workbench?name=Rule%20number%201",
    "/alerts",
    "/alerts?state=dead",
    "/feeds/Rule%20number%201.atom",
    "/api/matches",
)


def main() -> None:
    folder = Path(sys.argv[1])
    (path,) = folder.glob("history-*.db")
    rules = "".join(
        f'[[rules]]\nname = "Rule number {number}"\nmatch = "apple + word{number}"\n'
        for number in range(1, RULES + 1)
    )
    config_path = folder / "config.toml"
    config_path.write_text(f'database = "{path}"\ntimezone = "UTC"\n{rules}', "utf-8")
    config = load_config(config_path, environ={})
    web = replace(config.web, port=0)
    server = WebServer.start(Desk(config, web, clock=lambda: END - timedelta(minutes=5)))
    print(f"{RULES} rules, {FEEDS} feeds")
    print(f"{'page':52} {'p50 ms':>8} {'p95 ms':>8} {'cpu ms':>8} {'KB':>7}")
    missed = False
    try:
        with requests.Session() as visitor:
            visitor.trust_env = False
            listed = visitor.get(f"{server.url}/matches", timeout=60).text
            stories = re.findall(r'href="(/story/\d+)"', listed)
            match = re.search(r'href="(/matches/\d+)"', listed)
            for page in (*PAGES, max(stories), match[1] if match else "/"):
                took, cpu, size = ask(visitor, server.url + page)
                p50, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
                is_slow, is_big = p95 > TIME_BAR, size > SIZE_BAR and "/api/" not in page
                missed |= is_slow or is_big
                mark = " MISSED" * (is_slow or is_big)
                print(
                    f"{page:52} {p50:8.1f} {p95:8.1f} {cpu:8.1f} {size / 1000:7.1f}{mark}",
                    flush=True,
                )
    finally:
        server.stop()
    sys.exit(missed)


def ask(visitor: requests.Session, url: str) -> tuple[list[float], float, int]:
    """Milliseconds it took each time, those of the processor on average, bytes at most."""
    took, size = [], 0
    before = time.process_time()
    for _ in range(TIMES):
        started = time.perf_counter()
        answer = visitor.get(url, timeout=60)
        took.append((time.perf_counter() - started) * 1e3)
        assert answer.status_code == 200, (url, answer.text[:500])
        size = max(size, len(answer.content))
    return took, (time.process_time() - before) * 1e3 / TIMES, size


if __name__ == "__main__":
    main()
