"""A busy hour of a coordinator and its workers, event by event, by costs that were measured.

Each second the feeds that are due go out in batches of 50; a batch waits for a worker's core, then
for its publishers, then for the coordinator's one core, in the order of arrival. Assumed: feeds are
polled every 30 minutes and bring 10 items a day each, five times as many in the busy hour; half of
the bodies have changed in it; a publisher takes 0.4 s (median, log-normal), one in a hundred hangs
for 45 s, in batches of their own; https takes a worker 3 ms a poll; workers are as many as keep
their cores 60 % busy.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from monitor.stories.allowance import MOST_READ

SIZES = (10_000, 100_000, 1_000_000)
EVERY = 1_800.0
A_DAY = 10.0
BUSY = 5.0
"""Times as many items as on average."""
CHANGED = 0.5
BATCH = 50
FILL = 0.6
HANG = 0.01
TLS = 0.003
"""Of a worker, for a publisher's https; what was measured is http."""
UNDER_WAY = 8_000
"""Bytes of the coordinator's for a poll under way: a row, what the last poll knew, a future."""
GB = 1e9


@dataclass(frozen=True)
class Costs:
    """Seconds and bytes, measured."""

    poll: float
    """Of the coordinator, for a poll; ``changed``, ``item``: besides."""
    changed: float
    item: float
    unread: float
    """Instead of ``item`` for those beyond what is read in an hour (``stories.allowance``)."""
    worker_unchanged: float
    worker_changed: float
    scheduler: float
    """Of the scheduler, for a poll."""
    bytes_an_item: float
    """Of the database, what is needed to search it included."""
    coordinator_bytes: float
    worker_bytes: float
    bytes_a_feed: float = 0.0
    """Of the coordinator's memory."""
    tick: float = 0.0
    """Of the coordinator, for each second in which something is due, besides: to look, to lease, to
    wake, to commit."""
    jobs: float = 0.0
    """Of the coordinator, for each second, besides: what a daemon does that has nothing to poll."""
    scheduler_idle: float = 0.0
    """Of the scheduler, for each second."""
    worker_idle: float = 0.0
    """Of each worker, for each second."""

    def an_item(self, per_second: float) -> float:
        """Of the coordinator, where so many items come that hardly a rule finds."""
        read = min(1.0, MOST_READ / (3_600 * per_second))
        return read * self.item + (1 - read) * self.unread


@dataclass(frozen=True)
class Found:
    """What a size takes in its busy hour."""

    feeds: int
    polls: float
    items: float
    coordinator: float
    """Cores wanted; there is one."""
    cores: float
    workers: int
    scheduler: float
    late: tuple[float, float]
    """Seconds from due to recorded without the publisher's own: half, 99 %."""
    under_way: int
    memory: float
    growth: float
    """Bytes a year."""

    def cells(self):
        possible = self.coordinator < 1
        late = [f"{each:.1f} s" if possible else "grows" for each in self.late]
        return (
            f"{self.feeds:,}",
            f"{self.polls:,.0f}",
            f"{self.items:,.0f}",
            f"{100 * self.coordinator:.0f} %",
            f"{self.cores:.1f}",
            f"{self.workers}",
            f"{100 * self.scheduler:.0f} %",
            *late,
            f"{self.under_way:,}",
            f"{self.memory / GB:.1f}",
            f"{self.growth / GB:,.0f}",
        )


