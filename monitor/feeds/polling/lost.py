"""LostPollError: a poll of which nobody knows how it went, through no fault of the feed's."""

from __future__ import annotations

from monitor.errors import MonitorError


class LostPollError(MonitorError):
    """The machine that had it gave no answer; the feed is to be polled again."""
