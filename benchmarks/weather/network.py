"""Network: name servers, lines, targets and feeds that are sick, beside those that are well."""

from __future__ import annotations

import gzip
import itertools
import os
import random
import socket
import struct
import threading
import time
from contextlib import closing, suppress

from tests.alerts.servers import MailServer, TarPit, WebhookServer, hanging, refusing

from .lab import Lab
from .outcome import CannotRunError, Outcome, described, seconds, until

NAMESERVER = "127.9.9.9"


class NameServer:
    """A name server that knows ``127-1-0-7.weather.example``, and falls silent when told to."""

    def __init__(self) -> None:
        self.mute = False
        self.asked: list[float] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.bind((NAMESERVER, 53))
        except OSError:
            raise CannotRunError("only root can be a name server") from None
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                query, whom = self._socket.recvfrom(1500)
                self.asked.append(time.monotonic())
                if not self.mute:
                    self._socket.sendto(_answer(query), whom)


def _answer(query: bytes) -> bytes:
    label = query[13 : 13 + query[12]].decode("latin-1")
    end = query.index(b"\0", 12) + 5
    (kind,) = struct.unpack(">H", query[end - 4 : end - 2])
    found = b""
    if kind == 1:
        address = socket.inet_aton(label.replace("-", "."))
        found = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 1, 4) + address
    counts = struct.pack(">HHHH", 1, bool(found), 0, 0)
    return query[:2] + b"\x81\x80" + counts + query[12:end] + found


def names(lab: Lab) -> Outcome:
    """The name server mute for 10 minutes, then back: health red, no stampede, all polled again within 6 minutes, nothing lost."""  # noqa: E501
    if os.geteuid():
        raise CannotRunError("only root can have a name server of its own")
    resolv = lab.folder / "resolv.conf"
    resolv.write_text(f"nameserver {NAMESERVER}\n")
    server = lab.opened.enter_context(NameServer())
    count = 100
    lab.wire.closes = True  # else most feeds need no name
    urls = [lab.wire.feed(f"127-1-0-{n + 1}.weather.example") for n in range(count)]
    lab.set_up(urls, interval="10s")
    bound = f'mount --bind {resolv} /etc/resolv.conf && exec "$@"'
    daemon = lab.start(prefix=["unshare", "-m", "sh", "-c", bound, "sh"])
    if until(lambda: len(lab.wire.asked) == count and len(lab.hook.posts) > 20) is None:
        raise AssertionError(f"feeds weren't polled:\n{daemon.logged()[-2000:]}")
    server.mute = True
    muted = time.monotonic()
    length = 40 if lab.quick else 600
    red = None
    most_threads = 0
    while (passed := time.monotonic() - muted) < length:
        time.sleep(1)
        most_threads = max(most_threads, daemon.threads())
        if red is None and lab.is_red():
            red = passed
    before = {name: len(times) for name, times in lab.wire.asked.items()}
    server.mute = False
    back = time.monotonic()
    all_back = until(
        lambda: all(len(lab.wire.asked[name]) > times for name, times in before.items()), 400
    )
    times = sorted(at for each in lab.wire.asked.values() for at in each if at >= back)
    most = max((sum(at <= other < at + 1 for other in times) for at in times), default=0)
    green = until(lab.is_well, 400)
    lab.settle()
    books, kept = lab.books()
    figure = (
        f"mute for {length} s: red after {seconds(red)}, {most_threads} threads at most; back: "
        f"all {count} polled within {seconds(all_back)}, at most {most} in a second, "
        f"well after {seconds(green)}; {books}"
    )
    holds = all_back is not None and all_back <= 360 and most <= count / 2 and green is not None
    return Outcome(figure, holds and kept and (lab.quick or red is not None))


def targets(lab: Lab) -> Outcome:
    """One target hangs, one says 429, one is dead, one drips: the webhook and the mail on time."""
    hung, busy = (lab.opened.enter_context(WebhookServer()) for _ in range(2))
    hung.always(hanging)
    busy.always(refusing(429, retry_after="3600"))
    tar = lab.opened.enter_context(TarPit(drip=b"x"))
    mail = lab.opened.enter_context(MailServer())
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        dead = free.getsockname()[1]
    sick = "".join(
        f'[targets.{name}]\nurl = "{url}"\nmax_per_hour = 0\n'
        for name, url in {
            "hung": f"json://127.0.0.1:{hung.port}/",
            "busy": f"json://127.0.0.1:{busy.port}/",
            "dead": f"json://127.0.0.1:{dead}/",
            "drip": f"json://127.0.0.1:{tar.port}/",
            "mail": mail.url(),
        }.items()
    )
    lab.set_up(3, interval="3s", targets=sick)
    lab.running()
    since = time.monotonic()
    time.sleep(20 if lab.quick else 60)
    lags = lab.lags(since)
    due = len(lab.arrivals())
    until(lambda: len(mail.mails) >= due, 5)
    codes = {str(each["Subject"]).split()[-1] for each in mail.mails}
    missing = {code for code, at in lab.arrivals() if at < time.monotonic() - 10} - codes
    figure = (
        f"webhook: {len(lags)} alerts, {described(lags)}; mail: {len(codes)}, {len(missing)} "
        f"missing; asked: hung {len(hung.tried)}, 429 {len(busy.tried)} times"
    )
    holds = bool(lags) and max(lags) <= 5 and not missing and len(busy.tried) <= 2
    return Outcome(figure, holds)


