"""Post: a message as the service that shows it knows it; by this it is edited, and replied to.

Without it a message would be out of reach as soon as it is sent: each report more of an event would
be another message, or none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DELETED: Final = "somebody deleted it"
"""Why a post is gone that nothing can reply to either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One message at one recipient of a target, in the service's own numbers. Holds no secret."""

    recipient: str
    """Which of the target's recipients, and whose account wrote it: ``-100123 by 5678``."""
    place: str
    """The channel, or the chat."""
    id: str
    """The message."""
    thread: str = ""
    """The thread that it is in, by its number; empty: it is in none."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What an editor returns when the message reads as it should, also if it did so before."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What an editor returns for a message that can never be edited again.

    Somebody deleted it, or the service doesn't allow it any more. It isn't posted again.
    """

    reason: str
    """For people; holds no secret."""
