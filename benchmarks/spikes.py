"""How often rules tell of spikes that are none, and how soon of one that is: simulated months.

Rules of many rhythms, each for six months, through what the daemon decides by (monitor.volume):
even, by day and week, weekly appointments, growing, changing clocks, pauses of the program, rare,
and in clusters, as events that many outlets report. Then hours of four times the reports are put
into the same months. Beside them stands the best that anybody could do (*bound*): the power of the
most powerful test (Neyman and Pearson, Phil. Trans. A 231 (1933), 289) that knows the rule's true
rhythm, and when such an hour would begin, and that raises ``ALARMS`` false alarms a month.

    python benchmarks/spikes.py [RULES] [MONTHS]
"""

from __future__ import annotations

import math
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from monitor.volume.past_spikes import spikes_in
from monitor.volume.uptime import hour_of

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2025, 8, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
SHAPE = [0.2, 0.15, 0.1, 0.1, 0.2, 0.5, 0.9, 1.3, 1.7, 1.8, 1.7, 1.6, 1.5, 1.6, 1.7, 1.6, 1.5, 1.4, 1.2, 1.0, 0.8, 0.6, 0.5, 0.3]  # fmt: skip # noqa: E501
WEEK = [1.1, 1.2, 1.2, 1.2, 1.1, 0.6, 0.55]
LOOKED = timedelta(minutes=1)
"""How often is looked for spikes; the daemon looks more often (``past_spikes.CHECKED``)."""
POLLED = 6
"""Minutes from one poll of a feed to the next: reports come in batches."""


def rate(local: datetime, level: float) -> float:
    """Reports an hour of an office's week."""
    return level * SHAPE[local.hour] * WEEK[local.weekday()]


def month(kind: str, level: float, hours: int, rng: np.random.Generator) -> list[datetime]:
    """When the reports of a rule were published."""
    moments: list[datetime] = []
    for number in range(hours):
        at = START + number * HOUR
        local = at.astimezone(BERLIN)
        wanted = level if kind == "even" else rate(local, level)
        if kind == "weekly" and local.weekday() == 3 and local.hour in (14, 15):
            wanted += 12 * level
        if kind == "growing":
            wanted *= math.exp(number / hours * math.log(8))
        if kind.startswith("cluster"):
            # Events, each reported by many outlets: a heavy tail.
            size = 4.0
            for _ in range(rng.poisson(wanted / size)):
                reports = min(int(rng.pareto(1.5) * 1.4) + 1, 150)
                first = at + HOUR * rng.random()
                moments += [first + HOUR * float(rng.exponential(2.0)) for _ in range(reports)]
            continue
        moments += [at + HOUR * rng.random() for _ in range(rng.poisson(wanted))]
    return sorted(moments)


def polled(moments: list[datetime], rng: np.random.Generator) -> list[datetime]:
    """When they were found: each by the next poll of one of some feeds."""
    offsets = rng.random(12) * POLLED
    found = []
    for moment in moments:
        minutes = (moment - START) / timedelta(minutes=1)
        offset = offsets[rng.integers(12)]
        after = math.ceil((minutes - offset) / POLLED) * POLLED + offset
        found.append(START + timedelta(minutes=float(after)))
    return sorted(found)


def pauses(hours: int, rng: np.random.Generator) -> list[tuple[datetime, datetime]]:
    """Times in which the program wasn't running."""
    return [
        (begin, begin + HOUR * float(rng.uniform(3, 40)))
        for begin in (START + HOUR * float(rng.uniform(0, hours)) for _ in range(10))
    ]


