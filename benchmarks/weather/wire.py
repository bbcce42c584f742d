"""Wire: feeds that grow while they are read."""

from __future__ import annotations

import random
import threading
import time
from collections import defaultdict
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import pairwise

from tests.feeds.server import FeedServer

HEADERS = {"Content-Type": "application/rss+xml"}
WINDOW = 400
"""Items that a feed shows."""
ITEM = (
    "<item><guid>{code}</guid><title>Harbour strike {code}</title>"
    "<link>https://wire.example/{code}</link><pubDate>{published}</pubDate></item>"
)


class Wire:
    """Feeds that grow by an item with each request; each has a host of its own."""

    def __init__(self) -> None:
        self.server = FeedServer("0.0.0.0")
        self._lock = threading.Lock()
        self._names: list[str] = []
        self._items: dict[str, list[str]] = defaultdict(list)
        self.asked: dict[str, list[float]] = defaultdict(list)
        """By feed, when it was asked for (monotonic)."""
        self.published: dict[str, float] = {}
        """By an item's code, when it was first shown (monotonic)."""
        self._news = 1.0
        self.closes = False
        """Whether connections end with each answer, as they do from one hourly poll to the next."""

    def __enter__(self):
        self.server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.__exit__()

    @property
    def port(self) -> int:
        """Where they are served."""
        return self.server.port

    def feed(self, host: str = "") -> str:
        """A feed more; its URL."""
        number = len(self._names)
        name = f"/{number}"
        self._names.append(name)
        self.server.answers[name] = lambda handler: handler.send(
            self._page(name), 200, HEADERS | ({"Connection": "close"} if self.closes else {})
        )
        return self.server.url(name, host=host or f"127.1.{number // 250}.{number % 250 + 1}")

    def say(self, news: float) -> None:
        """From now on so large a part of the requests finds one item more."""
        self._news = news

    def _page(self, name: str) -> bytes:
        with self._lock:
            now, items = time.monotonic(), self._items[name]
            self.asked[name].append(now)
            if random.random() < self._news or not items:
                code = f"x{len(self.published):06}"
                self.published[code] = now
                at = format_datetime(datetime.now(UTC))
                items.append(ITEM.format(code=code, published=at))
                del items[:-WINDOW]
            body = "".join(items)
        title = f"<title>Wire {name[1:]}</title>"
        return f'<rss version="2.0"><channel>{title}{body}</channel></rss>'.encode()

    def requests(self) -> int:
        """How often any feed was asked for."""
        return sum(map(len, list(self.asked.values())))

    def longest_gap(self, since: float) -> float:
        """The longest that any feed wasn't asked for, from then to now, in seconds."""
        gaps = [0.0]
        for name in self._names:
            times = [since, *(at for at in self.asked[name] if at >= since), time.monotonic()]
            gaps += [later - earlier for earlier, later in pairwise(times)]
        return max(gaps)
