"""FullText: whether the articles behind a feed's items are read. A plain choice of the user's."""

from __future__ import annotations

from enum import StrEnum


class FullText(StrEnum):
    """When the article that an item links to is read, beside what the feed says of it."""

    NEVER = "never"
    AUTO = "auto"
    """Where it may decide: a rule lacks one clause, which more text could hold."""
    ALWAYS = "always"
    """For every item that is news."""
