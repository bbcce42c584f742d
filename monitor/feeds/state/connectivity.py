"""Line: whether it is our own line that is down, not the feeds. Pure.

The judgement is ``schedule.line_is_down``; here are the outcomes it judges by.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.feeds.state import schedule
from monitor.feeds.state.outcome import Outcome, Parsed


class Line:
    """The outcomes of the last minutes, of feeds that hadn't been failing."""

    WINDOW = timedelta(minutes=5)
    MOST = 1_000

    def __init__(self) -> None:
        self._outcomes: deque[tuple[datetime, Outcome]] = deque(maxlen=self.MOST)

    def add(self, outcome: Outcome, now: datetime, *, was_failing: bool) -> None:
        """Take note of an outcome; a feed that is down anyway says nothing of the line."""
        if was_failing and schedule.is_unreached(outcome):
            return
        # The items aren't asked for, and needn't be kept.
        slim = replace(outcome, items=(), seen=b"") if isinstance(outcome, Parsed) else outcome
        self._outcomes.append((now, slim))
        while now - self._outcomes[0][0] > self.WINDOW:
            self._outcomes.popleft()

    def is_down(self) -> bool:
        """Whether most of the hosts asked lately couldn't be reached at all."""
        return schedule.line_is_down(outcome for _, outcome in self._outcomes)
