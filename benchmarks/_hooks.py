"""Webhooks that keep account of what they were given, for ``crash``."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

SLOWEST_ANSWER = 0.06
"""Seconds a webhook takes to answer what it has taken: there a kill makes a duplicate."""


class Arrivals:
    """What a webhook was given: (key, how many kills had been before)."""

    def __init__(self, name: str, chance: random.Random) -> None:
        self.name, self.chance = name, chance
        self.taken = []
        self.kills = 0

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
            with suppress(ConnectionError):  # who asked is dead
                super().handle()

    return Handler
