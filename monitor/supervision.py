"""Supervision: what must go on for as long as the program runs goes on, whatever it raises.

A thread that dies of an error takes with it what only it does: a target's deliveries, say, for
good, and nobody hears of it. Here it is started again after a pause, and its death is counted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from monitor.troubles import Troubles

logger = logging.getLogger(__name__)

FIRST_REST = 1.0
LONGEST_REST = 60.0
"""Seconds before it is started again: 1, 2, 4 … at most so many."""
REMEMBERED = timedelta(minutes=10)
"""A thread that hasn't died again for so long is taken for healthy."""


def backoff(failures: int, *, first: float, longest: float) -> float:
    """Seconds to wait after so many failures in a row (1 or more): twice as long each time."""
    return min(first * 2.0 ** min(failures - 1, 30), longest)


def supervise(
    name: str,
    do: Callable[[], None],
    *,
    troubles: Troubles,
    rest: Callable[[float], bool],
) -> None:
    """Call ``do`` until it returns; when it raises, say so, rest, and call it again.

    Args:
        name: What it is called in the log and among the troubles: "thread NAME".
        do: What a thread does for as long as the program runs.
        troubles: Where its death is told.
        rest: Waits for so many seconds; returns True if it isn't to go on.
    """
    deaths = 0
    while True:
        try:
            do()
        except Exception as error:
            deaths += 1
            pause = backoff(deaths, first=FIRST_REST, longest=LONGEST_REST)
            what = f"the thread {name} ended by an error ({type(error).__name__})"
            if troubles.met(
                f"thread {name}",
                what,
                cure="it is started again by itself; please report it, with the log",
                lasting=REMEMBERED,
            ):
                logger.exception("%s; it is started again", what, extra={"event": "thread-died"})
            if rest(pause):
                return
        else:
            return
