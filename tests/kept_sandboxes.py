"""Processes that read documents, kept from one test to the next: each takes 0.2 s to start.

They are what they are for the program, and die over what kills them; they merely don't end when who
has used them is done.
"""

from __future__ import annotations

from monitor.feeds.parsing.sandbox import Sandbox

USERS = (
    *("feeds.parsing.sandbox", "feeds.parsing.fast_lane", "feeds.discovery.look"),
    *("feeds.articles.reader", "upkeep.subscriptions"),
)
"""The modules that start them."""


class KeptSandbox(Sandbox):
    """One that stays open for the next who wants it."""

    def close(self):
        """Nothing: ``end`` does, after the last test."""

    def end(self):
        super().close()


class KeptSandboxes:
    """All of a process that runs tests."""

    def __init__(self):
        self._kept = {}

    def get(self, function, **options):
        """Return that for this function and these limits, new only the first time."""
        key = function, *options.items()
        if key not in self._kept:
            self._kept[key] = KeptSandbox(function, **options)
        return self._kept[key]

    def end(self):
        for each in self._kept.values():
            each.end()
