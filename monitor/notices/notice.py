"""Notice: a note of the program's own, with its deliveries. A plain value.

The modules of ``notices`` make notices and the outbox takes them; without it each of them would
have a shape of its own for the same thing.
"""

from __future__ import annotations

from typing import NamedTuple

from monitor.alerts.alert import Delivery, Note


class Notice(NamedTuple):
    """A note with its deliveries, one for each target that it goes to."""

    note: Note
    deliveries: tuple[Delivery, ...]
