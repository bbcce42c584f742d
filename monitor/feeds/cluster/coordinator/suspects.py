"""Suspects: feeds over which workers have died.

A worker reads feeds in processes that can be killed, so hardly any can cost it its life; but one
that does takes worker after worker, and with each a few hundred polls. A feed that was in the
batches of two workers that died goes alone the third time; if that worker dies as well, the feed is
quarantined, as one that kills its parser is. Workers that are told to stop, or whose scheduler is
gone, count for nothing.
"""

from __future__ import annotations

from typing import Final

from monitor.feeds.cluster.batch import Asked
from monitor.feeds.cluster.coordinator.batch_choice import Kind
from monitor.feeds.state.outcome import Failed, FailureKind, PollRequest
from monitor.net.location import shown

ALONE: Final = 2
"""After so many deaths it goes alone."""
MOST: Final = 50_000


class Suspects:
    """How many workers have died over which feed. For one thread."""

    def __init__(self) -> None:
        self._deaths: dict[str, int] = {}

    def goes_alone(self, url: str) -> bool:
        """Whether a feed is to be in a batch of its own."""
        return self._deaths.get(url, 0) >= ALONE

    def went_well(self, url: str) -> None:
        """Say that a poll has ended, whatever it brought."""
        self._deaths.pop(url, None)

    def died(self, request: Asked, kind: Kind) -> Failed | None:
        """Note that a worker died over a batch; return the feed's failure if it was its doing.

        Args:
            request: One of the batch.
            kind: The batch's.
        """
        if kind is Kind.ALONE and isinstance(request, PollRequest):
            return Failed(
                url=request.url,
                kind=FailureKind.QUARANTINED,
                message=(
                    f"{self._deaths.get(request.url, ALONE) + 1} workers have died over "
                    f"{shown(request.url)}, the last one over nothing else"
                ),
            )
        self._deaths[request.url] = self._deaths.pop(request.url, 0) + 1
        if len(self._deaths) > MOST:
            del self._deaths[next(iter(self._deaths))]
        return None