def simulate(
    kind: str, level: float, hours: int, rng: np.random.Generator, spikes: int
) -> tuple[list[datetime], set[datetime], list[datetime]]:
    """Reports as found, the hours watched, and when each added hour of four times began."""
    moments = month(kind, level, hours, rng)
    begun = []
    for number in range(spikes):
        day = 35 + number * max((hours // 24 - 40) // max(spikes, 1), 8)
        at = START + timedelta(days=day, hours=int(rng.integers(7, 19)))
        if at > START + (hours - 6) * HOUR:
            break
        local = at.astimezone(BERLIN)
        usual = level if kind == "even" else rate(local, level)
        if kind == "growing":
            usual *= math.exp((at - START) / HOUR / hours * math.log(8))
        begun.append(at)
        moments += [at + HOUR * rng.random() for _ in range(rng.poisson(3 * usual))]
    moments.sort()
    watched = {START + number * HOUR for number in range(hours)}
    found = polled(moments, rng)
    if kind == "paused":
        for begin, end in pauses(hours, rng):
            settled = end + timedelta(minutes=30)
            found = [moment for moment in found if not begin <= moment < settled]
            watched -= {hour for hour in watched if hour + HOUR > begin and hour < settled}
    return found, watched, begun


ALARMS = 0.7
"""False alarms a month that the bound is reckoned for."""


def bound(kind: str, level: float, minutes: int) -> float:
    """How often the best test finds an hour of four times the reports within so many minutes.

    A detector with ``ALARMS`` a month raises one within the minutes after a given moment with a
    chance of their part of the month; of all tests of that size, the likelihood ratio finds most.
    """
    size = ALARMS * minutes / (30 * 24 * 60)
    powers = []
    for number in range(7 * 12):
        local = (START + timedelta(days=number // 12, hours=7 + number % 12)).astimezone(BERLIN)
        powers.append(power(level if kind == "even" else rate(local, level), minutes, size))
    return statistics.mean(powers)


def power(usual: float, minutes: int, size: float) -> float:
    """The power of the likelihood ratio of reports found in the first minutes and later ones."""
    parts = []  # what is found in the first minutes was mostly published before
    for length, share in ((POLLED, 0.5), (minutes - POLLED, 1.0)):
        mean = usual * length / 60
        counts = np.arange(int(4 * mean + 12 * math.sqrt(4 * mean)) + 30)
        logs = counts * math.log(mean) - mean - [math.lgamma(count + 1) for count in counts]
        more = math.log(1 + 3 * share)
        parts.append((counts * more, np.exp(logs), np.exp(logs + counts * more - 3 * share * mean)))
    ratio = np.add.outer(parts[0][0], parts[1][0]).ravel()
    usually, spiking = (np.outer(parts[0][at], parts[1][at]).ravel() for at in (1, 2))
    order = np.argsort(-ratio, kind="stable")
    sizes, powers = np.cumsum(usually[order]), np.cumsum(spiking[order])
    return float(np.interp(size, [0.0, *sizes], [0.0, *powers]))


KINDS = (
    *(("even", level) for level in (0.02, 0.2, 2, 10, 40)),
    *(("office", level) for level in (0.003, 0.03, 0.3, 3, 10, 30, 100)),
    *(("weekly", level) for level in (0.5, 5)),
    *(("growing", level) for level in (0.5, 5)),
    *(("paused", level) for level in (0.3, 5)),
    *(("clustered", level) for level in (0.01, 0.1, 1, 10)),
)


def main() -> None:
    rules = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    months = float(sys.argv[2]) if len(sys.argv) > 2 else 6
    hours = int(months * 30 * 24)
    each = max(rules // len(KINDS), 1)
    began = time.process_time()
    print(f"{each * len(KINDS)} rules × {months:g} months; false alarms a month and rule")
    print(
        f"{'rhythm':<22}{'mean':>7}{'worst':>7}   "
        "fourfold hours found: all, within 15/30/60 min (the best possible), median"
    )
    means = []
    for kind, level in KINDS:
        counts, delays, missed = [], [], 0
        for number in range(each):
            rng = np.random.default_rng([number, int(level * 1000), len(kind), ord(kind[0])])
            found, watched, _ = simulate(kind, level, hours, rng, 0)
            alarms = spikes_in(found, watched, zone=BERLIN, every=LOOKED)
            counts.append(len(alarms) / (months - 0.5))
            found, watched, begun = simulate(kind, level, hours, rng, 5)
            told = spikes_in(found, watched, zone=BERLIN, every=LOOKED)
            for at in begun:
                if hour_of(at) not in watched:
                    continue
                hits = [s.found_at for s in told if at < s.found_at <= at + 2 * HOUR]
                if hits:
                    delays.append((hits[0] - at) / timedelta(minutes=1))
                else:
                    missed += 1
        total = len(delays) + missed
        means.append(statistics.mean(counts))
        within = []
        for most in (15, 30, 60):
            best = f" ({bound(kind, level, most):.0%})" if kind in {"even", "office"} else ""
            share = sum(delay <= most for delay in delays) / total if total else 0
            within.append(f"{share:>4.0%}{best:<7}")
        median = f"{statistics.median(delays):.0f} min" if delays else "–"
        name = f"{kind} {level:g}/h"
        print(
            f"{name:<22}{means[-1]:>7.2f}{max(counts):>7.2f}   "
            f"{len(delays) / max(total, 1):>5.0%}  "
            f"{' '.join(within)}  {median}",
            flush=True,
        )
    print(
        f"all: {statistics.mean(means):.3f} a month and rule; {time.process_time() - began:.0f} s"
    )


if __name__ == "__main__":
    main()
