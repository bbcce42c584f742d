"""The page beside the daemon: served meanwhile, if there is to be one.

Without it one would have to start ``news-monitor web`` as well, whose page can't change anything.
That it can't be served stops neither polls nor alerts.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from monitor.config import Config
from monitor.errors import MonitorError
from monitor.feeds.cluster.state import ClusterState
from monitor.health.current import Health
from monitor.store.database import Database
from monitor.troubles import Troubles
from monitor.web.context import Desk
from monitor.web.server import WebServer

logger = logging.getLogger(__name__)

TROUBLE = "page"
"""What it is called among the troubles that the page can't be served."""
AGAIN_SECONDS = 60


class WebPage:
    """The page, or none, as the configuration wants it.

    Args:
        start: Serves a configuration's page.
        troubles: Where it is told that it can't be served.
        counting: Seconds that nobody sets.
    """

    def __init__(
        self,
        start: Callable[[Config], WebServer],
        troubles: Troubles,
        *,
        counting: Callable[[], float] = time.monotonic,
    ) -> None:
        self._start = start
        self._counting = counting
        self._wanted: Config | None = None  # what couldn't be served
        self._again_at = 0.0
        self._troubles = troubles
        self._shown: Config | None = None  # by which the server was started, if there is one
        self._server: WebServer | None = None

    def take_up(self, config: Config) -> None:
        """Show this configuration; only another address, password or time zone needs a new page.

        The page of before goes on where the new one can't be served, which is tried again by
        ``try_again``.
        """
        self._wanted, shown = None, self._shown
        if shown and (shown.web, shown.timezone) == (config.web, config.timezone):
            assert self._server is not None
            self._server.take_up(config)
            self._troubles.over(TROUBLE)
            return
        if config.web is None:
            self.stop()
            self._troubles.over(TROUBLE)
            return
        if shown and shown.web and shown.web.port == config.web.port:
            self.stop()  # 0.0.0.0 can't be had while 127.0.0.1 is taken, if only by us
        try:
            new = self._start(config)
        except MonitorError as error:
            if self._troubles.met(TROUBLE, str(error)):
                logger.warning("%s", error, extra={"event": "page-failed"})
            self._go_on(shown, config)
            self._wanted, self._again_at = config, self._counting() + AGAIN_SECONDS
            return
        self.stop()
        self._server, self._shown = new, config
        self._troubles.over(TROUBLE)
        logger.info("page: %s", new.url, extra={"event": "page", "url": new.url})

    def try_again(self) -> None:
        """Serve what couldn't be served, once a minute: who had its port may be gone."""
        if self._wanted is not None and self._counting() >= self._again_at:
            self.take_up(self._wanted)

    @property
    def url(self) -> str:
        """Where it is for whoever reads a log or a terminal; empty while it isn't served."""
        return self._shown.web.url if self._shown and self._shown.web else ""

    def stop(self) -> None:
        """End it."""
        if self._server is not None:
            self._server.stop()
        self._server = self._shown = None

    def _go_on(self, shown: Config | None, config: Config) -> None:
        """Show what is watched now, served as it was before."""
        if self._server is not None:
            self._server.take_up(config)
        elif shown is not None:
            with suppress(MonitorError):  # somebody else was quicker; that is told already
                self._server = self._start(replace(config, web=shown.web))
                self._shown = shown


@contextmanager
def served(
    config: Config,
    database: Database,
    *,
    words: Path,
    wake: Callable[[], None],
    visitors: int,
    clock: Callable[[], datetime],
    troubles: Troubles,
    health: Callable[[], Health] | None = None,
    cluster: Callable[[], ClusterState | None] = lambda: None,
    metrics: Callable[[], bytes] | None = None,
) -> Iterator[WebPage]:
    """Serve it within a ``with`` statement.

    Args:
        config: What is watched, and where the page is to be.
        database: Where the page's changes go.
        words: The folder where lists of known words are kept.
        wake: Called after a change to the outbox.
        visitors: How many connections may be open.
        clock: Says what time it is, aware.
        troubles: What is wrong, for the page to say.
        health: Returns how the daemon is.
        cluster: Returns how the cluster is that polls.
        metrics: Returns the same in numbers, for Prometheus.
    """

    def start(config: Config) -> WebServer:
        assert config.web is not None
        return WebServer.start(
            Desk(
                config,
                config.web,
                write=database.write,
                words=words,
                changed=wake,
                clock=clock,
                troubles=troubles,
                health=health,
                cluster=cluster,
                metrics=metrics,
            ),
            connections=visitors,
        )

    page = WebPage(start, troubles)
    page.take_up(config)
    try:
        yield page
    finally:
        page.stop()
