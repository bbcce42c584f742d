"""Mails one by one: one that is made to hang its reader costs its own text alone.

Without this module whoever knows the mailbox's address could stop it for good with one mail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from monitor.feeds.mail.batch import pack, unpack, without_body
from monitor.feeds.parsing.parse import ParsedFeed
from monitor.feeds.parsing.sandbox import KilledError

MOST_KILLED: Final = 10
"""Mails of one poll that may each cost a reader its life; of the others, only headers are read."""


def read_one_by_one(body: bytes, read: Callable[[bytes], ParsedFeed]) -> ParsedFeed:
    """Read mails each by itself; one that kills its reader keeps its headers, and says why.

    Args:
        body: The mails of one poll (``batch``).
        read: Reads such a body in a process that can be killed; raises ``KilledError``.
    """
    feeds: list[ParsedFeed] = []
    killed = 0
    for letter in unpack(body):
        reason = "so many before it are malicious that there was no time for it"
        if killed < MOST_KILLED:
            try:
                feeds.append(read(pack([letter])))
                continue
            except KilledError as error:
                killed += 1
                reason = str(error)
        feeds.append(read(pack([without_body(letter, reason)])))
    return replace(feeds[0], items=tuple(item for feed in feeds for item in feed.items))