def simulate(
    feeds, costs, *, seconds=600, busy=BUSY, every=EVERY, publisher=(0.4, HANG), tls=TLS, workers=0
):
    """Run a busy hour's first minutes.

    ``publisher``: how long it takes, in seconds (median), and the share of those that hang;
    ``workers``: how many there are; 0: as many as are needed.
    """
    rng = np.random.default_rng(1)
    rate = feeds / every
    takes, hang = publisher
    items = feeds * A_DAY / 86_400 * busy
    per_poll = items / rate
    an_item = costs.an_item(items)
    service = costs.poll + CHANGED * costs.changed + per_poll * an_item
    work = tls + (1 - CHANGED) * costs.worker_unchanged + CHANGED * costs.worker_changed
    workers = workers or max(1, int(np.ceil(rate * work / FILL)))
    cores = [0.0] * workers
    heapq.heapify(cores)
    arrivals, late, under_way = [], [], []
    for second in range(seconds):
        due = rng.poisson(rate)
        for at in range(0, due, BATCH):
            count = min(BATCH, due - at)
            waited = rng.uniform(0, 1, count)  # since it was due
            free = heapq.heappop(cores)
            begun = max(second, free)
            took = rng.binomial(count, CHANGED)
            done = begun + count * tls
            done += took * costs.worker_changed + (count - took) * costs.worker_unchanged
            heapq.heappush(cores, done)
            slow = takes * rng.lognormal(0, 0.6, count).max()
            slow = 45.0 if rng.random() < hang else slow
            cost = count * costs.poll + took * costs.changed
            cost += rng.poisson(per_poll * count) * an_item
            cost += costs.tick * count / due
            heapq.heappush(arrivals, (done + slow, at, cost, slow, second, waited))
            under_way.append((second, done + slow, count))
    clock = 0.0
    while arrivals:
        arrived, _, cost, slow, second, waited = heapq.heappop(arrivals)
        clock = max(clock, arrived) + cost
        late.append(clock - second - slow + waited)
    late = np.concatenate(late)
    middle = seconds / 2
    open_then = sum(count for begun, ended, count in under_way if begun <= middle < ended)
    return Found(
        feeds=feeds,
        polls=rate,
        items=items,
        coordinator=rate * service + costs.tick * min(1.0, rate) + costs.jobs,
        cores=rate * work + workers * costs.worker_idle,
        workers=workers,
        scheduler=rate * costs.scheduler + costs.scheduler_idle,
        late=(float(np.median(late)), float(np.quantile(late, 0.99))),
        under_way=int(open_then),
        memory=costs.coordinator_bytes + feeds * costs.bytes_a_feed + open_then * UNDER_WAY,
        growth=feeds * A_DAY * 365 * costs.bytes_an_item,
    )


def draw(costs, path):
    """Draw how it grows: cores and lateness, by feeds."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    sizes = np.geomspace(10_000, 1_000_000, 13).round(-3).astype(int)
    runs = {
        "in the busy hour": [simulate(int(size), costs, seconds=300) for size in sizes],
        "on average": [simulate(int(size), costs, seconds=300, busy=1.0) for size in sizes],
    }
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for name, found in runs.items():
        style = "-" if name == "in the busy hour" else "--"
        left.plot(
            sizes, [each.coordinator for each in found], f"C0{style}", label=f"coordinator, {name}"
        )
        can = [each for each in found if each.coordinator < 1]
        right.plot(
            [each.feeds for each in can],
            [each.late[1] for each in can],
            f"C0{style}",
            label=f"99 %, {name}",
        )
        right.plot(
            [each.feeds for each in can],
            [each.late[0] for each in can],
            f"C2{style}",
            label=f"half, {name}",
        )
    cores = [each.cores for each in runs["in the busy hour"]]
    left.plot(sizes, cores, "C1", label="workers together")
    left.axhline(1, color="grey", linewidth=0.8)
    left.annotate(
        "the coordinator has one core",
        (sizes[0], 1),
        (0, 4),
        textcoords="offset points",
        color="grey",
        fontsize=8,
    )
    left.set(xscale="log", yscale="log", xlabel="feeds", ylabel="cores", title="Processor")
    right.set(
        xscale="log",
        xlabel="feeds",
        ylabel="seconds",
        title="From due to recorded, without the publisher's time",
    )
    right.set_ylim(bottom=0)
    left.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    for each in (left, right):
        each.set_xticks(SIZES, [f"{size:,}" for size in SIZES])
        each.grid(alpha=0.3)
        each.legend(fontsize=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
