"""Machine: kill -9, signals, a second daemon, the clock, and little of everything."""

from __future__ import annotations

import random
import resource
import shutil
import struct
import subprocess
import time
from pathlib import Path

import crash
from _books import kept as promises_kept

from .lab import Lab
from .outcome import CannotRunError, Outcome, described, seconds, until

HOUR = 3600
STOPS_WITHIN = 10.0


def kills(lab: Lab) -> Outcome:
    """Kill -9 × 200 under load: nothing lost, at most one duplicate per kill and target."""
    found = crash.run(20 if lab.quick else 200, 1, lab.folder, lambda _: None)
    figure = (
        f"{found['kills']} kills, {found['items published']:,} items, "
        f"{sum(found['messages received'].values()):,} messages: {sum(found['lost'].values())} "
        f"lost, {sum(found['duplicates'].values())} twice (at most "
        f"{found['most duplicates per kill and target']} per kill and target), "
        f"{found['items stored twice']} stored twice"
    )
    return Outcome(figure, promises_kept(found))


def two_daemons(lab: Lab) -> Outcome:
    """A second daemon is refused in words; of several started at once exactly one runs."""
    lab.set_up()
    first = lab.running()
    second = lab.start(ready=False)
    refused = until(lambda: second.process.poll() is not None, 30)
    in_words = str(first.process.pid) in second.logged() and not second.tracebacks()
    first.close()
    together = [lab.start(ready=False) for _ in range(4)]
    until(lambda: sum(each.process.poll() is None for each in together) == 1, 60)
    alive = [each for each in together if each.process.poll() is None]
    before = len(lab.hook.posts)
    sends = until(lambda: len(lab.hook.posts) > before, 60)
    lab.settle()
    books, kept = lab.books()
    figure = (
        f"refused after {seconds(refused)} with {second.process.poll()}; {len(alive)} of 4 "
        f"started at once runs, and sends after {seconds(sends)}; {books}"
    )
    holds = refused is not None and second.process.poll() == 1 and in_words
    return Outcome(figure, holds and len(alive) == 1 and sends is not None and kept)


def sigterm(lab: Lab) -> Outcome:
    """SIGTERM at random moments, with feeds and a target that hang: ends within 10 s, without a traceback."""  # noqa: E501
    server = lab.wire.server
    hung = [server.url(path, host=f"127.3.0.{n}") for n, path in enumerate(("/h1", "/h2"), 1)]
    for path in ("/h1", "/h2"):
        server.hang(path)
    sick = lab.hung_target()
    urls = [*hung, *(lab.wire.feed() for _ in range(20))]
    lab.set_up(urls, targets=sick)
    chance, took, tracebacks, codes = random.Random(1), [], 0, set()
    for number in range(8 if lab.quick else 40):
        daemon = lab.start(ready=number % 4 > 0)  # each fourth is stopped while it starts
        time.sleep(chance.random() * 4)
        took.append(daemon.stop(60))
        tracebacks += daemon.tracebacks()
        codes.add(daemon.process.poll() if number % 4 else 0)
        daemon.close()
    ended = [each for each in took if each is not None]
    figure = (
        f"{len(took)} stops: {described(ended)}, {len(took) - len(ended)} never; "
        f"{tracebacks} tracebacks; exit codes {sorted(codes, key=str)}"
    )
    holds = len(ended) == len(took) and max(ended) <= STOPS_WITHIN and not tracebacks
    holds = holds and codes == {0}
    return Outcome(figure, holds)


def clock(lab: Lab) -> Outcome:
    """The clock 1 day ahead, 1 day back, 12 h ahead: polls go on within 10 s, alerts too, and the log says so."""  # noqa: E501
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        raise CannotRunError("no C compiler")
    library, shift = lab.folder / "shift.so", lab.folder / "shift"
    source = Path(__file__).with_name("shift.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source], check=True)
    shift.write_bytes(struct.pack("l", 0))
    lab.set_up(20)
    environ = {"LD_PRELOAD": str(library), "SHIFT_FILE": str(shift)}
    daemon = lab.start(env=environ)
    if until(lambda: len(lab.hook.posts) > 20) is None:
        raise AssertionError("no alert came")
    figures, holds, now = [], True, 0
    for name, jump in (("+1 day", 24 * HOUR), ("−1 day", -24 * HOUR), ("+12 h", 12 * HOUR)):
        now += jump
        used, told = daemon.seconds_used(), daemon.logged().count("the clock")
        began = time.monotonic()
        with shift.open("r+b") as file:
            file.write(struct.pack("l", now))
        time.sleep(20 if lab.quick else 40)
        gap, lags = lab.wire.longest_gap(began), lab.lags(began)
        used = daemon.seconds_used() - used
        said = daemon.logged().count("the clock") > told
        figures.append(
            f"{name}: longest gap {gap:.1f} s, alerts {described(lags)}, "
            f"{used / (time.monotonic() - began):.2f} of a core{'' if said else ', not logged'}"
        )
        holds = holds and gap <= 10 and bool(lags) and said
    lab.settle()
    books, kept = lab.books()
    return Outcome("; ".join([*figures, books]), holds and kept)


def little_of_everything(lab: Lab) -> Outcome:
    """No zone files, locale C, a home that can't be written, 64 descriptors, stdout closed: alerts come all the same."""  # noqa: E501
    lab.set_up()
    poor = {"PYTHONTZPATH": "", "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0"}
    ways = {
        "no zone files": ({"PYTHONTZPATH": ""}, (), None),
        "locale C": ({"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0"}, (), None),
        "read-only home": ({"HOME": "/proc", "XDG_CACHE_HOME": "/proc"}, (), None),
        "64 descriptors": ({}, (), _few_descriptors),
        "stdout closed": ({}, ("sh", "-c", 'exec "$@" >&-', "sh"), None),
        "all closed": ({}, ("sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"), None),
        "all of it": (
            poor | {"HOME": "/proc"},
            ("sh", "-c", 'exec "$@" >&-', "sh"),
            _few_descriptors,
        ),
    }
    figures, holds = [], True
    for name, (environ, prefix, limit) in ways.items():
        before = len(lab.hook.posts)
        daemon = lab.start(ready=False, prefix=prefix, env=environ, preexec_fn=limit)
        came = until(lambda before=before: len(lab.hook.posts) > before + 2, 60)
        stopped = daemon.stop()
        wrong = daemon.tracebacks()
        daemon.close()
        figures.append(
            f"{name}: alert after {seconds(came)}, {wrong} tracebacks, ends in {seconds(stopped)}"
        )
        holds = holds and came is not None and stopped is not None and not wrong
    return Outcome("; ".join(figures), holds)


def _few_descriptors() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


CASES = {
    "kill -9": kills,
    "two daemons": two_daemons,
    "SIGTERM": sigterm,
    "clock": clock,
    "little of everything": little_of_everything,
}
