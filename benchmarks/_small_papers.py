"""Small feeds that turn their page as they are asked for, for ``scale_check``.

    python benchmarks/_small_papers.py ITEMS

serves them and prints the port: feed N is ``/N``, and brings so many new items a poll in the mode
"mixed". ``/mode/changed``, ``/mode/unchanged`` and ``/mode/mixed`` say how the pages turn from then
on; ``/counts`` tells how often feeds were asked, have changed, and how many items are new.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from contextlib import contextmanager
from email.utils import formatdate

import numpy as np
from _news import Newsroom
from _scale_simulation import CHANGED

SHOWN = 6
"""Items of a feed."""


class Papers:
    """Feeds that may turn their page whenever they are asked for."""

    def __init__(self, per_poll):
        self._rng = random.Random(1)
        self._gen = np.random.default_rng(1)
        self._texts = [(item.title, item.summary) for item in Newsroom(5).items(3_000)]
        self._items, self._built = {}, {}
        self._per_poll = per_poll
        self._mode = "unchanged"
        self.asked = self.changed = self.new = 0

    def answer(self, number, etag):
        """Status, tag and body of a feed."""
        self.asked += 1
        items = self._items.setdefault(number, [])
        first = not items
        if first:
            self._add(items, SHOWN)
        elif self._mode == "changed" or (self._mode == "mixed" and self._rng.random() < CHANGED):
            self.changed += 1
            self._built[number] = self._built.get(number, 0) + 1
            count = int(self._gen.poisson(self._per_poll / CHANGED))
            self._add(items, min(count, SHOWN))
        tag = f'"{number}-{self._built.get(number, 0)}"'
        if tag == etag:
            return 304, tag, b""
        return 200, tag, self._body(number, items)

    def _add(self, items, count):
        for _ in range(count):
            self.new += 1
            items.insert(0, (self.new, time.time(), *self._rng.choice(self._texts)))
        del items[SHOWN:]

    def _body(self, number, items):
        listed = "".join(
            f"<item><title>{title}</title><link>https://p{number}.example/{key}</link>"
            f"<guid>{number}-{key}</guid><description>{text}</description>"
            f"<pubDate>{formatdate(at)}</pubDate></item>\n"
            for key, at, title, text in items
        )
        built = self._built.get(number, 0)
        return (
            f"<?xml version='1.0'?><rss version='2.0'><channel><title>Paper {number}</title>"
            f"<description>{built}</description><language>en</language>\n{listed}</channel></rss>"
        ).encode()

    async def serve(self, reader, writer):
        """Answer a connection until it ends."""
        try:
            while line := await reader.readline():
                path, etag = line.split()[1].decode(), ""
                while (header := await reader.readline()) not in {b"\r\n", b""}:
                    name, _, value = header.decode("latin-1").partition(":")
                    if name.lower() == "if-none-match":
                        etag = value.strip()
                if path[1:].isdigit():
                    status, tag, body = self.answer(int(path[1:]), etag)
                elif path == "/counts":
                    text = f"{self.asked} {self.changed} {self.new}"
                    status, tag, body = 200, '"-"', text.encode()
                elif path.startswith("/mode/"):
                    self._mode = path.removeprefix("/mode/")
                    status, tag, body = 200, '"-"', b""
                else:
                    status, tag, body = 404, '"-"', b""
                writer.write(
                    f"HTTP/1.1 {status} x\r\nETag: {tag}\r\nContent-Type: application/rss+xml\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()


async def _serve(per_poll):
    papers = Papers(per_poll)
    server = await asyncio.start_server(papers.serve, "0.0.0.0", 0, backlog=1_000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def serving(per_poll):
    command = [sys.executable, __file__, str(per_poll)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
