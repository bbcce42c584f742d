"""Line: whether it is our own connection to the internet that is down, not the feeds. Pure.

Collects the outcomes by which ``schedule.line_is_down`` judges. Without this module a night without
the network would count against every feed.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.feeds.state import schedule
from monitor.feeds.state.outcome import Outcome, Parsed


class Line:
    """The outcomes of the last five minutes, of feeds that hadn't been failing before."""

    WINDOW = timedelta(minutes=5)
    MOST = 1_000

    def __init__(self) -> None:
        self._outcomes: deque[tuple[datetime, Outcome]] = deque(maxlen=self.MOST)

    def add(self, outcome: Outcome, now: datetime, *, was_failing: bool) -> None:
        """Note an outcome; a feed that is down anyway says nothing about our connection.

        Args:
            outcome: What the poll brought.
            now: When the poll ended, aware UTC.
            was_failing: Whether the feed's poll before had failed.
        """
        if was_failing and schedule.is_unreached(outcome):
            return
        # The items aren't asked for, and needn't be kept.
        slim = replace(outcome, items=(), seen=b"") if isinstance(outcome, Parsed) else outcome
        self._outcomes.append((now, slim))
        while now - self._outcomes[0][0] > self.WINDOW:
            self._outcomes.popleft()

    def is_down(self) -> bool:
        """Whether most of the hosts asked in the last five minutes couldn't be reached at all."""
        return schedule.line_is_down(outcome for _, outcome in self._outcomes)