def hostile(lab: Lab) -> Outcome:
    """A score of hostile feeds beside ten healthy ones: alerts within 10 s, no traceback, ≤ 500 MB."""  # noqa: E501
    server, ok = lab.wire.server, b"HTTP/1.1 200 OK\r\n"
    for path, body in _documents().items():
        server.publish(path, body)
    server.hang("/silent")
    server.stream("/endless", itertools.chain([ok + b"\r\n<rss>"], itertools.repeat(b" " * 9999)))
    server.stream("/drip", itertools.chain([ok], itertools.repeat(b"X: y\r\n")), every=0.1)
    zip_of_zips = gzip.compress(gzip.compress(b"\0" * 50_000_000))
    server.answer("/bomb", zip_of_zips, headers={"Content-Encoding": "gzip, gzip"})
    server.redirect("/circle", to="/circle")
    server.redirect("/inside", to="http://169.254.169.254/latest/meta-data")
    server.redirect("/file", to="file:///etc/passwd")
    server.raw("/garbage", b"\0\xff" * 4000)
    bad = [*_documents(), "/silent", "/endless", "/drip", "/bomb", "/circle"]
    bad += ["/inside", "/file", "/garbage"]
    urls = [server.url(path, host=f"127.4.0.{n}") for n, path in enumerate(bad, 1)]
    lab.set_up([*urls, *(lab.wire.feed() for _ in range(10))])
    daemon = lab.running()
    since, peak = time.monotonic(), 0.0
    while time.monotonic() - since < (20 if lab.quick else 90):
        peak = max(peak, daemon.megabytes())
        time.sleep(0.5)
    lags, gap = lab.lags(since), lab.wire.longest_gap(since)
    figure = (
        f"{len(bad)} hostile: alerts of the healthy {described(lags)}, longest gap between "
        f"polls {gap:.1f} s, {daemon.tracebacks()} tracebacks, at most {peak:.0f} MB"
    )
    holds = bool(lags) and max(lags) <= 10 and not daemon.tracebacks() and peak <= 500
    return Outcome(figure, holds)


def _documents() -> dict[str, bytes]:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<!DOCTYPE r [<!ENTITY l0 "ha">{entities}]><rss><channel><title>&l9;</title>'
    leak = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title>'
    item = "<item><title>t</title><guid>g</guid></item>"
    texts = {
        "/laughs": laughs,
        "/leak": leak,
        "/attributes": "<rss " + " ".join(f'a{n}="x"' for n in range(50_000)) + ">",
        "/nested": "<rss><channel>" + "<a>" * 100_000,
        "/many": "<rss><channel>" + item * 100_000,
        "/long": f"<rss><channel><item><title>{'strike harbour ' * 500_000}</title></item>",
        "/deep": '{"version": "https://jsonfeed.org/version/1.1", "items": ' + "[" * 100_000,
        "/numbers": '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": '
        + "9" * 500_000
        + "}]}",
        "/open": "<rss><channel><item><description><![CDATA[" + "<div><b>" * 100_000,
        "/comments": "<!-- " * 200_000,
        "/surrogates": "<rss><channel><item><title>&#xD800;&#0;&#x202E;</title></item>",
        "/script": "<rss><channel><item><title>&lt;script&gt;</title>"
        "<link>javascript:x</link></item>",
    }
    return {path: text.encode() for path, text in texts.items()}


class BadLine:
    """Between the daemon and a server: slow, and now and then it breaks or stalls."""

    def __init__(self, port: int, delay: float, broken: float, chance: random.Random) -> None:
        self._port, self._delay, self._broken, self._chance = port, delay, broken, chance
        self._listener = socket.create_server(("0.0.0.0", 0), backlog=256)
        self.port = self._listener.getsockname()[1]
        self.taken = self.cut = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more."""
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                threading.Thread(target=self._carry, args=(sock,), daemon=True).start()

    def _carry(self, visitor: socket.socket) -> None:
        self.taken += 1
        with visitor, suppress(OSError), socket.create_connection(("127.0.0.1", self._port)) as far:
            there = threading.Thread(target=self._pass_on, args=(visitor, far), daemon=True)
            there.start()
            while piece := far.recv(1_000):
                time.sleep(self._delay / 4)
                if (
                    self._chance.random() < self._broken
                ):  # in the middle of the answer, without a goodbye
                    self.cut += 1
                    visitor.sendall(piece[: len(piece) // 2])
                    linger = struct.pack("ii", 1, 0)
                    visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    return
                visitor.sendall(piece)

    def _pass_on(self, visitor: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while piece := visitor.recv(65_536):
                time.sleep(self._delay)
                far.sendall(piece)
            far.shutdown(socket.SHUT_RDWR)


def bad_line(lab: Lab) -> Outcome:
    """A line with 400 ms more, and answers break off at every fifth kilobyte: nothing lost, alerts within 30 s."""  # noqa: E501
    line = BadLine(lab.wire.port, 0.4, 0.2, random.Random(1))
    lab.opened.callback(line.close)
    urls = [lab.wire.feed().replace(f":{lab.wire.port}/", f":{line.port}/") for _ in range(20)]
    lab.set_up(urls, interval="3s")
    lab.running()
    since = time.monotonic()
    time.sleep(30 if lab.quick else 90)
    lags = lab.lags(since)
    lab.wire.say(news=0)
    until(lambda: lab.books()[1], 400)  # what failed is polled later and later
    books, kept = lab.books()
    figure = (
        f"{lab.wire.requests()} requests, {line.cut} answers broke off; "
        f"alerts {described(lags)}; {books}"
    )
    return Outcome(figure, bool(lags) and max(lags) <= 30 and kept)


CASES = {
    "name server mute": names,
    "sick targets": targets,
    "hostile feeds": hostile,
    "bad line": bad_line,
}
