"""Is the simulation of ``scale`` true? A real daemon beside it, for ten minutes.

    python benchmarks/scale_check.py [--feeds 20000] [--minutes 10] [--workers 0] [--every 30]

Small generated feeds, each on a host of its own on loopback, are polled by ``news-monitor run`` as
a user starts it; half of the bodies have changed and they bring as many items as the simulation
assumes. What a poll, a change and an item cost is measured first, on the same machine, with a few
hundred of these feeds, all at once and one after another, and what each process takes while nothing
is due; by these costs the simulation says what the ten minutes should take.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import psutil
from _fleet import Cluster, Fleet, _cpu, _free_port
from _news import Newsroom
from _scale_simulation import A_DAY, BUSY, simulate
from _small_papers import serving
from polling import tell
from scale import IDLE, SPREAD, costs_of, idle

RULES = 200
START = 70
"""Seconds after which feeds are due; half of them belong to the daemon's start."""


def url_of(number, port):
    host = number + 256
    return f"http://127.{host >> 16 & 255}.{host >> 8 & 255}.{host & 255}:{port}/{number}"


def write_config(folder, port, feeds, every, cluster):
    from monitor.rules.language.canonical import canonical

    parts = ['allow_private = ["127.0.0.0/8"]\n', f'[web]\nlisten = "127.0.0.1:{_free_port()}"\n']
    parts += [cluster.config()] if cluster else []
    parts += [
        f'[[feeds]]\nurl = "{url_of(number, port)}"\ninterval = "{every}m"\n'
        for number in range(feeds)
    ]
    for rule in Newsroom(7).rules(RULES):
        quoted = canonical(rule.query).replace("\\", "\\\\").replace('"', '\\"')
        parts.append(f'[[rules]]\nname = "{rule.name}"\nmatch = "{quoted}"\ntargets = []\n')
    (folder / "config.toml").write_text("".join(parts))


def costs_by(folder, port, cluster, workers, *, feeds, every, rounds):
    """What a poll, a change and an item cost: a few feeds, all polled at once, again and again."""
    write_config(folder, port, feeds, every, cluster)
    fleet = Fleet(folder)
    rows = []
    try:
        for kind in ["first", *["changed", "unchanged"] * rounds, "spread"]:
            # One after another, half of them changed, as they will be: alone, news costs more.
            tell(port, f"mode/{'mixed' if kind == 'spread' else kind}")
            time.sleep(1.2)
            before = cluster.cpu() if cluster else {"scheduler": 0.0, "workers": 0.0}
            row = fleet.poll(SPREAD if kind == "spread" else 0)
            after = cluster.cpu() if cluster else before
            row |= {name: after[name] - before[name] for name in after} | {"kind": kind}
            if not cluster:
                row["workers"] = row["children"]
            rows.append(row | {"bytes": size_of(folder)})
        rows.append(idle(fleet, cluster))
        memory = {"coordinator": fleet.memory()}
    finally:
        fleet.close()
    costs = costs_of([{"rows": rows, "memory": memory, "workers": workers}])
    polled = rows[:-1]
    added = sum(row["items"] for row in polled[1:])
    grown = polled[-1]["bytes"] - polled[0]["bytes"]
    # What it takes to keep the connection is in what a second costs; the daemon's jobs come on top.
    costs = replace(costs, bytes_an_item=grown / max(added, 1))
    return costs, rows[-1]["cpu"] / IDLE


@contextmanager
def running(folder):
    command = [sys.executable, "-m", "monitor", "run", "--config", str(folder / "config.toml")]
    with (folder / "log").open("a") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(120)


def ask(folder, statement, *values):
    with sqlite3.connect(folder / "news.db", timeout=60) as db:
        return db.execute(statement, values).fetchall()


def text(at):
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


def first_polls(folder, feeds):
    """Let the daemon see every feed once; then spread what is due evenly."""
    with running(folder):
        began = time.monotonic()
        while True:
            time.sleep(5)
            try:
                ((seen,),) = ask(
                    folder, "SELECT count(*) FROM feeds WHERE last_success_at IS NOT NULL"
                )
            except sqlite3.Error:
                seen = 0
            print(f"{seen:,} polled after {time.monotonic() - began:.0f} s", flush=True)
            if seen >= feeds:
                return


def spread(folder, every):
    start = datetime.now(UTC) + timedelta(seconds=START)
    rng = random.Random(3)
    with sqlite3.connect(folder / "news.db", timeout=60) as db:
        ids = [id_ for (id_,) in db.execute("SELECT id FROM feeds WHERE active")]
        db.executemany(
            "UPDATE feeds SET next_poll_at = ?, leased_until = NULL WHERE id = ?",
            [(text(start + timedelta(minutes=every * rng.random())), id_) for id_ in ids],
        )


def size_of(folder):
    ((pages,), (page,), (free,)) = (
        ask(folder, f"PRAGMA {name}")[0] for name in ("page_count", "page_size", "freelist_count")
    )
    return (pages - free) * page


