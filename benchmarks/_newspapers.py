"""Newspapers that print themselves: generated feeds, or snapshots of real ones, and their server.

Sizes and churn are those of 18 newspapers polled 1,732 times: 10 to 60 items and about 27 kB; of
the bodies that change, a third hold something new, one in six differs in its build date alone, one
in six has a headline edited in place, and the rest were shuffled or had a picture replaced. A third
of the publishers send no validators, so that only the body tells whether anything changed; one in
seven doesn't name its language.

    python benchmarks/_newspapers.py --feeds 200 [--corpus DIR] [--today]

prints the port it serves on: feed N is ``/N`` at any address of 127.0.0.0/8. ``/advance`` turns
every feed's page; ``/hang/N`` from then on drips for ever on every Nth feed; ``/arrivals`` tells
when each feed was last asked for. Generated items are years old, and so no news, but with
``--today``: what they cost then has stories and near misses in it.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import random
import time
from email.utils import formatdate
from pathlib import Path

from _news import Newsroom

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Paper {number}</title>'
    "<link>https://paper-{number}.example/</link><description>News</description>"
    "{language}<lastBuildDate>{built}</lastBuildDate><ttl>15</ttl>"
    '<atom:link href="https://paper-{number}.example/rss" rel="self" type="application/rss+xml"/>\n'
)
ITEM = (
    "<item>\n<title><![CDATA[{title}]]></title>\n<link>{link}</link>\n"
    '<guid isPermaLink="false">{link}</guid>\n'
    "<description><![CDATA[<p>{text}</p>]]></description>\n"
    "<pubDate>{date}</pubDate>\n<dc:creator><![CDATA[{author}]]></dc:creator>\n"
    "<category>{category}</category>\n"
    '<media:thumbnail width="976" height="549" url="https://img.paper.example/{picture}.jpg"/>\n'
    "</item>\n"
)


class Paper:
    """One generated feed."""

    def __init__(self, number, texts, *, now=1_700_000_000):
        self._random = random.Random(number)
        self._number = number
        self._texts = texts
        self._printed = 0
        self._now = now + number
        size = min(60, max(10, round(self._random.lognormvariate(3.4, 0.45))))
        self._items = [self._item() for _ in range(size)]
        self.body = self._print()

    def advance(self):
        """Print the next body: it always differs."""
        rng, items = self._random, self._items
        self._now += 360
        roll = rng.random()
        if roll < 0.33:
            fresh = [self._item() for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 5)))]
            self._items = (fresh + items)[: len(items)]
        elif roll < 0.49:
            pass
        elif roll < 0.65:
            rng.choice(items)["title"] = rng.choice(self._texts).title
        elif roll < 0.82:
            items.insert(rng.randrange(len(items)), items.pop(rng.randrange(len(items))))
        else:
            for item in rng.sample(items, 3):
                item["picture"] += 1
        self.body = self._print()

    def _item(self):
        self._printed += 1
        rng = self._random
        return {
            "title": rng.choice(self._texts).title,
            "text": rng.choice(self._texts).summary,
            "link": f"https://paper-{self._number}.example/news/{self._printed:06}",
            "date": formatdate(self._now, usegmt=True),
            "author": " ".join(rng.choice(self._texts).title.split()[:2]),
            "category": rng.choice(("World", "Business", "Technology", "Sport")),
            "picture": self._number * 1_000_000 + self._printed * 100,
        }

    def _print(self):
        built = formatdate(self._now, usegmt=True)
        language = "" if self._number % 7 == 0 else "<language>en-gb</language>"
        head = HEAD.format(number=self._number, built=built, language=language)
        items = "".join(ITEM.format(**item) for item in self._items)
        return f"{head}{items}</channel></rss>\n".encode()


class Archive:
    """One feed that shows the snapshots of a folder, one after another."""

    def __init__(self, number, folders):
        folder = folders[number % len(folders)]
        self._pages = sorted(folder.iterdir(), key=lambda path: int(path.stem))
        self._page = number // len(folders) % len(self._pages)
        self.body = self._pages[self._page].read_bytes()

    def advance(self):
        """Show the next snapshot that differs."""
        for _ in self._pages:
            self._page = (self._page + 1) % len(self._pages)
            before, self.body = self.body, self._pages[self._page].read_bytes()
            if before != self.body:
                return


class Server(asyncio.Protocol):
    """HTTP as far as it takes; every connection is closed, as between polls minutes apart."""

    papers = []  # noqa: RUF012 - set by main
    arrivals = {}  # noqa: RUF012
    hanging = 0
    transport = None

    def connection_made(self, transport):
        """A client."""
        self.transport = transport
        self.received = b""

    def data_received(self, data):
        """Answer when the headers are complete."""
        self.received += data
        if b"\r\n\r\n" not in self.received:
            return
        lines = self.received.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        path = lines[0].split(" ")[1].strip("/")
        if path.isdigit():
            self._serve(int(path), headers.get("if-none-match", ""))
        elif path == "advance":
            for paper in self.papers:
                paper.advance()
            self._answer("200 OK", b"")
        elif path.startswith("hang/"):
            Server.hanging = int(path.removeprefix("hang/"))
            Server.arrivals = {}
            self._answer("200 OK", b"")
        else:
            self._answer("200 OK", json.dumps(self.arrivals).encode())

    def _serve(self, number, known):
        self.arrivals[number] = time.time()
        if self.hanging and number % self.hanging == 0:
            self.transport.write(b"HTTP/1.1 200 OK\r\n")
            self._drip()
            return
        body = self.papers[number].body
        if number % 3 == 0:
            self._answer("200 OK", body)
            return
        tag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
        if tag == known:
            self._answer("304 Not Modified", None, f"ETag: {tag}\r\n")
        else:
            self._answer("200 OK", body, f"ETag: {tag}\r\n")

    def _drip(self):
        if not self.transport.is_closing():
            self.transport.write(b"X-Wait: a little longer\r\n")
            asyncio.get_running_loop().call_later(5, self._drip)

    def _answer(self, status, body, more=""):
        length = "" if body is None else f"Content-Length: {len(body)}\r\n"
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/rss+xml\r\n{length}{more}"
        self.transport.write(f"{head}Connection: close\r\n\r\n".encode() + (body or b""))
        self.transport.close()


async def main():
    """Serve until killed."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--feeds", type=int, default=200)
    options.add_argument("--corpus", type=Path)
    options.add_argument("--today", action="store_true")
    given = options.parse_args()
    if given.corpus:
        folders = sorted(path for path in given.corpus.iterdir() if path.is_dir())
        Server.papers = [Archive(number, folders) for number in range(given.feeds)]
    else:
        texts = Newsroom().items(2_000)
        now = int(time.time()) - 7_200 if given.today else 1_700_000_000
        Server.papers = [Paper(number, texts, now=now) for number in range(given.feeds)]
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Server, "0.0.0.0", 0, backlog=4_096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
