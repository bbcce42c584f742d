"""Feeds that grow with every request, and what they published, for ``crash``."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

FEEDS = 6
WINDOW = 40
"""Items that a feed shows; besides those that no recorded poll has seen yet, for what falls out of
a feed while nobody reads it is lost to anyone."""
GROWTH = (0, 2, 4, 8, 16)
"""So many items more with a request, one of these."""

ITEM = (
    "<item><guid>{code}</guid><title>{title}</title><link>https://wire.example/{code}</link>"
    "<pubDate>{published}</pubDate></item>"
)
TOPICS = {
    "Ports": "Harbour strike",
    "Chips": "Chips export",
    "Quakes": "Earthquake felt",
    "Tea": "Tea auction",
    "": "Weather report",
}
"""What the rules watch for; the last is for none of them."""
OFTEN = (24, 14, 1, 6, 15)
"""Slack's format is posted once a second at most: what is urgent is seldom."""


class Newsroom:
    """Six feeds that grow while they are read."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._lock = threading.Lock()
        self._feeds = [[] for _ in range(FEEDS)]
        """(when first shown, item), the oldest first."""
        self._recent = []
        self.read_at = [""] * FEEDS
        """When each feed was last polled and recorded, as the database writes it."""
        self.growing = True
        self.published = {}
        """Code → topic of all items so far."""

    def page(self, number: int) -> bytes:
        """The feed as it is now: a little more than at the last request."""
        with self._lock:
            feed, now = self._feeds[number], as_stored(datetime.now(UTC))
            if self.growing:
                feed.extend((now, self._news()) for _ in range(self._chance.choice(GROWTH)))
            unread = sum(shown_at > self.read_at[number] for shown_at, _ in feed)
            items = "".join(item for _, item in feed[-max(WINDOW, unread) :])
        title = f"<title>Wire {number}</title>"
        return f'<rss version="2.0"><channel>{title}{items}</channel></rss>'.encode()

    def _news(self) -> str:
        code = word(len(self.published))
        (topic,) = self._chance.choices(list(TOPICS), OFTEN)
        if self._recent and self._chance.random() < 0.25:  # another outlet has the story
            topic, words = self._chance.choice(self._recent)
        else:
            words = [word(self._chance.randrange(10_000, 90_000)) for _ in range(5)]
            self._recent = [*self._recent[-20:], (topic, words)]
        self.published[code] = topic
        title = f"{TOPICS[topic]}: {' '.join(words)} {code}"
        return ITEM.format(code=code, title=title, published=format_datetime(datetime.now(UTC)))


def as_stored(moment: datetime) -> str:
    """A time as the database writes it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def word(number: int) -> str:
    """A pronounceable word of its own for each number."""
    syllables = [first + second for first in "bdfgklmnprst" for second in "aeiou"]
    made = ""
    for _ in range(4):
        number, which = divmod(number, len(syllables))
        made += syllables[which]
    return made


def feed_handler(newsroom, number):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = newsroom.page(number)
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler
