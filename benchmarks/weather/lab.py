"""Lab: a real daemon, feeds that grow while they are read, and a webhook that keeps account."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import urllib3

from tests.alerts.servers import WebhookServer, hanging

from .daemon import Daemon
from .outcome import PATIENCE, until
from .wire import Wire

ALWAYS_SHORT = "disk"
"""Health's reason on a disk of a test's size: little is free."""
TOKEN = "bad-weather-bad-weather"
TOP = """
timezone = "UTC"
gather = "0s"
group = "item"
allow_private = ["127.0.0.0/8"]
[web]
listen = "127.0.0.1:{port}"
token = "{token}"
{targets}
[[rules]]
name = "Ports"
match = "harbour + strike"
"""


class Lab:
    """All that a case needs, in a folder of its own. Use it with ``with``."""

    def __init__(self, words: Path, *, quick: bool) -> None:
        self.words, self.quick = words, quick
        self.opened = ExitStack()

    def __enter__(self):
        self.folder = Path(self.opened.enter_context(tempfile.TemporaryDirectory()))
        self.folder.chmod(0o755)
        self.database = self.folder / "news.db"
        self.config = self.folder / "config.toml"
        self.wire = self.opened.enter_context(Wire())
        self.hook = self.opened.enter_context(WebhookServer())
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self._http = urllib3.PoolManager(retries=False, timeout=10)
        return self

    def __exit__(self, *_: object) -> None:
        self.opened.close()

    def set_up(
        self,
        feeds: Sequence[str] | int = 5,
        *,
        interval: str = "1s",
        targets: str = "",
        top: str = "",
        more: str = "",
    ) -> None:
        """Write the configuration: these feeds, or so many growing ones; and targets besides."""
        urls = [self.wire.feed() for _ in range(feeds)] if isinstance(feeds, int) else feeds
        well = f'[targets.well]\nurl = "{self.target()}"\nmax_per_hour = 0\n'
        text = TOP.format(port=self.port, token=TOKEN, targets=well + targets)
        text = f'database = "{self.database}"\n{top}' + text
        for url in urls:
            text += f'[[feeds]]\nurl = "{url}"\ninterval = "{interval}"\n'
        self.config.write_text(text + more)
        self.config.chmod(0o644)

    def hung_target(self) -> str:
        """A target that never answers, as it stands in the configuration."""
        hung = self.opened.enter_context(WebhookServer())
        hung.always(hanging)
        return f'[targets.hung]\nurl = "json://127.0.0.1:{hung.port}/"\nmax_per_hour = 0\n'

    def target(self) -> str:
        """The webhook that is well, as a target's URL."""
        return f"json://127.0.0.1:{self.hook.port}/"

    def start(self, *, prefix: Sequence[str] = (), ready: bool = True, **popen) -> Daemon:
        """Start the daemon."""
        daemon = Daemon(self.config, self.words, prefix, popen)
        self.opened.callback(daemon.close)
        if ready:
            daemon.wait_ready()
        return daemon

    def running(self) -> Daemon:
        """A daemon that has sent its first alerts."""
        daemon = self.start()
        if until(lambda: len(self.hook.posts) >= 3) is None:
            raise AssertionError(f"no alert came:\n{daemon.logged()[-3000:]}")
        if until(lambda: not self.is_red(ALWAYS_SHORT)) is None:
            raise AssertionError(f"it was never well: {self.reasons()}")
        return daemon

    def command(self, *words: str, prefix: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        """Another command of news-monitor."""
        return subprocess.run(
            [*prefix, sys.executable, "-m", "monitor", *words, "-c", str(self.config)],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
            env=os.environ | {"NEWS_MONITOR_WORDS": str(self.words)},
        )

    def reasons(self) -> dict[str, str] | None:
        """Why it isn't well, by name; None: the page doesn't answer."""
        try:
            answer = self._http.request(
                "GET",
                f"http://127.0.0.1:{self.port}/healthz",
                headers={"Authorization": f"Bearer {TOKEN}"},
            )
            return {each["name"]: each["what"] for each in answer.json().get("reasons", ())}
        except (urllib3.exceptions.HTTPError, ValueError):
            return None

    def is_red(self, *but: str) -> bool:
        """Whether it says that it isn't well, for another reason than these."""
        return bool((self.reasons() or {}).keys() - set(but))

    def is_well(self) -> bool:
        """Whether it says so."""
        return self.reasons() == {}

    # The books

    def ask(self, question: str) -> list[tuple]:
        """Rows of the database."""
        with closing(sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True)) as db:
            db.execute("PRAGMA busy_timeout = 30000")
            return db.execute(question).fetchall()

    def arrivals(self) -> list[tuple[str, float]]:
        """(code, when) of each alert that arrived."""
        return [(post.json["title"].split()[-1], post.at) for post in list(self.hook.posts)]

    def lags(self, since: float = 0.0) -> list[float]:
        """From an item's publication to its alert, of those that arrived since."""
        shown = self.wire.published
        return [at - shown[code] for code, at in self.arrivals() if at >= since and code in shown]

    def settle(self) -> float | None:
        """Nothing more is published; wait until all is sent. Returns how long that took."""
        self.wire.say(news=0)
        before = self.wire.requests()
        until(lambda: self.wire.requests() > before + 2 * len(self.wire.asked))
        return until(
            lambda: not self.ask("SELECT 1 FROM deliveries WHERE state = 'pending' LIMIT 1")
        )

    def books(self) -> tuple[str, bool]:
        """What was lost, came twice, or wasn't written down; and whether nothing was."""
        stored = {title.split()[-1] for (title,) in self.ask("SELECT title FROM items")}
        lost = len(self.wire.published.keys() - stored)
        states = Counter(state for (state,) in self.ask("SELECT state FROM deliveries"))
        unsent = sum(states.values()) - states["delivered"]
        keys = Counter(post.headers.get("Idempotency-Key", "") for post in list(self.hook.posts))
        known = {key for (key,) in self.ask("SELECT key FROM deliveries WHERE state = 'delivered'")}
        twice, unknown = sum(keys.values()) - len(keys), len(keys.keys() - known)
        text = f"{len(self.wire.published)} items, {len(keys)} alerts: {lost} lost, "
        text += f"{unsent} unsent, {twice} twice, {unknown} without a record"
        return text, not (lost or unsent or twice or unknown)
