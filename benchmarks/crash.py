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
import os
import random
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil

FEEDS = 6
WINDOW = 40
"""Items that a feed shows; besides those that no recorded poll has seen yet, for what falls out of
a feed while nobody reads it is lost to anyone."""
GROWTH = (0, 2, 4, 8, 16)
"""So many items more with a request, one of these."""
PATIENCE = 120.0
"""Seconds to wait for anything."""
STARTING, READY = 0.15, 0.25
"""Share of the kills that come while it starts, and as soon as it is ready; the others come after
it has recorded a poll, in the middle of recording and sending."""
LONGEST_LIFE = 1.5
"""Seconds at most from there to the kill."""
SLOWEST_ANSWER = 0.06
"""Seconds a webhook takes to answer what it has taken: there a kill makes a duplicate."""

ITEM = (
    "<item><guid>{code}</guid><title>{title}</title><link>https://wire.example/{code}</link>"
    "<pubDate>{published}</pubDate></item>"
)
TOPICS = {
    "Ports": "Harbour strike",
    "Chips": "Chips export",
    "Quakes": "Earthquake felt",
    "Tea": "Tea auction",
    "": "Weather report",
}
"""What the rules watch for; the last is for none of them."""
OFTEN = (24, 14, 1, 6, 15)
"""Slack's format is posted once a second at most: what is urgent is seldom."""
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


class Newsroom:
    """Six feeds that grow while they are read."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._lock = threading.Lock()
        self._feeds = [[] for _ in range(FEEDS)]
        """(when first shown, item), the oldest first."""
        self._recent = []
        self.read_at = [""] * FEEDS
        """When each feed was last polled and recorded, as the database writes it."""
        self.growing = True
        self.published = {}
        """Code → topic of all items so far."""

    def page(self, number: int) -> bytes:
        """The feed as it is now: a little more than at the last request."""
        with self._lock:
            feed, now = self._feeds[number], as_stored(datetime.now(UTC))
            if self.growing:
                feed.extend((now, self._news()) for _ in range(self._chance.choice(GROWTH)))
            unread = sum(shown_at > self.read_at[number] for shown_at, _ in feed)
            items = "".join(item for _, item in feed[-max(WINDOW, unread) :])
        title = f"<title>Wire {number}</title>"
        return f'<rss version="2.0"><channel>{title}{items}</channel></rss>'.encode()

    def _news(self) -> str:
        code = word(len(self.published))
        (topic,) = self._chance.choices(list(TOPICS), OFTEN)
        if self._recent and self._chance.random() < 0.25:  # another outlet has the story
            topic, words = self._chance.choice(self._recent)
        else:
            words = [word(self._chance.randrange(10_000, 90_000)) for _ in range(5)]
            self._recent = [*self._recent[-20:], (topic, words)]
        self.published[code] = topic
        title = f"{TOPICS[topic]}: {' '.join(words)} {code}"
        return ITEM.format(code=code, title=title, published=format_datetime(datetime.now(UTC)))


def as_stored(moment: datetime) -> str:
    """A time as the database writes it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def word(number: int) -> str:
    """A pronounceable word of its own for each number."""
    syllables = [first + second for first in "bdfgklmnprst" for second in "aeiou"]
    made = ""
    for _ in range(4):
        number, which = divmod(number, len(syllables))
        made += syllables[which]
    return made


class Arrivals:
    """What a webhook was given: (key, how many kills had been before)."""

    def __init__(self, name: str, chance: random.Random) -> None:
        self.name, self.chance = name, chance
        self.taken = []
        self.kills = 0

    def duplicates(self) -> list[tuple[str, int, int]]:
        """Each that came again: its key, and the kills before it came last and came now."""
        last, twice = {}, []
        for key, kills in list(self.taken):
            if key in last:
                twice.append((key, last[key], kills))
            last[key] = kills
        return twice


def serve(handler_of, host="127.0.0.1"):
    """Start a server; returns it. ``handler_of`` makes the handler's class."""
    server = ThreadingHTTPServer((host, 0), handler_of)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def feed_handler(newsroom, number):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = newsroom.page(number)
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


def hook_handler(arrivals):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            arrivals.taken.append((self.headers["Idempotency-Key"], arrivals.kills))
            time.sleep(arrivals.chance.random() * SLOWEST_ANSWER)
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_):
            pass

        def handle(self):
            with suppress(ConnectionError):  # who asked is dead
                super().handle()

    return Handler


