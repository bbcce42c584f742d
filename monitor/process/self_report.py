"""SelfReport: every few seconds the daemon looks how it is, and says so.

    to other processes      the line in the lock's file that ``status`` and ``reload`` read
    to the service manager  STATUS, and WATCHDOG while feeds are looked after
    to a dead man's switch  a request to ``[heartbeat] url``, only while all is well

Without this module a daemon that hangs, or can tell nobody anything, would look like one that has
nothing to tell.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import requests
import sqlite_utils

from monitor import __version__
from monitor.config import Config
from monitor.health.current import Health, health_within
from monitor.health.daemon_status import DaemonStatus, Reloaded
from monitor.health.verdict import Verdict
from monitor.process.systemd import notify
from monitor.process.watch import DATABASE, Complaints
from monitor.store.lock import InstanceLock
from monitor.troubles import Trouble, Troubles

logger = logging.getLogger(__name__)

SAID_SECONDS = 10.0
"""How often it is said anew that there is nothing new."""
PATIENCE = 10.0
"""Seconds that a heartbeat may take."""

Ping = Callable[[str], None]
"""Asks for an address; raises ``OSError`` if it doesn't answer well."""


def ping(url: str) -> None:
    """Ask for an address.

    Raises:
        OSError: It doesn't answer, or not with a 2xx.
    """
    with requests.get(url, timeout=PATIENCE, stream=True) as answer:
        answer.raise_for_status()


class SelfReport:
    """The daemon's report. ``beat`` is for the main thread, the rest for any.

    Args:
        config: What is in use; ``take_up`` changes it.
        lock: Where it is said.
        troubles: What is wrong, as the flows have told it.
        watching: Says what the daemon does, such as ``watching 3 feeds …``.
        clock: Returns the time, aware.
        send: Sends a heartbeat.
    """

    def __init__(
        self,
        config: Config,
        lock: InstanceLock,
        troubles: Troubles,
        *,
        watching: Callable[[], str],
        clock: Callable[[], datetime],
        send: Ping = ping,
    ) -> None:
        self._config = config
        self._lock = lock
        self._claim: InstanceLock | None = None
        self._troubles = troubles
        self._watching = watching
        self._clock = clock
        self._send = send
        self._started = clock()
        self._reloaded = Reloaded(at=self._started, ok=True)
        self._said: tuple[tuple[Trouble, ...], Reloaded, str] | None = None
        self._said_at = self._started
        self._complaints = Complaints()

    def take_up(self, config: Config) -> None:
        """Judge by another configuration from now on."""
        self._config = config

    def claim(self, database: Path) -> None:
        """Hold the lock of the database that the configuration names, and speak there as well.

        It is the next start's. Until then who asks by the configuration finds this daemon, and no
        second one begins beside it.

        Raises:
            StoreError: Another process has it, or it can't be had.
        """
        if self._claim is not None and self._claim.database == database:
            return
        self.let_go()
        if database == self._lock.database:
            return
        claim = InstanceLock(database)
        claim.__enter__()
        self._claim, self._said = claim, None
        self._troubles.met(
            DATABASE,
            f"config.toml names another database, {database}; the daemon still works on "
            f"{self._lock.database}",
            cure="start it anew: systemctl restart news-monitor",
        )

    def let_go(self) -> None:
        """Let go of a database that was claimed."""
        if self._claim is not None:
            self._claim.__exit__(None, None, None)
            self._claim = None
            self._troubles.over(DATABASE)

    def reloaded(self, outcome: Reloaded) -> None:
        """Say how a reload went, at once."""
        self._reloaded = outcome
        self.beat()

    def beat(self, *, alive: bool = True) -> None:
        """Say how it is, if that is news or was said some time ago.

        Args:
            alive: Whether feeds are looked after: only then the service manager leaves us alone.
        """
        now = self._clock()
        daemon = self._status(now)
        news = daemon.troubles, daemon.reloaded, daemon.watching
        if news != self._said or abs((now - self._said_at).total_seconds()) >= SAID_SECONDS:
            for lock in filter(None, (self._lock, self._claim)):
                lock.say(daemon.to_json())
            self._said, self._said_at = news, now
            worst = f"; {daemon.troubles[0].what}" if daemon.troubles else ""
            notify(f"STATUS={daemon.watching}{worst}".replace("\n", " "))
        if alive:
            notify("WATCHDOG=1")

    def health(self, db: sqlite_utils.Database) -> Health:
        """Return how it is now."""
        now = self._clock()
        daemon = self._status(now)
        return health_within(self._config, db, daemon.troubles, daemon=daemon, now=now)

    def send_heartbeat(self, db: sqlite_utils.Database) -> bool:
        """Ask for the heartbeat's address if all is well; return whether that was answered.

        That somebody else will notice is the point: what fails is logged, and no more.
        """
        heartbeat = self._config.heartbeat
        if heartbeat is None:
            return False
        verdict = self.health(db).verdict
        if not verdict.is_well:
            logger.debug("no heartbeat: %s", _first(verdict), extra={"event": "heartbeat"})
            return False
        try:
            self._send(heartbeat.url)
        except OSError as error:  # requests' own are among them
            # Not its text, which has the address: that is secret.
            answer = getattr(error, "response", None)
            how = "doesn't answer" if answer is None else f"answers {answer.status_code}"
            if self._complaints.is_news(how):
                logger.warning(
                    "the heartbeat's address %s, so whoever waits for it raises the alarm; "
                    "is url in [heartbeat] right?",
                    how,
                    extra={"event": "heartbeat"},
                )
            return False
        self._complaints.is_over()
        return True

    def _status(self, now: datetime) -> DaemonStatus:
        return DaemonStatus(
            at=now,
            started=self._started,
            version=__version__,
            watching=self._watching(),
            reloaded=self._reloaded,
            troubles=self._troubles.now(),
        )


def _first(verdict: Verdict) -> str:
    return verdict.reasons[0].what if verdict.reasons else verdict.state.value
