"""What a cluster brings, what the coordinator bears, and what that means for a million feeds.

    python benchmarks/scale.py [--feeds 300] [--rounds 4] [--workers 1 2 4]   measure, then simulate
    python benchmarks/scale.py --simulate benchmarks/scale.json               simulate only
    python benchmarks/scale.py … --item 2.7 --unread 0.6 --changed 0.02 --edit 1.2
                                                     with what coordinator.py says of these

Generated newspapers, each on a host of its own, turn their page each round; every engine polls all
of them ("changed"), and once more ("unchanged"), all at once; then they are due as many a second as
of a million feeds ("steady"); at the end one after another ("spread"), which shows what a second
costs in which few are. Told apart is whose processor time it took. What was measured is written to
``benchmarks/scale.json``, from which the simulation (``_scale_simulation``) reckons for 10,000,
100,000 and 1,000,000 feeds: docs/images/scale.png.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
from _fleet import Cluster, Fleet
from _scale_simulation import SIZES, Costs, draw, simulate
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
MEASURED = HERE / "scale.json"
EDITED = 1 / 6
"""Of the changed bodies, those that have an item edited (``_newspapers``)."""
SPREAD = 25
"""Seconds over which feeds are spread."""
IDLE = 20
"""Seconds in which nothing is due."""
A_MILLION = 556
"""Polls a second of a million feeds, each every 30 minutes."""


def measure(feeds, rounds, workers, port, tell):
    """Poll by one engine; ``workers`` 0: by itself. Returns figures a poll."""
    from _pollers import write_config

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        write_config(folder, port, feeds)
        cluster = None
        if workers:
            cluster = Cluster(folder, workers)
            stack.callback(cluster.close)
            with (folder / "config.toml").open("a") as file:
                file.write(cluster.config())
        fleet = Fleet(folder)
        stack.callback(fleet.close)
        rows = []
        seconds = {"spread": SPREAD, "steady": max(1, round(feeds / A_MILLION))}

        def poll(kind):
            before = cluster.cpu() if cluster else {"scheduler": 0.0, "workers": 0.0}
            row = fleet.poll(seconds.get(kind, 0))
            after = cluster.cpu() if cluster else before
            row |= {name: after[name] - before[name] for name in after} | {"kind": kind}
            if not cluster:
                row["workers"] = row["children"]
            rows.append(row)
            if row["polls"] < feeds * 0.98:
                print(f"only {row['polls']} of {feeds} polled", file=sys.stderr)

        poll("first")
        for number in range(rounds):
            tell(port, "advance")
            time.sleep(1.2)  # the pace of a host
            poll("changed")
            time.sleep(1.2)
            poll("unchanged")
            print(f"workers {workers}: round {number + 1} of {rounds}", file=sys.stderr)
        for _ in range(2 * rounds):
            time.sleep(1.2)
            poll("steady")
        time.sleep(1.2)
        poll("spread")
        rows.append(idle(fleet, cluster))
        memory = {"coordinator": fleet.memory()} | (cluster.memory() if cluster else {})
        return {"workers": workers, "feeds": feeds, "rows": rows, "memory": memory}


def idle(fleet, cluster):
    """What each takes while nothing is due, a row like that of a poll."""
    own, before = fleet.cpu(), cluster.cpu() if cluster else {}
    time.sleep(IDLE)
    after = cluster.cpu() if cluster else {}
    row = {name: after[name] - before[name] for name in after}
    return row | {"kind": "idle", "seconds": IDLE, "cpu": fleet.cpu() - own}


def fitted(run):
    """Coordinator's seconds: for a poll, for one that has changed besides, for an item besides."""
    rows = [row for row in run["rows"] if row["kind"] in {"first", "changed", "unchanged"}]
    made = np.array([[row["polls"], row["changed"], row["items"]] for row in rows], float)
    cpu = np.array([row["cpu"] for row in rows])
    (poll, changed, item), *_ = np.linalg.lstsq(made, cpu, rcond=None)
    return float(poll), float(changed), float(item)


def tick(run):
    """Coordinator's seconds for each second in which few feeds are due, besides theirs."""
    poll, changed, item = fitted(run)
    left = [
        row["cpu"] - row["polls"] * poll - row["changed"] * changed - row["items"] * item
        for row in run["rows"]
        if row["kind"] == "spread"
    ]
    return max(statistics.median(left) / SPREAD, 0.0) if left else 0.0


def of(run, kind, what):
    """Median, in milliseconds a poll (or polls a second)."""
    rows = [row for row in run["rows"] if row["kind"] == kind]
    if what == "rate":
        return statistics.median(row["polls"] / row["seconds"] for row in rows)
    return statistics.median(1000 * row[what] / row["polls"] for row in rows)


