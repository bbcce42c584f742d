"""Kill -9, again and again, in the middle of the work: what is lost, what comes twice.

    python benchmarks/crash.py [--kills 200] [--seed 1] [--json]

A real ``news-monitor run`` polls six feeds that grow with every request and tells two webhooks, a
generic one at once and one that takes Slack's format mostly by digests. It is killed at random
moments, mostly while it polls and sends, sometimes while it starts, and started again. In the end
the feeds stop growing, it may finish, and the books are compared: what the feeds published, what
the database holds, what arrived at the webhooks, by their Idempotency-Key.

Promised: nothing lost; nothing stored twice; at most one delivery twice per kill and target, and
that under the same key. Exits with 1 where a promise is broken.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from http.server import ThreadingHTTPServer
from pathlib import Path

from _books import books, drained, kept, recorded
from _growing import FEEDS, Newsroom, as_stored, feed_handler
from _hooks import Arrivals, hook_handler
from _victim import Victim, wait_for

STARTING, READY = 0.15, 0.25
"""Share of the kills that come while it starts, and as soon as it is ready; the others come after
it has recorded a poll, in the middle of recording and sending."""
LONGEST_LIFE = 1.5
"""Seconds at most from there to the kill."""
CONFIG = """
timezone = "UTC"
allow_private = ["127.0.0.0/8"]
[web]
enabled = false
[targets.json]
url = "json://127.0.0.1:{json}/"
max_per_hour = 0
[targets.slack]
url = "slack+http://127.0.0.1:{slack}/hook"
max_per_hour = 0
[[rules]]
name = "Ports"
match = "harbour + strike"
targets = ["json"]
[[rules]]
name = "Chips"
match = "chips + export"
digest = "* * * * *"
[[rules]]
name = "Quakes"
match = "earthquake"
urgent = true
[[rules]]
name = "Tea"
match = "tea + auction"
targets = []
"""


def serve(handler_of, host="127.0.0.1"):
    """Start a server; returns it. ``handler_of`` makes the handler's class."""
    server = ThreadingHTTPServer((host, 0), handler_of)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def run(kills, seed, folder, say):
    """Kill it so many times; returns the books."""
    chance = random.Random(seed)
    newsroom = Newsroom(random.Random(chance.random()))
    hooks = [Arrivals(name, random.Random(chance.random())) for name in ("json", "slack")]
    servers = [
        serve(feed_handler(newsroom, number), f"127.0.1.{number + 1}") for number in range(FEEDS)
    ]
    servers += [serve(hook_handler(hook)) for hook in hooks]
    *pages, generic, slack = (server.server_address for server in servers)
    feeds = "".join(
        f'[[feeds]]\nurl = "http://{host}:{port}/feed"\nname = "Wire {number}"\ninterval = "1s"\n'
        for number, (host, port) in enumerate(pages)
    )
    (folder / "config.toml").write_text(CONFIG.format(json=generic[1], slack=slack[1]) + feeds)
    database = folder / "news.db"
    victim = Victim(folder)
    began = time.monotonic()
    try:
        victim.start()
        victim.wait_ready()
        wait_for(lambda: newsroom.published and any(hook.taken for hook in hooks))
        for number in range(1, kills + 1):
            moment = chance.random() if number > 1 else 1.0
            if moment < STARTING:
                time.sleep(chance.random())
            else:
                if number > 1:
                    victim.wait_ready()
                if moment >= STARTING + READY:
                    wait_for(lambda: recorded(database) != newsroom.read_at)
                time.sleep(chance.random() * LONGEST_LIFE)
            victim.kill()
            for hook in hooks:
                hook.settle()
                hook.kills = number
            newsroom.read_at = recorded(database)
            victim.start()
            if number % 20 == 0:
                say(f"{number} kills, {len(newsroom.published):,} items …")
        victim.wait_ready()
        newsroom.growing = False
        since = as_stored(datetime.now(UTC))
        if not wait_for(lambda: drained(database, since)):
            say("it didn't finish in time")
        victim.stop()
    finally:
        victim.close()
        for server in servers:
            server.shutdown()
            server.server_close()
    return books(database, newsroom, hooks, kills) | {"seconds": round(time.monotonic() - began)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()

    def say(text):
        print(text, file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory() as folder:
        found = run(given.kills, given.seed, Path(folder), say)
    if given.json:
        print(json.dumps(found, indent=2))
    else:
        for name, value in found.items():
            print(f"{name:36} {value if not isinstance(value, dict) else ''}")
            for part, count in value.items() if isinstance(value, dict) else ():
                print(f"  {part:34} {count:,}")
    if not kept(found):
        raise SystemExit("a promise was broken")


if __name__ == "__main__":
    main()
