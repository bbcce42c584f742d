"""Page: visitors who stay, and visitors who never finish what they ask."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import ExitStack, suppress

from .lab import TOKEN, Lab
from .outcome import Outcome, described, until

READERS, LORISES = 500, 500
LISTEN = f"GET /live HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode()
NEVER_ENDING = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "


def crowd(lab: Lab) -> Outcome:
    """500 idle readers of the live stream and 500 slow-loris: polls and alerts within 5 s, the page answers."""  # noqa: E501
    lab.set_up(10)
    daemon = lab.running()
    with ExitStack() as opened:
        done = threading.Event()
        opened.callback(done.set)
        socks: list[socket.socket] = []

        def visit(number: int, greeting: bytes) -> None:
            with suppress(OSError):
                source = f"127.2.{number // 200}.{number % 200 + 1}"
                sock = socket.create_connection(
                    ("127.0.0.1", lab.port), timeout=5, source_address=(source, 0)
                )
                socks.append(opened.enter_context(sock))
                sock.sendall(greeting)
                sock.setblocking(False)

        def drip() -> None:
            """A byte a second of each; who was thrown out comes again."""
            number = READERS
            while not done.wait(1):
                for sock in socks:
                    try:
                        if sock in slow:
                            sock.send(b"x")
                    except BlockingIOError:
                        pass
                    except OSError:
                        slow.discard(sock)
                for _ in range(min(LORISES - len(slow), 50)):
                    before = len(socks)
                    visit(number := number + 1, NEVER_ENDING)
                    slow.update(socks[before:])

        slow: set[socket.socket] = set()
        for number in range(READERS):
            visit(number, LISTEN)
        dripping = threading.Thread(target=drip)
        dripping.start()
        opened.callback(dripping.join)
        opened.callback(done.set)
        since = time.monotonic()
        length = 15 if lab.quick else 60
        answers: list[float | None] = []
        while time.monotonic() - since < length:
            answers.append(until(lambda: lab.reasons() is not None, 5))
            time.sleep(1)
        gap, lags = lab.wire.longest_gap(since), lab.lags(since)
        descriptors = daemon.descriptors()
    lab.settle()
    books, kept = lab.books()
    refused = answers.count(None)
    slowest = max((each for each in answers if each is not None), default=0.0)
    figure = (
        f"longest gap between two polls {gap:.1f} s, alerts {described(lags)}; health answered "
        f"{len(answers) - refused} of {len(answers)} times, after {slowest:.1f} s at most; "
        f"{descriptors} descriptors; {books}"
    )
    return Outcome(figure, gap <= 5 and max(lags, default=9) <= 5 and not refused and kept)


CASES = {"crowd on the page": crowd}
