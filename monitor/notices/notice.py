"""Notice: a note of the program's own, and to whom it goes. A plain value.

What each module here decides on and the outbox takes in; without it each would have a shape of its
own for the same thing.
"""

from __future__ import annotations

from typing import NamedTuple

from monitor.alerts.alert import Delivery, Note


class Notice(NamedTuple):
    """A note with its deliveries, one for each target that is told."""

    note: Note
    deliveries: tuple[Delivery, ...]
