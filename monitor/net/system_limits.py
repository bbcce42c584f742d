"""System limits: what may go on at a time with the descriptors and threads that there are.

    descriptors   connections to feeds, look-ups, connections that are kept, visitors of the page
    threads       polls and look-ups of names

Each has a share of its own, so that none takes another's: with visitors alone all could be used up,
and nothing be polled. What is plenty stays unused. Without this module a small limit
(``ulimit -n 64``, ``TasksMax=200``) isn't a slower daemon, but one that fails in every corner.
"""

from __future__ import annotations

import resource
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

POLLS: Final = 256
LOOKUPS: Final = 512
KEPT: Final = 64
VISITORS: Final = 200
DESCRIPTORS: Final = 2048
"""Open files with which nothing has to be held back."""
TASKS: Final = 1024
"""Threads and processes with which nothing has to wait."""
_PLENTY: Final = 64
"""So many polls at a time are enough for any number of feeds."""
_FILES: Final = 48
"""Descriptors for the database, the log, the parsers and what a library opens meanwhile."""
_FEW_VISITORS: Final = 8
_THREADS: Final = 64
"""Threads and processes beside those that poll and look up."""
_A_TARGET: Final = 4
"""Of either, what a target may need."""


UNLIMITED: Final = 10**9


@dataclass(frozen=True, slots=True)
class Limits:
    """What the system allows this program."""

    descriptors: int = UNLIMITED
    threads: int = UNLIMITED


@dataclass(frozen=True, slots=True)
class Room:
    """How much may go on at a time."""

    polls: int
    lookups: int
    kept: int
    """Idle connections to feeds that stay open."""
    visitors: int
    """Connections to the page."""
    limits: Limits = field(default=Limits(), compare=False)
    """What the system allows."""

    def warnings(self, *, feeds: int) -> list[str]:
        """Say where feeds will have to wait for each other, and what to do about it."""
        if self.polls >= min(feeds, _PLENTY):
            return []
        wait = f"only {self.polls} of {feeds} feeds can be polled at a time"
        files, threads = self.limits.descriptors, self.limits.threads
        found = []
        if room_within(Limits(descriptors=files), targets=0).polls < _PLENTY:
            found.append(
                f"{wait}, as only {files} files may be open: allow {DESCRIPTORS} "
                "(LimitNOFILE of the service, or ulimit -n)"
            )
        if room_within(Limits(threads=threads), targets=0).polls < _PLENTY:
            found.append(
                f"{wait}, as only {threads} threads may run: allow {TASKS} "
                "(TasksMax of the service, or ulimit -u)"
            )
        return found


def room_within(limits: Limits, *, targets: int) -> Room:
    """Share out what the system allows. Pure.

    Args:
        limits: What it allows.
        targets: How many targets there are, each with a thread, a connection and the database.
    """
    free = max(limits.descriptors - _FILES - _A_TARGET * targets, 0)
    visitors = min(max(free // 4, _FEW_VISITORS), VISITORS)
    kept = min(free // 8, KEPT)
    # A look-up that was given up goes on for a while: there are two for each poll.
    each = min(
        (free - visitors - kept) // 3, (limits.threads - _THREADS - _A_TARGET * targets) // 3
    )
    polls = min(max(each, 1), POLLS)
    return Room(polls, min(2 * polls, LOOKUPS), kept, visitors, limits)


def limits_here() -> Limits:
    """Ask the system what it allows; a lower limit of open files is raised as far as it may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    tasks = resource.getrlimit(resource.RLIMIT_NPROC)[0]
    return Limits(
        descriptors=UNLIMITED if soft == resource.RLIM_INFINITY else soft,
        threads=min(UNLIMITED if tasks == resource.RLIM_INFINITY else tasks, _tasks_of_the_group()),
    )


def _tasks_of_the_group(root: Path = Path("/sys/fs/cgroup"), own: Path = Path("/proc/self")) -> int:
    """The least that this process's control groups allow (cgroups(7), ``pids.max``)."""
    least = UNLIMITED
    with suppress(OSError, ValueError):
        for line in (own / "cgroup").read_text("utf-8").splitlines():
            _, controllers, path = line.split(":", 2)
            if controllers not in {"", "pids"}:
                continue
            top = root / controllers
            group = top / path.lstrip("/")
            for folder in (group, *group.parents):
                with suppress(OSError, ValueError):  # "max" is no number
                    least = min(least, int((folder / "pids.max").read_text("ascii")))
                if folder == top:
                    break
    return least
