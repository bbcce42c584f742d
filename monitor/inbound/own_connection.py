"""OwnConnection: whether polls fail because this machine is cut off, rather than the publishers.

It is told as one trouble. Without this module an hour without a network would look like the death
of every feed, and each would be polled less and less often.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from monitor.feeds.state.connectivity import Line, sign_of_outage
from monitor.feeds.state.outcome import Outcome
from monitor.troubles import Troubles

NETWORK: Final = "network"
CUT_OFF: Final = (
    "most hosts can't be reached: this machine's connection, or its name server, is down"
)
INTERCEPTED: Final = (
    "most hosts answer with one and the same page, which is no feed: it isn't theirs"
)
CURE: Final = (
    "see that it is online, finds names (getent hosts example.org), and is logged in to its network"
)
REMEMBERED: Final = timedelta(minutes=20)
"""It is over if it wasn't met for so long: twice the time after which a feed is polled again."""


class OwnConnection:
    """What outcomes say of our own connection. Not for several threads.

    Args:
        troubles: Where it is told that it is down, and that it is back.
    """

    def __init__(self, troubles: Troubles) -> None:
        self._troubles = troubles
        self._line = Line()
        self._is_down = False

    def add(self, outcome: Outcome, now: datetime, *, was_failing: bool) -> None:
        """Take note of a poll; of one that failed before, a failure says nothing."""
        self._line.add(outcome, now, was_failing=was_failing)

    def is_to_blame(self, outcome: Outcome) -> bool:
        """Whether a poll failed because our own connection is down, or isn't ours; it is told."""
        sign = sign_of_outage(outcome)
        if sign is None and not self._is_down:
            return False
        common = self._line.sign_of_outage()
        was, self._is_down = self._is_down, common is not None
        if common is not None:
            what = INTERCEPTED if common else CUT_OFF
            self._troubles.met(NETWORK, what, cure=CURE, lasting=REMEMBERED)
        elif was:
            self._troubles.over(NETWORK)
        return sign is not None and sign == common
