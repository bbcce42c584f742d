"""Soak: many feeds for long, at a hundred times the usual speed: does anything grow?"""

from __future__ import annotations

import random
import time
from itertools import pairwise

from .lab import Lab
from .outcome import Outcome, percentile, until

INTERVAL = 9
"""Seconds: a hundredth of the 15 minutes at which a feed is polled first."""
RULES = 200
NEWS = 0.05
"""Part of the requests that find something new."""


class Size:
    """As the command line says."""

    minutes = 14.4
    feeds = 2000


def soak(lab: Lab) -> Outcome:
    """Simulated hours at 100 × speed: memory within 5 %, descriptors and threads flat, p99 of lateness ≤ 5 s."""  # noqa: E501
    length = 60 * (min(Size.minutes, 2) if lab.quick else Size.minutes)
    count = min(Size.feeds, 200) if lab.quick else Size.feeds
    rules = "".join(f'[[rules]]\nname = "R{n}"\nmatch = "port{n} + strike"\n' for n in range(RULES))
    lab.set_up(count, interval=f"{INTERVAL}s", more=rules)
    chance = random.Random(1)
    lab.wire.grows = lambda: chance.random() < NEWS
    daemon = lab.start()
    until(lambda: len(lab.wire.asked) >= count, 600)
    warm = max(length / 3, 45)
    began = time.monotonic()
    samples: list[tuple[float, int, int]] = []
    used = daemon.seconds_used()
    while (passed := time.monotonic() - began) < length:
        time.sleep(2)
        if passed > warm:
            samples.append((daemon.megabytes(), daemon.descriptors(), daemon.threads()))
    wide = time.monotonic() - began
    used = (daemon.seconds_used() - used) / wide
    late = sorted(
        max(0.0, later - earlier - INTERVAL * 1.1)
        for times in list(lab.wire.asked.values())
        for earlier, later in pairwise(times)
        if earlier > began
    )
    third = len(samples) // 3 or 1

    def mean(part: list[tuple[float, int, int]], which: int) -> float:
        return sum(each[which] for each in part) / len(part)

    first, last = samples[:third], samples[-third:]
    memory, descriptors, threads = ((mean(first, which), mean(last, which)) for which in range(3))
    waits = lab.lags(began)
    lab.settle()
    books, kept = lab.books()
    figure = (
        f"{count} feeds, {length / 60:.1f} min = {length / 36:.0f} simulated hours, "
        f"{lab.wire.requests():,} polls; memory {memory[0]:.0f} → {memory[1]:.0f} MB, descriptors "
        f"{descriptors[0]:.0f} → {descriptors[1]:.0f}, "
        f"threads {threads[0]:.0f} → {threads[1]:.0f}; "
        f"late p99 {percentile(late, 0.99):.1f} s, alerts p99 {percentile(waits, 0.99):.1f} s; "
        f"{used:.2f} of a core; {lab.database.stat().st_size / 1e6:.0f} MB; {books}"
    )
    flat = abs(memory[1] / memory[0] - 1) <= 0.05
    steady = descriptors[1] <= descriptors[0] * 1.1 + 5 and threads[1] <= threads[0] * 1.1 + 5
    return Outcome(figure, flat and steady and kept and percentile(late, 0.99) <= 5)


CASES = {"soak": soak}
