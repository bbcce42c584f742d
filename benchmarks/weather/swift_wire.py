"""Swift wire: thousands of growing feeds, served by a process of their own that takes little.

    python benchmarks/weather/swift_wire.py      its port, then an answer in JSON to each line

``wire`` serves each connection by a thread, in the process that also measures: two hundred polls
a second would measure that. Here one thread serves them all, and what it takes is told.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import psutil

ITEM = (
    "<item><guid>{code}</guid><title>{title} {code}</title>"
    "<link>https://wire.example/{code}</link><pubDate>{published}</pubDate></item>"
)
ALERTED = 0.1
"""Part of the items that a rule finds: ten times what people bear."""
WINDOW = 30
"""Items that a feed shows."""
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo")
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: {}\r\n\r\n"


class SwiftWire:
    """As ``Wire``, of which it has what a soak asks for."""

    def __init__(self) -> None:
        self._feeds = 0
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._port = self._read()
        self._seen = psutil.Process(self._process.pid)

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.wait(30)

    def feed(self) -> str:
        """A feed more; its URL."""
        number = self._feeds
        self._feeds += 1
        return f"http://127.1.{number // 250}.{number % 250 + 1}:{self._port}/{number}"

    def say(self, news: float) -> None:
        """From now on so large a part of the requests finds something new."""
        self._ask(news)

    def counts(self) -> tuple[int, int, int]:
        """How many feeds were asked for, how many requests there were, and how many items are."""
        feeds, requests, items = self._ask("counts")
        return feeds, requests, items

    def requests(self) -> int:
        """How often any feed was asked for."""
        return self.counts()[1]

    def gaps(self, since: float) -> list[float]:
        """From each request that came since to the one before, of the same feed, in seconds."""
        return [
            later - earlier
            for times in self._ask("asked").values()
            for earlier, later in pairwise(times)
            if earlier >= since
        ]

    @property
    def asked(self) -> range:
        """As many as there are feeds that were asked for."""
        return range(self.counts()[0])

    @property
    def published(self) -> dict[str, float]:
        """By an item's code, when it was first shown (monotonic)."""
        return self._ask("published")

    def seconds_used(self) -> float:
        """Processor seconds of the server."""
        times = self._seen.cpu_times()
        return times.user + times.system

    def _ask(self, what: object):
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self):
        return json.loads(self._process.stdout.readline())


class Feeds:
    """What is served, and what was asked for."""

    def __init__(self) -> None:
        self.news = 1.0
        self.asked: dict[str, list[float]] = defaultdict(list)
        self.published: dict[str, float] = {}
        self._chance = random.Random(1)
        self._items: dict[str, list[str]] = defaultdict(list)
        self._answers: dict[str, bytes] = {}

    def answer(self, path: str) -> bytes:
        """What a request for a feed is sent, which may grow with it."""
        now = time.monotonic()
        self.asked[path].append(now)
        if path not in self._answers or self._chance.random() < self.news:
            code = f"x{len(self.published):06}"
            self.published[code] = now
            at = format_datetime(datetime.now(UTC))
            items = self._items[path]
            items.insert(0, ITEM.format(title=self._title(), code=code, published=at))
            del items[WINDOW:]
            name = f"<title>Wire {path[1:]}</title>"
            body = f'<rss version="2.0"><channel>{name}{"".join(items)}</channel></rss>'
            self._answers[path] = (HEAD.format(len(body)) + body).encode()
        return self._answers[path]

    def _title(self) -> str:
        """Each about a place of its own, or all would be one event."""
        place = "".join(self._chance.choices(SYLLABLES, k=4)).title()
        topic = "Harbour strike" if self._chance.random() < ALERTED else "Council votes on a bridge"
        return f"{topic} in {place}"

    def told(self, what: object) -> object:
        """Answer, or let so large a part of the requests find something new."""
        if what == "counts":
            return len(self.asked), sum(map(len, self.asked.values())), len(self.published)
        if isinstance(what, str):
            return {"asked": self.asked, "published": self.published}[what]
        self.news = what
        return None


class Visit(asyncio.Protocol):
    """One connection."""

    def __init__(self, feeds: Feeds) -> None:
        self._feeds, self._read = feeds, b""

    def connection_made(self, transport) -> None:
        """See asyncio."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """See asyncio."""
        self._read += data
        while b"\r\n\r\n" in self._read:
            request, _, self._read = self._read.partition(b"\r\n\r\n")
            self._transport.write(self._feeds.answer(request.split(b" ", 2)[1].decode()))


async def serve() -> None:
    feeds, loop = Feeds(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: Visit(feeds), "0.0.0.0", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(feeds.told(json.loads(line))), flush=True)


if __name__ == "__main__":
    asyncio.run(serve())
