"""The contenders of ``polling.py``: each polls every feed once whenever it reads a line.

    python benchmarks/_pollers.py NAME PORT FEEDS
    python benchmarks/_pollers.py config PORT FEEDS RULES MINUTES FOLDER     write it, no more

Answers each line on its standard input with a line of JSON: how long it took, the processor time
it took, its child processes included, and how many polls went well. Before the first line it polls
``WARM_UP`` more feeds, once, so that what it does once at a start, or once in a folder, isn't taken
for the cost of a feed; what that took is its first line. Names: ours, reader,
feedparser (a loop of ``feedparser.parse(url)``), floor (urllib3 and a hash, nothing parsed, in one
thread), floor-threads (the same in as many as we let be at work at a time), and ours-spread: the
feeds are due, in any order, over the next minute, and a tick a second polls them.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import psutil

RULES = 200
WARM_UP = 10
"""Feeds, numbered from the last one on, that are polled once before anything is measured."""
BRISK = 2
"""As in ``polling.poller``; what isn't ours mustn't import what is."""


def host_of(number):
    """A loopback address of its own for each feed, so that politeness doesn't make anyone wait."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


def url_of(number, port):
    return f"http://{host_of(number)}:{port}/{number}"


def numbers(feeds, *, warm_up):
    """Of the feeds to poll."""
    return range(feeds, feeds + WARM_UP) if warm_up else range(feeds)


def cpu_of_children():
    """Processor seconds of all processes this one ever started."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = children.ru_utime + children.ru_stime
    for child in psutil.Process().children(recursive=True):
        times = child.cpu_times()
        seconds += times.user + times.system
    return seconds


def made_config(folder, port, feeds, *, rules=RULES, minutes=60):
    """Have a configuration written by another process: to make up rules takes memory of its own."""
    numbers = map(str, (port, feeds, rules, minutes))
    subprocess.run([sys.executable, __file__, "config", *numbers, folder], check=True)
    return Path(folder) / "config.toml"


def write_config(folder, port, feeds, *, rules=RULES, minutes=60):
    """A configuration of so many feeds and rules."""
    from _news import Newsroom

    from monitor.rules.language.canonical import canonical

    parts = ['allow_private = ["127.0.0.0/8"]\n']
    parts.append('[targets.nobody]\nurl = "json://127.0.0.1:9/"\n')
    parts += [
        f'[[feeds]]\nurl = "{url_of(number, port)}"\ninterval = "{minutes}m"\n'
        for number in range(feeds)
    ]
    for rule in Newsroom(7).rules(rules):
        match = json.dumps(canonical(rule.query))
        parts.append(f'[[rules]]\nname = "{rule.name}"\nmatch = {match}\n')
    (Path(folder) / "config.toml").write_text("".join(parts))


@contextmanager
def ours(port, feeds):
    """The daemon's own wiring; only the clock that says when to tick is ours."""
    from monitor.config import load_config
    from monitor.process.daemon import Daemon, utc_now
    from monitor.store.feeds import feeds as feed_store

    counted = [0]

    def polled(summary):
        counted[0] += not summary.error

    with tempfile.TemporaryDirectory() as folder:
        config = load_config(made_config(folder, port, feeds + WARM_UP), environ={})
        with Daemon(config)._running(  # noqa: SLF001 - the very wiring
            polled, deliver=False
        ) as running:
            intake = running.intake

            def poll(*, warm_up=False):
                counted[0] = 0
                never = "UPDATE feeds SET next_poll_at = '9' WHERE (id > ?) <> ?"
                intake.database.write(lambda db: feed_store.poll_now(db, now=utc_now()))
                intake.database.write(lambda db: db.execute(never, [feeds, warm_up]) and None)
                while intake.tick() or intake.busy:
                    time.sleep(0.05)
                return counted[0]

            yield poll


