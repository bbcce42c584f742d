"""Replays snapshots of real feeds through the daemon and counts what was lost, doubled or re-sent.

    python benchmarks/replay.py CORPUS [--rounds N]

CORPUS has a folder for each feed, and in it that feed's snapshots, each named by its Unix time.
A server shows one snapshot after the other; the daemon polls each once, with its clock at the
snapshot's time, and sends every alert to a webhook that counts. The one rule matches every item.
What should have been stored is counted apart from our parser, from feedparser's entries by guid or
link. Each match must have been told (it made an alert), grouped with the alert of its story, or
withheld with a reason; "Lost" counts the others, and alerts that were neither delivered, alone or
in a digest, nor are held for one.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import feedparser
from rich.console import Console
from rich.progress import track
from rich.table import Table

from monitor.config import load_config
from monitor.process.daemon import Daemon
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
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feeds)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    table = Table(
        "Feed", "Snapshots", "Distinct ids", "Stored", "Edits", "Twice", "Matches", *REASONS, *TOLD
    )
    total: Counter[str] = Counter()
    for folder in sorted(path for path in given.corpus.iterdir() if path.is_dir()):
        snapshots = sorted(folder.iterdir(), key=lambda path: int(path.stem))[: given.rounds]
        counts = replay(folder.name, snapshots, server.server_address[1])
        table.add_row(folder.name, *(str(counts[column.header]) for column in table.columns[1:]))
        total.update(counts)
    table.add_section()
    table.add_row("all", *(str(total[str(column.header)]) for column in table.columns[1:]))
    Console(width=190).print(table)


REASONS = ("Baseline", "Backfill", "Rebuilt", "Old")
TOLD = ("Grouped", "Alerts", "In digests", "Held", "Lost", "Received", "Sent again")
FATES = """
    SELECT CASE WHEN own.state = 'delivered' THEN 'alone'
        WHEN digest.state = 'delivered' THEN 'digest'
        WHEN own.state = 'pending' AND own.hold <> '' THEN 'held' ELSE 'lost' END AS fate, count(*)
    FROM deliveries own LEFT JOIN deliveries digest ON digest.id = own.digest_id
    WHERE own.alert_id IS NOT NULL GROUP BY fate
"""


def replay(name, snapshots, port):
    """Show the daemon one feed's snapshots in turn, each at its time; count what came of it."""
    Feeds.alerts.clear()
    counts = Counter({"Snapshots": len(snapshots), "Distinct ids": len(distinct(snapshots))})
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "config.toml"
        path.write_text(
            f'allow_private = ["127.0.0.1"]\n'
            f'[targets.counter]\nurl = "json://127.0.0.1:{port}/"\n'
            f'[[feeds]]\nname = "{name}"\nurl = "http://127.0.0.1:{port}/{name}"\n'
            "[[rules]]\nname = 'all'\nmatch = '/\\w/'\n"
        )
        config = load_config(path, environ={})

        def polled(summary):
            assert not summary.error, (summary.feed, summary.error)
            counts["Edits"] += summary.edited

        for snapshot in track(snapshots, name, console=Console(stderr=True), transient=True):
            Feeds.snapshots[name] = snapshot.read_bytes()
            moment = datetime.fromtimestamp(int(snapshot.stem), UTC)
            Daemon(config, clock=partial(_same, moment)).once(polled)
        with reading(config.database) as db:
            counts["Stored"] = db["items"].count
            counts["Twice"] = db.execute(
                "SELECT count(*) - count(DISTINCT coalesce(nullif(link, ''), key) || title) "
                "FROM items"
            ).fetchone()[0]
            counts["Matches"] = db["matches"].count
            counts["Alerts"] = db["alerts"].count
            for reason in REASONS:
                counts[reason] = db["matches"].count_where("withheld = ?", [reason.lower()])
            counts["Grouped"] = db.execute(
                "SELECT count(*) FROM matches JOIN alerts ON alerts.id = alert_id "
                "WHERE alerts.item_id <> matches.item_id"
            ).fetchone()[0]
            accounted = sum(counts[name] for name in (*REASONS, "Grouped", "Alerts"))
            fates = Counter(dict(db.execute(FATES).fetchall()))
            counts["In digests"], counts["Held"] = fates["digest"], fates["held"]
            undelivered = counts["Alerts"] - fates["alone"] - fates["digest"] - fates["held"]
            counts["Lost"] = counts["Matches"] - accounted + undelivered
    counts["Received"] = len(Feeds.alerts)
    counts["Sent again"] = sum(count - 1 for count in Counter(Feeds.alerts).values())
    return counts


def _same(moment):
    return moment


def distinct(snapshots):
    """The identities feedparser sees in all of a feed's snapshots."""
    found = set()
    for snapshot in snapshots:
        for entry in feedparser.parse(BytesIO(snapshot.read_bytes())).entries:
            # Of a document that breaks off, feedparser leaves some links escaped.
            found.add(unescape(entry.get("id") or entry.get("link") or entry.get("title")))
    return found


if __name__ == "__main__":
    main()
