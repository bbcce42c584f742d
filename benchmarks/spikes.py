"""How often rules tell of spikes that are none, and how soon of one that is: simulated months.

Rules of many rhythms, each for six months, through what the daemon decides by (monitor.volume):
even, by day and week, weekly appointments, growing, changing clocks, pauses of the program, rare,
and in clusters, as events that many outlets report. Then hours of four times the reports are put
into the same months. Beside them stands what the quickest test finds that knows the rule's true
rhythm (``Page``) and raises ``ALARMS`` false alarms a month.

    python benchmarks/spikes.py [RULES] [MONTHS] [RHYTHM …]

RULES are shared out among the rhythms: all, or those named, such as ``"office 30"``.
"""

from __future__ import annotations

import math
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from monitor.volume.past_spikes import spikes_in
from monitor.volume.rhythm import LEAST_DAYS
from monitor.volume.uptime import hour_of

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2025, 8, 4, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SHAPE = [0.2, 0.15, 0.1, 0.1, 0.2, 0.5, 0.9, 1.3, 1.7, 1.8, 1.7, 1.6, 1.5, 1.6, 1.7, 1.6, 1.5, 1.4, 1.2, 1.0, 0.8, 0.6, 0.5, 0.3]  # fmt: skip # noqa: E501
WEEK = [1.1, 1.2, 1.2, 1.2, 1.1, 0.6, 0.55]
DOUBLED = timedelta(days=60)
"""In so long a time what grows has doubled."""
ALARMS = 0.5
"""False alarms a month that the best test raises, too."""
POLLED = 6
"""Minutes from one poll of a feed to the next: reports come in batches."""


def usual(kind: str, level: float, at: datetime) -> float:
    """Reports an hour that a rule finds on average."""
    if kind == "even":
        return level
    local = at.astimezone(BERLIN)
    wanted = level * SHAPE[local.hour] * WEEK[local.weekday()]
    if kind == "weekly" and local.weekday() == 3 and local.hour in (14, 15):
        wanted += 12 * level
    if kind == "growing":
        wanted *= 2 ** ((at - START) / DOUBLED)
    return wanted


def within_hour(at: datetime, wanted: float, rng: np.random.Generator) -> list[datetime]:
    """So many reports on average, one by one."""
    return [at + HOUR * part for part in rng.random(rng.poisson(wanted)).tolist()]


def month(kind: str, level: float, hours: int, rng: np.random.Generator) -> list[datetime]:
    """When the reports of a rule were published."""
    moments: list[datetime] = []
    for number in range(hours):
        at = START + number * HOUR
        wanted = usual(kind, level, at)
        if kind == "clustered":
            # Events, each reported by many outlets: a heavy tail.
            size = 4.0
            for _ in range(rng.poisson(wanted / size)):
                reports = min(int(rng.pareto(1.5) * 1.4) + 1, 150)
                first = at + HOUR * rng.random()
                moments += [first + HOUR * float(rng.exponential(2.0)) for _ in range(reports)]
            continue
        moments += within_hour(at, wanted, rng)
    return sorted(moments)


def polled(moments: list[datetime], rng: np.random.Generator) -> list[datetime]:
    """When they were found: each by the next poll of one of some feeds."""
    offsets = (rng.random(12) * POLLED)[rng.integers(12, size=len(moments))]
    minutes = np.array([(moment - START) / MINUTE for moment in moments])
    found = np.ceil((minutes - offsets) / POLLED) * POLLED + offsets
    return [START + after * MINUTE for after in np.sort(found).tolist()]


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
        begun.append(at)
        moments += within_hour(at, 3 * usual(kind, level, at), rng)
    moments.sort()
    watched = {START + number * HOUR for number in range(hours)}
    found = polled(moments, rng)
    if kind == "paused":
        for begin, end in pauses(hours, rng):
            settled = end + timedelta(minutes=30)
            found = [moment for moment in found if not begin <= moment < settled]
            watched -= {hour for hour in watched if hour + HOUR > begin and hour < settled}
    return found, watched, begun


Sums = NDArray[np.float64]