@contextmanager
def spread(port, feeds):
    """The same, with due times of their own; answers with each feed's."""
    from apscheduler.schedulers.background import BackgroundScheduler

    from monitor.config import load_config
    from monitor.process.daemon import Daemon, utc_now
    from monitor.store.timestamps import to_text

    logging.disable()  # a line for each feed that hangs
    with tempfile.TemporaryDirectory() as folder:
        config = load_config(made_config(folder, port, feeds), environ={})
        with Daemon(config)._running(  # noqa: SLF001 - the very wiring
            lambda _: None, deliver=False
        ) as running:
            intake = running.intake
            polls = 0

            def poll(*, warm_up=False):
                nonlocal polls
                if warm_up:
                    return 0
                polls += 1
                if polls == 1:
                    while intake.tick() or intake.busy:
                        time.sleep(0.05)
                    return feeds
                now = utc_now()
                due = {n: now + timedelta(seconds=2 + 60 * random.random()) for n in range(feeds)}
                rows = [(to_text(due[n]), url_of(n, port)) for n in range(feeds)]
                statement = "UPDATE feeds SET next_poll_at = ? WHERE url = ?"
                intake.database.write(lambda db: db.conn.executemany(statement, rows) and None)
                scheduler = BackgroundScheduler()
                scheduler.add_job(
                    intake.tick, "interval", seconds=1, misfire_grace_time=None, coalesce=True
                )
                scheduler.start()
                time.sleep(72)
                scheduler.shutdown()
                return {n: moment.timestamp() for n, moment in due.items()}

            yield poll


@contextmanager
def reader(port, feeds):
    from reader import make_reader

    with tempfile.TemporaryDirectory() as folder:
        it = make_reader(f"{folder}/db.sqlite")
        for number in range(feeds + WARM_UP):
            it.add_feed(url_of(number, port))
            if number >= feeds:
                it.set_tag(url_of(number, port), "warm-up")

        def poll(*, warm_up=False):
            tags = ["warm-up" if warm_up else "-warm-up"]
            results = it.update_feeds_iter(workers=8, scheduled=False, tags=tags)
            return sum(not isinstance(result.value, Exception) for result in results)

        yield poll


@contextmanager
def naive(port, feeds):
    import feedparser

    known = {}

    def poll(*, warm_up=False):
        for number in numbers(feeds, warm_up=warm_up):
            url = url_of(number, port)
            etag = known.get(url)
            result = feedparser.parse(url, etag=etag)
            known[url] = result.get("etag")
        return feeds

    yield poll


@contextmanager
def floor(port, feeds, threads=1):
    """The least that is possible: nothing but one conditional GET after another, and a hash.

    ``PoolManager.request``, as anybody would call it: no deadline for the whole, no check of
    addresses, and nothing is remembered but the ETag. Each connection is new, as in every
    contender, because the server closes it. One thread is the cheapest way there is, because
    nobody contends with it for the interpreter; but one feed that hangs then stops all others.
    """
    import urllib3

    pool = urllib3.PoolManager(num_pools=50, retries=False)
    known = {}

    def ask(number):
        url = url_of(number, port)
        tag = known.get(url)
        headers = {"If-None-Match": tag} if tag else {}
        response = pool.request("GET", url, headers=headers)
        if response.status == 200:
            hashlib.blake2b(response.data, digest_size=16).hexdigest()
            known[url] = response.headers.get("etag")

    with ThreadPoolExecutor(threads) as executor:
        each = map if threads == 1 else executor.map

        def poll(*, warm_up=False):
            return sum(1 for _ in each(ask, numbers(feeds, warm_up=warm_up)))

        yield poll


CONTENDERS = {
    "ours": ours,
    "ours-spread": spread,
    "reader": reader,
    "feedparser": naive,
    "floor": floor,
    "floor-threads": partial(floor, threads=BRISK),
}


def main():
    name, port, feeds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if name == "config":
        rules, minutes = map(int, sys.argv[4:6])
        write_config(sys.argv[6], port, feeds, rules=rules, minutes=minutes)
        return
    out = os.fdopen(os.dup(1), "w", buffering=1)
    with CONTENDERS[name](port, feeds) as poll:
        print(json.dumps(measured(partial(poll, warm_up=True))), file=out)
        for _ in sys.stdin:
            print(json.dumps(measured(poll)), file=out)


def measured(poll):
    # To look through all processes takes time itself, which isn't to be counted.
    theirs = cpu_of_children()
    began, before = time.perf_counter(), time.process_time()
    polls = poll()
    took, own = time.perf_counter() - began, time.process_time() - before
    return {"seconds": took, "cpu": own + cpu_of_children() - theirs, "polls": polls}


if __name__ == "__main__":
    main()