def show(runs, out):
    table = Table(title=f"{runs[0]['feeds']:,} feeds (medians)")
    for heading in ("engine", "", "polls/s", "coordinator ms", "workers ms", "scheduler ms"):
        table.add_column(heading, justify="left" if heading in {"engine", ""} else "right")
    for run in runs:
        name = f"Dask, {run['workers']}" if run["workers"] else "local"
        for kind in ("first", "changed", "unchanged", "steady"):
            figures = [of(run, kind, what) for what in ("cpu", "workers", "scheduler")]
            table.add_row(
                name, kind, f"{of(run, kind, 'rate'):,.0f}", *(f"{each:.2f}" for each in figures)
            )
            name = ""
    out.print(table)
    for run in runs:
        poll, changed, item = (1000 * each for each in fitted(run))
        name = f"Dask, {run['workers']} workers" if run["workers"] else "local"
        memory = ", ".join(f"{who} {size / 1e6:.0f} MB" for who, size in run["memory"].items())
        out.print(
            f"{name}: the coordinator takes {poll:.2f} ms for a poll, {changed:.2f} more if it "
            f"has changed, {item:.2f} more for each item, {1000 * tick(run):.1f} more for each "
            f"second in which few are due; memory: {memory}"
        )


def costs_of(runs):
    """What the simulation is driven by: from the run with the most workers."""
    run = max(runs, key=lambda each: each["workers"])
    poll, changed, item = fitted(run)
    first = next(row for row in run["rows"] if row["kind"] == "first")
    idle_row = next(row for row in run["rows"] if row["kind"] == "idle")
    return Costs(
        poll=max(poll, 0.0),
        changed=max(changed, 0.0),
        item=max(item, 0.0),
        unread=max(item, 0.0),
        worker_unchanged=of(run, "unchanged", "workers") / 1000,
        worker_changed=of(run, "changed", "workers") / 1000,
        scheduler=of(run, "unchanged", "scheduler") / 1000,
        bytes_an_item=first["bytes"] / max(first["items"], 1),
        coordinator_bytes=run["memory"]["coordinator"],
        worker_bytes=run["memory"].get("worker", 0),
        bytes_a_feed=bytes_a_feed(),
        tick=tick(run),
        scheduler_idle=idle_row.get("scheduler", 0.0) / IDLE,
        worker_idle=idle_row["workers"] / IDLE / run["workers"] if run["workers"] else 0.0,
    )


def bytes_a_feed(feeds=20_000):
    """Of the coordinator's memory: a feed as the configuration has it."""
    import tracemalloc

    from monitor.config.load import examine

    text = "".join(f'[[feeds]]\nurl = "https://p{n}.example/feed"\n' for n in range(feeds))
    tracemalloc.start()
    config, _ = examine(text, path=Path("config.toml"), environ={}, secrets=False)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / len(config.feeds)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--feeds", type=int, default=300)
    options.add_argument("--rounds", type=int, default=4)
    options.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    options.add_argument("--simulate", type=Path)
    options.add_argument("--item", type=float, help="ms; coordinator.py measures it alone")
    options.add_argument("--unread", type=float, help="ms; the same with --rush")
    options.add_argument("--changed", type=float, help="ms; a body that brings no item")
    options.add_argument("--edit", type=float, default=0.0, help="ms; with --rush")
    options.add_argument("--jobs", type=float, default=0.0, help="ms a second; see scale_check.py")
    options.add_argument("--plot", type=Path, default=HERE.parent / "docs" / "images" / "scale.png")
    given = options.parse_args()
    out = Console(width=140)
    if given.simulate:
        runs = json.loads(given.simulate.read_text())
    else:
        from polling import serving, tell

        with serving(given.feeds, today=True) as port:
            runs = [
                measure(given.feeds, given.rounds, workers, port, tell)
                for workers in (0, *given.workers)
            ]
        MEASURED.write_text(json.dumps(runs))
    show(runs, out)
    costs = costs_of(runs)
    if given.item is not None:
        costs = replace(costs, item=given.item / 1000)
    if given.unread is not None:
        costs = replace(costs, unread=given.unread / 1000)
    if given.changed is not None:
        costs = replace(costs, changed=(given.changed + EDITED * given.edit) / 1000)
    costs = replace(costs, jobs=given.jobs / 1000)
    found = [simulate(size, costs) for size in SIZES]
    table = Table(title="A busy hour, simulated by these costs")
    headings = ("feeds", "polls/s", "items/s", "coordinator", "workers' cores", "workers")
    for heading in (
        *headings,
        "scheduler",
        "late: half",
        "99 %",
        "under way",
        "memory GB",
        "GB a year",
    ):
        table.add_column(heading, justify="right")
    for each in found:
        table.add_row(*each.cells())
    out.print(table)
    draw(costs, given.plot)


if __name__ == "__main__":
    main()
