"""The page beside the daemon: served meanwhile, if there is to be one.

Without it one would have to start ``news-monitor web`` as well, whose page can't change anything.
That it can't be served stops neither polls nor alerts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from monitor.config import Config
from monitor.errors import MonitorError
from monitor.outbound.deliver import TargetWorker
from monitor.store.database import Database
from monitor.web.context import Desk
from monitor.web.server import WebServer

logger = logging.getLogger(__name__)


@contextmanager
def served(
    config: Config,
    database: Database,
    *,
    words: Path,
    workers: Iterable[TargetWorker],
    visitors: int,
    clock: Callable[[], datetime],
) -> Iterator[None]:
    """Serve it within a ``with`` statement.

    Args:
        config: What is watched, and where the page is to be.
        database: Where the page's changes go.
        words: The folder where lists of known words are kept.
        workers: To be woken after a change to the outbox.
        visitors: How many connections may be open.
        clock: Says what time it is, aware.
    """

    def changed() -> None:
        for worker in workers:
            worker.wake()

    server = None
    if config.web is not None:
        desk = Desk(
            config, config.web, write=database.write, words=words, changed=changed, clock=clock
        )
        try:
            server = WebServer.start(desk, connections=visitors)
        except MonitorError as error:
            logger.warning("%s", error, extra={"event": "page-failed"})
        else:
            logger.info("page: %s", server.url, extra={"event": "page", "url": server.url})
    try:
        yield
    finally:
        if server is not None:
            server.stop()