class Victim:
    """The daemon, started and killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._address = str(folder / "n")
        self._manager.bind(self._address)
        self._process = None
        self._orphans = []

    def start(self) -> None:
        """Start it, without waiting."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "monitor.cli.main",
                    "run",
                    "-c",
                    self._folder / "config.toml",
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | {"NOTIFY_SOCKET": self._address},
            )

    def wait_ready(self) -> None:
        """Until it says so."""
        self._manager.settimeout(PATIENCE)
        wait_for(lambda: b"READY=1" in self._manager.recv(4096) or self._process.poll() is not None)
        if self._process.poll() is not None:
            raise SystemExit(f"it ended by itself:\n{(self._folder / 'log').read_text()[-4000:]}")

    def kill(self) -> None:
        """SIGKILL to it alone; its children must end by themselves."""
        self._orphans += psutil.Process(self._process.pid).children(recursive=True)
        self._process.kill()
        self._process.wait()
        self._manager.setblocking(False)
        with suppress(BlockingIOError):  # what it still had to say
            while True:
                self._manager.recv(4096)

    def stop(self) -> None:
        """SIGTERM: it finishes what is under way."""
        self._process.terminate()
        self._process.wait(PATIENCE)

    def close(self) -> None:
        """Leave nothing behind."""
        if self._process.poll() is None:
            self.kill()
        self._manager.close()
        _, alive = psutil.wait_procs(self._orphans, timeout=10)
        for child in alive:
            child.kill()
        if alive:
            raise SystemExit(f"left behind: {alive}")


def wait_for(condition, patience=PATIENCE):
    """Wait until it holds; says whether it did."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def ask(path, question, *values):
    """Rows of the database, read only."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=30)
    try:
        return connection.execute(question, values).fetchall()
    finally:
        connection.close()


def recorded(database):
    """When each feed's last poll was recorded."""
    return [
        at
        for (at,) in ask(database, "SELECT coalesce(last_success_at, '') FROM feeds ORDER BY name")
    ]


def drained(database, since):
    """Whether all that was published has been polled, and all that is due has been sent."""
    ((waiting,),) = ask(
        database, "SELECT count(*) FROM deliveries WHERE state = 'pending' AND hold = ''"
    )
    ((behind,),) = ask(
        database, "SELECT count(*) FROM feeds WHERE coalesce(last_success_at, '') < ?", since
    )
    return not waiting and not behind


def books(database, newsroom, hooks, kills):
    """Compare what was published, recorded and received."""
    stored = Counter(title.split()[-1] for (title,) in ask(database, "SELECT title FROM items"))
    matched = {
        (title.split()[-1], rule)
        for title, rule in ask(
            database,
            "SELECT title, rule FROM matches JOIN items ON items.id = matches.item_id",
        )
    }
    wanted = {(code, topic) for code, topic in newsroom.published.items() if topic}
    ends = Counter()
    for withheld, alert, item, opener in ask(
        database,
        "SELECT withheld, alert_id, matches.item_id, alerts.item_id FROM matches "
        "LEFT JOIN alerts ON alerts.id = alert_id",
    ):
        if withheld:
            ends[f"withheld: {withheld}"] += 1
        elif alert is None:
            ends["nothing"] += 1
        else:
            ends["told" if item == opener else "grouped with an alert"] += 1
    states = Counter()
    for target, state, hold, digest in ask(
        database,
        """
        SELECT own.target, sent.state, own.hold, own.digest_id FROM deliveries AS own
        JOIN deliveries AS sent ON sent.id = coalesce(own.digest_id, own.id)
        WHERE own.alert_id IS NOT NULL
        """,
    ):
        how = "held" if state == "pending" and hold and not digest else state
        states[f"{target}: {how}{' in a digest' if digest else ''}"] += 1
    recorded = ask(database, "SELECT key, target, state FROM deliveries")
    known = {(key, target) for key, target, _ in recorded}
    arrived = {(key, hook.name) for hook in hooks for key, _ in hook.taken}
    silent = ask(
        database,
        "SELECT count(*) FROM alerts WHERE NOT EXISTS "
        "(SELECT 1 FROM deliveries WHERE alert_id = alerts.id)",
    )[0][0]
    lost = {
        "published, not stored": len(newsroom.published.keys() - stored.keys()),
        "stored, not matched": len(wanted - matched),
        "matched, without an end": ends["nothing"],
        "alerts without a delivery": silent,
        "deliveries not sent": sum(
            count
            for name, count in states.items()
            if not name.partition(": ")[2].startswith(("delivered", "held"))
        ),
        "called delivered, never arrived": sum(
            state == "delivered" and (key, target) not in arrived for key, target, state in recorded
        ),
    }
    twice = {hook.name: hook.duplicates() for hook in hooks}
    per_kill = Counter(
        (name, now) for name, each in twice.items() for _, before, now in each if now > before
    )
    return {
        "kills": kills,
        "items published": len(newsroom.published),
        "items stored twice": sum(count - 1 for count in stored.values()),
        "matches made": len(matched),
        "matches by their end": dict(sorted(ends.items())),
        "deliveries by their end": dict(sorted(states.items())),
        "messages received": {hook.name: len(hook.taken) for hook in hooks},
        "lost": lost,
        "duplicates": {name: len(each) for name, each in twice.items()},
        "most duplicates per kill and target": max(per_kill.values(), default=0),
        "duplicates without a kill between": sum(
            now == before for each in twice.values() for _, before, now in each
        ),
        "keys nobody knows": len(arrived - known),
    }


def kept(found):
    """Whether every promise was."""
    return (
        not any(found["lost"].values())
        and not found["items stored twice"]
        and found["most duplicates per kill and target"] <= 1
        and not found["duplicates without a kill between"]
        and not found["keys nobody knows"]
        and found["matches made"] > 0
    )


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
