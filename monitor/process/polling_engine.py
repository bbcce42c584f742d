"""PollingEngine: who polls, as ``[polling] engine`` says: this process, or a cluster's workers.

Whoever asks for polls notices no difference but how many may be under way. Without a cluster
nothing of it is loaded. Without this module each of them would have to know both.
"""

from __future__ import annotations

import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.config import Config
from monitor.feeds.cluster.state import ClusterState
from monitor.feeds.polling.poll import open_poller
from monitor.feeds.polling.poller import Poller
from monitor.inbound.poll_loop import MAX_IN_FLIGHT
from monitor.net.system_limits import Room
from monitor.troubles import Troubles

if TYPE_CHECKING:
    from monitor.feeds.cluster.coordinator.cluster_poller import ClusterPoller
    from monitor.feeds.cluster.preparation import Preparation


@dataclass(frozen=True, slots=True)
class PollingEngine:
    """Polls feeds and reads articles."""

    poller: Poller | ClusterPoller

    def room(self) -> int:
        """Return how many feeds may be under way."""
        return MAX_IN_FLIGHT if isinstance(self.poller, Poller) else self.poller.room

    def take_up(self, preparation: Callable[[], Preparation]) -> None:
        """Have workers prepare the items that they bring; without a cluster nothing is asked."""
        if not isinstance(self.poller, Poller):
            self.poller.take_up(preparation())

    def cluster(self) -> ClusterState | None:
        """Return how the cluster is; None: there is none."""
        return None if isinstance(self.poller, Poller) else self.poller.state


@contextmanager
def open_engine(
    config: Config, *, room: Room, troubles: Troubles, clock: Callable[[], datetime]
) -> Iterator[PollingEngine]:
    """Have somebody poll within a ``with`` statement.

    Raises:
        MonitorError: The libraries for a cluster aren't installed.
    """
    if config.cluster is None:
        with open_poller(
            clock=clock, workers=room.polls, lookups=room.lookups, keep=room.kept
        ) as poller:
            yield PollingEngine(poller)
        return
    from monitor.feeds.cluster.coordinator.cluster_poller import ClusterPoller  # noqa: PLC0415 - few need it
    from monitor.feeds.cluster.engine import set_up  # noqa: PLC0415
    from monitor.feeds.cluster.worker.batch_poller import open_batch_poller  # noqa: PLC0415

    set_up()
    with (
        open_batch_poller(workers=room.polls, lookups=room.lookups, keep=room.kept) as batch_poller,
        ClusterPoller(
            config.cluster,
            batch_poller=batch_poller,
            # Machines, and containers, may share a name and a path.
            identity=f"{socket.gethostname()}:{uuid.getnode()}:{config.database}",
            troubles=troubles,
        ) as cluster_poller,
    ):
        yield PollingEngine(cluster_poller)