def real(folder, port, cluster, minutes):
    """Ten minutes of a daemon: what it did, and what it took."""
    with running(folder) as process:
        main = psutil.Process(process.pid)
        time.sleep(START / 2)
        own = main.cpu_times()
        time.sleep(IDLE)
        then = main.cpu_times()
        idles = (then.user + then.system - own.user - own.system) / IDLE
        time.sleep(START / 2 - IDLE + 35)
        tell(port, "mode/mixed")
        time.sleep(15)
        due = dict(ask(folder, "SELECT id, next_poll_at FROM feeds"))
        own = main.cpu_times()
        whole = _cpu(process)
        shared = cluster.cpu() if cluster else None
        counts = [int(word) for word in tell(port, "counts").split()]
        size, began = size_of(folder), datetime.now(UTC)
        ((items,),) = ask(folder, "SELECT count(*) FROM items")
        time.sleep(60 * minutes)
        ended = datetime.now(UTC)
        own_then, whole_then = main.cpu_times(), _cpu(process)
        shared_then = cluster.cpu() if cluster else None
        counts_then = [int(word) for word in tell(port, "counts").split()]
        size_then = size_of(folder)
        ((items_then,),) = ask(folder, "SELECT count(*) FROM items")
        polled = dict(ask(folder, "SELECT id, last_poll_at FROM feeds"))
    seconds = (ended - began).total_seconds()
    late = [
        (datetime.fromisoformat(polled[id_]) - datetime.fromisoformat(at)).total_seconds()
        for id_, at in due.items()
        if text(began) <= at < text(ended - timedelta(seconds=60))
    ]
    asked, changed, new = (then - before for before, then in zip(counts, counts_then, strict=True))
    mine = own_then.user + own_then.system - own.user - own.system
    return {
        "seconds": seconds,
        "idle": idles,
        "polls": asked / seconds,
        "changed": changed / asked,
        "offered": new / seconds,
        "items": (items_then - items) / seconds,
        "coordinator": mine / seconds,
        "workers": (
            (shared_then["workers"] - shared["workers"]) if cluster else (whole_then - whole - mine)
        )
        / seconds,
        "scheduler": (shared_then["scheduler"] - shared["scheduler"]) / seconds if cluster else 0,
        "growth": (size_then - size) / seconds,
        "late": (float(np.median(late)), float(np.quantile(late, 0.99))),
    }


def compare(found, costs, feeds, every, workers):
    said = simulate(
        feeds,
        costs,
        seconds=600,
        every=60.0 * every,
        publisher=(0.0, 0.0),
        tls=0.0,
        workers=workers,
    )
    rows = [
        ("polls/s", said.polls, found["polls"]),
        ("items/s", said.items, found["items"]),
        (
            "coordinator, ms of processor a second",
            1e3 * said.coordinator,
            1e3 * found["coordinator"],
        ),
        ("workers, ms of processor a second", 1e3 * said.cores, 1e3 * found["workers"]),
        ("scheduler, ms of processor a second", 1e3 * said.scheduler, 1e3 * found["scheduler"]),
        ("late, half: s", said.late[0], found["late"][0]),
        ("late, 99 %: s", said.late[1], found["late"][1]),
        ("database, kB a second", said.items * costs.bytes_an_item / 1e3, found["growth"] / 1e3),
    ]
    print(f"{'':40}{'simulated':>12}{'measured':>12}{'error':>9}")
    for name, one, other in rows:
        error = f"{100 * (one - other) / other:+.0f} %" if other else ""
        print(f"{name:40}{one:12.2f}{other:12.2f}{error:>9}")


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--feeds", type=int, default=20_000)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--every", type=int, default=30, help="minutes from poll to poll")
    options.add_argument("--workers", type=int, default=0, help="of a cluster; 0: none")
    options.add_argument("--few", type=int, default=500, help="feeds by which costs are measured")
    options.add_argument("--rounds", type=int, default=4)
    given = options.parse_args()
    if given.minutes < 2:
        options.error("--minutes: the last one is left out, so that all that was due can be polled")
    per_poll = A_DAY * BUSY * given.every / 1440
    with tempfile.TemporaryDirectory() as top, serving(per_poll) as port:
        few, many = Path(top) / "few", Path(top) / "many"
        few.mkdir()
        many.mkdir()
        cluster = Cluster(Path(top), given.workers) if given.workers else None
        try:
            tell(port, "mode/unchanged")
            costs, connected = costs_by(
                *(few, port, cluster, given.workers),
                feeds=given.few,
                every=given.every,
                rounds=given.rounds,
            )
            tell(port, "mode/unchanged")
            write_config(many, port, given.feeds, given.every, cluster)
            first_polls(many, given.feeds)
            spread(many, given.every)
            found = real(many, port, cluster, given.minutes)
            costs = replace(costs, jobs=max(found["idle"] - connected, 0.0))
            print(costs, found, sep="\n", flush=True)
            compare(found, costs, given.feeds, given.every, given.workers)
        finally:
            if cluster:
                cluster.close()


if __name__ == "__main__":
    main()
