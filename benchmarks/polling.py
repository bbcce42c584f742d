"""What a poll costs: ours beside reader, a loop of feedparser, and the least that is possible.

    python benchmarks/polling.py [--feeds 200 2000] [--rounds 10] [--corpus DIR] [--only NAME …]
    python benchmarks/polling.py --schedule      the tick: 10,000 and 100,000 feeds
    python benchmarks/polling.py --latency       2,000 feeds due at once, of which 5 % hang

Every round the feeds turn their page and each contender polls all of them ("changed"), and then
once more ("unchanged"). The first round, in which everything is new, is told apart; and so is what
a contender does only once, before it or while it polls a few other feeds: we build the lists of a
language's words, once in an installation (1.3 s for English), unpack a model of languages, at each
start that needs it (half a second), and start the parsers. What is printed
is the median over the rounds; processor time counts child processes; memory is the peak, over all
processes of the contender together, of what each has for itself and its share of the rest (PSS).
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil
from _pollers import WARM_UP
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
NAMES = ("ours", "reader", "feedparser", "floor", "floor-threads")


@contextmanager
def serving(feeds, corpus=None, *, today=False):
    """Start the newspapers; yields their port."""
    served = str(feeds + WARM_UP)
    command = [sys.executable, str(HERE / "_newspapers.py"), "--feeds", served]
    command += ["--corpus", str(corpus)] if corpus else []
    command += ["--today"] if today else []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def tell(port, what):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{what}") as answer:
        return answer.read()


class Contender:
    """A process that polls when told to, and its memory."""

    def __init__(self, name, port, feeds, *, broken=0):
        self.name = name
        self._least = feeds - broken
        self.times = {"first": [], "changed": [], "unchanged": []}
        self.peak = 0
        command = [sys.executable, str(HERE / "_pollers.py"), name, str(port), str(feeds)]
        self._feeds = feeds
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._over = threading.Event()
        self._polling = threading.Event()
        self._watch = threading.Thread(target=self._watch_memory)
        self.start = self._read()["cpu"]
        """Processor seconds for what it does once, and for the first ``WARM_UP`` feeds."""
        self._watch.start()

    def poll(self, kind):
        """Have it poll everything once."""
        self._polling.set()
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        answer = self._read()
        self._polling.clear()
        if kind in self.times and answer["polls"] < self._least:
            raise SystemExit(f"{self.name} polled {answer['polls']} of {self._feeds} feeds")
        self.times.setdefault(kind, []).append(answer)
        return answer["polls"]

    def cpu(self, kind):
        """Milliseconds a poll."""
        return 1000 * statistics.median(t["cpu"] for t in self.times[kind]) / self._feeds

    def rate(self, kind):
        """Polls a second."""
        return self._feeds / statistics.median(t["seconds"] for t in self.times[kind])

    def close(self):
        """End it."""
        self._over.set()
        self._polling.set()
        self._watch.join()
        self._process.stdin.close()
        self._process.wait()

    def _read(self):
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} has failed")
        return json.loads(line)

    def _watch_memory(self):
        while not self._over.wait(0.5):
            self._polling.wait()
            self.peak = max(self.peak, proportional(self._process.pid))


def proportional(pid):
    """Bytes of memory of a process and all its children together (PSS)."""
    total = 0
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        for each in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                total += each.memory_full_info().pss
    return total


def compare(given, feeds, out):
    """Run the contenders, interleaved, and print the table."""
    names = given.only or NAMES
    with ExitStack() as stack:
        port = stack.enter_context(serving(feeds, given.corpus))
        contenders = []
        broken = feeds // 10 if given.corpus else 0  # not all that is published can be read
        for name in names:
            contenders.append(Contender(name, port, feeds, broken=broken))
            stack.callback(contenders[-1].close)
        for contender in contenders:
            contender.poll("first")
        for number in range(given.rounds):
            tell(port, "advance")
            for contender in contenders:
                contender.poll("changed")
                time.sleep(1)  # we are polite: a second between two polls of a host
                contender.poll("unchanged")
            print(f"round {number + 1} of {given.rounds}", file=sys.stderr)
    table = Table(title=f"{feeds:,} feeds, {given.rounds} rounds (median)")
    table.add_column("")
    for heading in (
        "CPU ms a poll:\nchanged",
        "unchanged",
        "first",
        "polls a second:\nchanged",
        "unchanged",
        "memory MB",
    ):
        table.add_column(heading, justify="right")
    for each in contenders:
        table.add_row(
            each.name,
            f"{each.cpu('changed'):.2f}",
            f"{each.cpu('unchanged'):.2f}",
            f"{each.cpu('first'):.1f}",
            f"{each.rate('changed'):,.0f}",
            f"{each.rate('unchanged'):,.0f}",
            f"{each.peak / 1e6:.0f}",
        )
    out.print(table)
    for each in contenders:
        out.print(
            f"Before that, {each.name} took {each.start:.1f} s of processor time to begin, the "
            f"first polls of {WARM_UP} other feeds included."
        )
    by_name = {each.name: each for each in contenders}
    if {"ours", "reader"} <= by_name.keys():
        share = by_name["ours"].cpu("changed") / by_name["reader"].cpu("changed")
        out.print(f"A changed poll takes {share:.2f} of reader's processor time (bar: 0.25).")
        share = by_name["ours"].cpu("first") / by_name["reader"].cpu("first")
        out.print(f"A first poll takes {share:.2f} of reader's processor time (bar: 1.3).")
    if {"ours", "floor"} <= by_name.keys():
        times = by_name["ours"].cpu("unchanged") / by_name["floor"].cpu("unchanged")
        out.print(f"A poll without change takes {times:.2f} times the floor's (bar: 2).")
    if {"ours", "floor-threads"} <= by_name.keys():
        times = by_name["ours"].cpu("unchanged") / by_name["floor-threads"].cpu("unchanged")
        out.print(f"That is {times:.2f} times the floor's in as many threads.")
    if "ours" in by_name:
        memory = by_name["ours"].peak / 1e6
        out.print(f"Our processes take {memory:.0f} MB together (bar at 2,000 feeds: 250).")


def lateness(out, feeds=2_000, every=20):
    """How late polls start while every twentieth feed hangs until its deadline."""
    with ExitStack() as stack:
        port = stack.enter_context(serving(feeds))
        contender = Contender("ours-spread", port, feeds)
        stack.callback(contender.close)
        contender.poll("first")
        tell(port, f"hang/{every}")
        due = contender.poll("spread")
        arrived = json.loads(tell(port, "arrivals"))
    late = sorted(
        arrived.get(number, float("inf")) - moment
        for number, moment in due.items()
        if int(number) % every
    )
    hung = sum(int(number) % every == 0 for number in arrived)
    out.print(
        f"{feeds:,} feeds, due over a minute; {hung} of them hang: of {len(late):,} healthy ones "
        f"half started within {late[len(late) // 2]:.2f} s, 99 % within "
        f"{late[len(late) * 99 // 100]:.2f} s (bar: 5 s), all within {late[-1]:.2f} s."
    )


def schedule(out):
    """What it takes to know that nothing is due, and to keep feeds going that never change."""
    table = Table(title="Scheduling, per cent of a core")
    for heading in ("feeds", "nothing due (bars: 1, 4)", "each due once an hour"):
        table.add_column(heading, justify="right")
    for feeds in (10_000, 100_000):
        table.add_row(
            f"{feeds:,}", f"{ticking(feeds, busy=False):.2f}", f"{ticking(feeds, busy=True):.2f}"
        )
    out.print(table)


def ticking(feeds, *, busy, seconds=20):
    """Per cent of a core for a tick a second; polls cost nothing: all are answered at once."""
    from apscheduler.schedulers.background import BackgroundScheduler

    from monitor.feeds.state.feed import Feed, Validators
    from monitor.feeds.state.outcome import Unchanged
    from monitor.feeds.watched import WatchedFeeds
    from monitor.inbound.poll_loop import Intake
    from monitor.inbound.record import Recorder
    from monitor.process.daemon import utc_now
    from monitor.rules import KnownWords
    from monitor.store.database import Database
    from monitor.store.feeds import feeds as feed_store
    from monitor.store.timestamps import to_text

    def submit(request):
        future = Future()
        known = Validators(etag='"1"')
        future.set_result(Unchanged(url=request.url, validators=known, body_hash="", status=304))
        return future

    wanted = [
        Feed(url=f"https://paper-{number}.example/", interval=timedelta(hours=1))
        for number in range(feeds)
    ]
    with tempfile.TemporaryDirectory() as folder, Database(Path(folder) / "news.db") as database:
        now = utc_now()
        database.write(lambda db: feed_store.sync(db, wanted, now=now))
        start = now if busy else now + timedelta(minutes=5)
        rows = [
            (to_text(start + timedelta(hours=number / feeds)), number + 1)
            for number in range(feeds)
        ]
        statement = "UPDATE feeds SET next_poll_at = ? WHERE id = ?"
        database.write(lambda db: db.conn.executemany(statement, rows) and None)
        recorder = Recorder(
            database,
            watched=WatchedFeeds(wanted),
            rules=[],
            policies={},
            targets={},
            timezone=ZoneInfo("UTC"),
            known=KnownWords.of({}),
        )
        intake = Intake(
            database,
            recorder,
            submit=submit,
            allow_private=frozenset(),
            clock=utc_now,
            recorded=lambda _: None,
        )
        intake.start()
        scheduler = BackgroundScheduler()
        scheduler.add_job(
            intake.tick, "interval", seconds=1, misfire_grace_time=None, coalesce=True
        )
        scheduler.start()
        time.sleep(5)  # it catches up with what came due while it was set up
        began, before = time.perf_counter(), time.process_time()
        time.sleep(seconds)
        share = 100 * (time.process_time() - before) / (time.perf_counter() - began)
        scheduler.shutdown()
        intake.stop(5)
    return share


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--feeds", type=int, nargs="+", default=[200, 2_000])
    options.add_argument("--rounds", type=int, default=10)
    options.add_argument("--corpus", type=Path)
    options.add_argument("--only", nargs="+", choices=NAMES)
    options.add_argument("--schedule", action="store_true")
    options.add_argument("--latency", action="store_true")
    given = options.parse_args()
    if given.schedule:
        schedule(Console())
    elif given.latency:
        lateness(Console())
    else:
        for feeds in given.feeds:
            compare(given, feeds, Console())


if __name__ == "__main__":
    main()