class Page:
    """The quickest test there is: E. S. Page's CUSUM, Biometrika 41 (1954), 100; for four times.

    Of all that raise as few false alarms and don't know when such an hour begins, it has the least
    worst delay (G. V. Moustakides, Ann. Stat. 14 (1986), 1379). It knows the rule's true rhythm.
    """

    def __init__(self, kind: str, level: float, hours: int) -> None:
        rates = [usual(kind, level, START + number * HOUR) for number in range(hours + 1)]
        self._expected = np.cumsum([0.0, *rates])
        self._highest: list[float] = []

    def learn(self, found: list[datetime]) -> None:
        """Take note of months without spikes."""
        if not found:
            return
        sums, is_new = self._course(found)
        self._highest += list(np.maximum.reduceat(sums, np.flatnonzero(is_new)))

    def alarms(self, found: list[datetime], false: int) -> list[datetime]:
        """When it raises one, if it raised so many false ones in all that was learned."""
        highest = sorted(self._highest, reverse=True)
        limit = highest[false] if len(highest) > false else 0.0
        sums, _ = self._course(found)
        return [moment for moment, each in zip(found, sums, strict=True) if each > limit]

    def _course(self, found: list[datetime]) -> tuple[Sums, NDArray[np.bool_]]:
        """The sum after each report, and whether it was 0 before."""
        at = [(moment - START) / HOUR for moment in found]
        expected = np.interp(at, np.arange(self._expected.size), self._expected)
        before = np.arange(len(at)) * math.log(4) - 3 * expected
        least = np.minimum.accumulate(np.minimum(before, 0.0))
        return before - least + math.log(4), before == least


def delay(at: datetime, alarms: list[datetime]) -> float:
    """Minutes from then to the first alarm within two hours; infinite: there is none."""
    hits = [alarm for alarm in alarms if at < alarm <= at + 2 * HOUR]
    return (hits[0] - at) / MINUTE if hits else math.inf


KINDS = (
    *(("even", level) for level in (0.02, 0.2, 2, 10, 20, 30, 40)),
    *(("office", level) for level in (0.003, 0.03, 0.3, 3, 10, 30, 100)),
    *(("weekly", level) for level in (0.5, 5)),
    *(("growing", level) for level in (0.5, 5)),
    *(("paused", level) for level in (0.3, 5)),
    *(("clustered", level) for level in (0.01, 0.1, 1, 10)),
)


def main() -> None:
    rules = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    months = float(sys.argv[2]) if len(sys.argv) > 2 else 6
    kinds = [each for each in KINDS if not sys.argv[3:] or f"{each[0]} {each[1]:g}" in sys.argv[3:]]
    hours = int(months * 30 * 24)
    watching = months - LEAST_DAYS / 30
    each = max(rules // len(kinds), 1)
    began = time.process_time()
    print(f"{each * len(kinds)} rules × {months:g} months; false alarms a month and rule")
    print(
        f"{'rhythm':<18}{'mean':>6}{'worst':>7}   "
        "fourfold hours found: all, within 15/30/60 min (the best possible), median"
    )
    means = []
    for kind, level in kinds:
        counts, delays, at_best = [], [], []
        page = Page(kind, level, hours)
        spiking = []
        for number in range(each):
            rng = np.random.default_rng([number, int(level * 1000), len(kind), ord(kind[0])])
            found, watched, _ = simulate(kind, level, hours, rng, 0)
            counts.append(len(spikes_in(found, watched, zone=BERLIN)) / watching)
            page.learn(found)
            found, watched, begun = simulate(kind, level, hours, rng, 5)
            begun = [at for at in begun if hour_of(at) in watched]
            told = [spike.found_at for spike in spikes_in(found, watched, zone=BERLIN)]
            delays += [delay(at, told) for at in begun]
            spiking.append((found, begun))
        for found, begun in spiking:
            alarms = page.alarms(found, round(ALARMS * months * each))
            at_best += [delay(at, alarms) for at in begun]
        means.append(statistics.mean(counts))
        within = []
        for most in (15, 30, 60):
            best = f" ({share(at_best, most):.0%})" if kind in {"even", "office"} else ""
            within.append(f"{share(delays, most):>4.0%}{best:<7}")
        median = statistics.median(delays or [math.inf])
        print(
            f"{f'{kind} {level:g}/h':<18}{means[-1]:>6.2f}{max(counts):>7.2f}   "
            f"{share(delays, 120):>5.0%}  {' '.join(within)}  "
            f"{f'{median:.0f} min' if median < math.inf else '–'}",
            flush=True,
        )
    print(
        f"all: {statistics.mean(means):.3f} a month and rule; {time.process_time() - began:.0f} s"
    )


def share(delays: list[float], most: float) -> float:
    """Of all, those of so many minutes or fewer."""
    return sum(each <= most for each in delays) / max(len(delays), 1)


if __name__ == "__main__":
    main()
