"""Webhooks that keep account of what they were given, for ``crash``."""

from __future__ import annotations

import random
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

SETTLED = 5
"""Looks without an open connection after which none comes any more."""
SLOWEST_ANSWER = 0.06
"""Seconds a webhook takes to answer what it has taken: there a kill makes a duplicate."""


class Arrivals:
    """What a webhook was given: (key, how many kills had been before)."""

    def __init__(self, name: str, chance: random.Random) -> None:
        self.name, self.chance = name, chance
        self.taken = []
        self.kills = 0
        self.open = 0
        """Connections that are being answered."""
        self._lock = threading.Lock()

    def count(self, change: int) -> None:
        """Count a connection that has begun or ended."""
        with self._lock:
            self.open += change

    def settle(self) -> None:
        """Wait until all is taken that was sent: it came before the kill, not after."""
        quiet = 0
        while quiet < SETTLED:
            time.sleep(0.02)
            quiet = 0 if self.open else quiet + 1

    def duplicates(self) -> list[tuple[str, int, int]]:
        """Each that came again: its key, and the kills before it came last and came now."""
        last, twice = {}, []
        for key, kills in list(self.taken):
            if key in last:
                twice.append((key, last[key], kills))
            last[key] = kills
        return twice


def hook_handler(arrivals):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            arrivals.taken.append((self.headers["Idempotency-Key"], arrivals.kills))
            time.sleep(arrivals.chance.random() * SLOWEST_ANSWER)
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_):
            pass

        def handle(self):
            arrivals.count(1)
            try:
                with suppress(ConnectionError):  # who asked is dead
                    super().handle()
            finally:
                arrivals.count(-1)

    return Handler
