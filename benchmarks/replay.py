"""Replays snapshots of real feeds through the daemon and counts what was lost, doubled or re-sent.

    python benchmarks/replay.py CORPUS [--rounds N]

CORPUS has a folder for each feed, and in it that feed's snapshots, each named by its Unix time.
Every round, each feed's server shows its next snapshot; the daemon polls all of them once, with its
clock at the time of the snapshots, and sends every alert to a webhook that counts. The one rule
matches every item. What should have been stored is counted apart from our parser, from feedparser's
entries by guid or link.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import feedparser
from rich.console import Console
from rich.progress import track
from rich.table import Table

from monitor.config import load_config
from monitor.daemon import Daemon
from monitor.store.database import reading


class Feeds(BaseHTTPRequestHandler):
    """Shows each feed's present snapshot, and takes alerts."""

    snapshots: dict[str, bytes] = {}  # noqa: RUF012 - set by main
    alerts: list[str] = []  # noqa: RUF012

    def do_GET(self):
        """Show the snapshot."""
        body = self.snapshots[self.path.strip("/")]
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        """Count the alert."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.alerts.append(json.dumps(body))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        """Say nothing."""


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("corpus", type=Path)
    options.add_argument("--rounds", type=int, default=10**9)
    given = options.parse_args()
    corpus = {
        folder.name: sorted(folder.iterdir(), key=lambda path: int(path.stem))
        for folder in sorted(given.corpus.iterdir())
        if folder.is_dir()
    }
    rounds = min(given.rounds, max(map(len, corpus.values())))
    server = ThreadingHTTPServer(("0.0.0.0", 0), Feeds)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        # Addresses of their own, so that politeness to a host doesn't make us wait.
        hosts = {name: f"127.0.1.{number}" for number, name in enumerate(corpus, 1)}
        feeds = "".join(
            f'[[feeds]]\nname = "{name}"\nurl = "http://{host}:{port}/{name}"\nbackfill = "all"\n'
            for name, host in hosts.items()
        )
        (home / "config.toml").write_text(
            f"allow_private = {json.dumps(list(hosts.values()))}\n"
            f'[targets.counter]\nurl = "json://127.0.0.1:{port}/"\n'
            f"{feeds}[[rules]]\nname = \"all\"\nmatch = '/\\w/'\n"
        )
        config = load_config(home / "config.toml", environ={})
        edits = Counter()
        for number in track(range(rounds), "Rounds", console=Console(stderr=True)):
            now = [0]
            for name, snapshots in corpus.items():
                snapshot = snapshots[min(number, len(snapshots) - 1)]
                Feeds.snapshots[name] = snapshot.read_bytes()
                now.append(int(snapshot.stem))

            def polled(summary):
                assert not summary.error, (summary.feed, summary.error)
                edits[summary.feed] += summary.edited

            moment = datetime.fromtimestamp(max(now), UTC)
            Daemon(config, clock=partial(_same, moment)).once(polled)
        report(corpus, rounds, config, edits)


def _same(moment):
    return moment


def report(corpus, rounds, config, edits):
    expected = {name: distinct(snapshots[:rounds]) for name, snapshots in corpus.items()}
    with reading(config.database) as db:
        stored = dict(
            db.execute(
                "SELECT feeds.name, count(*) FROM items JOIN feeds ON feeds.id = feed_id GROUP BY 1"
            )
        )
        links = db.execute(
            """
            SELECT feeds.name,
                   count(*) - count(DISTINCT coalesce(nullif(link, ''), key) || items.title)
            FROM items JOIN feeds ON feeds.id = feed_id GROUP BY 1
            """
        ).fetchall()
        deliveries = db.execute("SELECT state, count(*) FROM deliveries GROUP BY state").fetchall()
        withheld = db.execute(
            "SELECT withheld, count(*) FROM matches WHERE withheld IS NOT NULL GROUP BY 1"
        ).fetchall()
    twice = dict(links)
    columns = ("Feed", "Snapshots", "Distinct ids", "Stored", "Edits", "Same link and title twice")
    table = Table(*columns)
    for name, snapshots in corpus.items():
        table.add_row(
            name,
            str(min(rounds, len(snapshots))),
            str(len(expected[name])),
            str(stored.get(name, 0)),
            str(edits[name]),
            str(twice.get(name, 0)),
        )
    total = sum(map(len, expected.values()))
    table.add_section()
    table.add_row(
        "all",
        str(sum(min(rounds, len(each)) for each in corpus.values())),
        str(total),
        str(sum(stored.values())),
        str(edits.total()),
        str(sum(twice.values())),
    )
    out = Console()
    out.print(table)
    again = sum(count - 1 for count in Counter(Feeds.alerts).values())
    out.print(f"Alerts received: {len(Feeds.alerts)}, of which sent again: {again}")
    out.print(f"Deliveries: {dict(deliveries)}; withheld: {dict(withheld)}")


def distinct(snapshots):
    """The identities feedparser sees in all of a feed's snapshots."""
    found = set()
    for snapshot in snapshots:
        for entry in feedparser.parse(BytesIO(snapshot.read_bytes())).entries:
            found.add(entry.get("id") or entry.get("link") or entry.get("title"))
    return found


if __name__ == "__main__":
    main()
