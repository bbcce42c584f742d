"""Soak: many feeds for long, at a hundred times the usual speed: does anything grow?"""

from __future__ import annotations

import time

import psutil

from .lab import Lab
from .outcome import Outcome, percentile, until
from .swift_wire import SwiftWire

INTERVAL = 9
"""Seconds: a hundredth of the 15 minutes at which a feed is polled first."""
RULES = 200
NEWS = 0.15
"""Part of the requests that find something new: 14 items a feed and day."""
HOUR = 36
"""Seconds of a simulated hour."""


class Size:
    """As the command line says."""

    minutes = 14.4
    feeds = 2000


def soak(lab: Lab) -> Outcome:
    """Simulated hours at 100 × speed: each hour's memory after the first within 5 % of their mean, descriptors and threads flat, p99 of lateness ≤ 5 s."""  # noqa: E501
    length = 60 * (min(Size.minutes, 2) if lab.quick else Size.minutes)
    count = min(Size.feeds, 200) if lab.quick else Size.feeds
    rules = "".join(f'[[rules]]\nname = "R{n}"\nmatch = "port{n} + strike"\n' for n in range(RULES))
    lab.wire = wire = lab.opened.enter_context(SwiftWire())
    lab.set_up(count, interval=f"{INTERVAL}s", more=rules)
    wire.say(NEWS)
    daemon = lab.start()
    until(lambda: len(wire.asked) >= count, 600)
    began, polls = time.monotonic(), wire.requests()
    samples: list[tuple[float, int, int]] = []
    items: list[int] = []

    def used() -> tuple[float, float, float, float]:
        """Processor seconds: the daemon's, its parsers', the feeds' server's, the machine's."""
        busy = psutil.cpu_times()
        spent = sum(busy) - busy.idle - busy.iowait - busy.guest - busy.guest_nice
        return daemon.seconds_used(), daemon.seconds_parsing(), wire.seconds_used(), spent

    before = used()
    while (passed := time.monotonic() - began) < length:
        time.sleep(2)
        if passed > HOUR:
            samples.append((daemon.megabytes(), daemon.descriptors(), daemon.threads()))
            items.append(wire.counts()[2])
    wide = time.monotonic() - began
    own, parsers, server, machine = (
        (after - earlier) / wide for earlier, after in zip(before, used(), strict=True)
    )
    polls = wire.requests() - polls
    late = [max(0.0, gap - INTERVAL * 1.1) for gap in wire.gaps(began)]
    third = len(samples) // 3 or 1

    def mean(part: list[tuple[float, int, int]], which: int) -> float:
        return sum(each[which] for each in part) / len(part)

    first, last = samples[:third], samples[-third:]
    memory, descriptors, threads = ((mean(first, which), mean(last, which)) for which in range(3))
    more = (sum(items[-third:]) - sum(items[:third])) / third
    """Items that came between the two."""
    an_hour = HOUR // 2  # samples
    hours = [mean(samples[at : at + an_hour], 0) for at in range(0, len(samples), an_hour)]
    usual = sum(hours) / len(hours)
    waits = lab.lags(began)
    lab.settle()
    books, kept = lab.books()
    figure = (
        f"{count} feeds, {length / 60:.1f} min = {length / HOUR:.0f} simulated hours, "
        f"{polls:,} polls, {polls / wide:.0f} a second; memory {memory[0]:.0f} → "
        f"{memory[1]:.0f} MB with {more:,.0f} items more, by the hour "
        f"{min(hours):.0f} to {max(hours):.0f}, {usual:.0f} on average; "
        f"descriptors {descriptors[0]:.0f} → {descriptors[1]:.0f}, "
        f"threads {threads[0]:.0f} → {threads[1]:.0f}; late p99 {percentile(late, 0.99):.1f} s, "
        f"alerts p99 {percentile(waits, 0.99):.1f} s; cores: {own:.2f} its own "
        f"({1000 * own * wide / polls:.1f} ms a poll), {parsers:.2f} its parsers, {server:.2f} the "
        f"feeds, {machine - own - parsers - server:.2f} all else, of {psutil.cpu_count()}; "
        f"{lab.database.stat().st_size / 1e6:.0f} MB; {books}"
    )
    flat = all(abs(each - usual) <= 0.05 * usual for each in hours)
    steady = descriptors[1] <= descriptors[0] * 1.1 + 5 and threads[1] <= threads[0] * 1.1 + 5
    return Outcome(figure, flat and steady and kept and percentile(late, 0.99) <= 5)


CASES = {"soak": soak}
