"""No secret of the configuration in the log, the database, the page, the API or standard output.

A real daemon at DEBUG, in which every secret is put to use and every use fails, mostly at servers
that say back whatever they are sent. It takes some seconds: a process starts, and eleven feeds and
eleven targets fail.
"""

from __future__ import annotations

import socket
import threading
import urllib.error
import urllib.request
from base64 import b64encode
from contextlib import contextmanager, suppress
from itertools import chain

import pytest

from tests.daemon_process import PATIENCE, DaemonProcess

CANARY = "canary7b3f9a"
SIGNING = f"whsec_{b64encode(CANARY.encode() * 3).decode()}"


def _answers(said: str):
    """``say(what it was sent)`` → what a server answers."""

    def answer(request: bytes) -> bytes:
        text = request.decode("latin-1").replace("\r\n", " ")
        return said.replace("{}", text).encode("latin-1")

    return answer


ECHOES = {
    "garbage": "{}\r\n\r\n",
    "reason": "HTTP/1.1 500 {}\r\nContent-Length: 0\r\n\r\n",
    "body": "HTTP/1.1 401 no\r\nConnection: close\r\n\r\n{}",
    "header": "HTTP/1.1 403 no\r\nX-You-Said: {}\r\nContent-Length: 0\r\n\r\n",
    "redirect": "HTTP/1.1 302 go\r\nLocation: http://{}/\r\nContent-Length: 0\r\n\r\n",
    "cookie": "HTTP/1.1 500 no\r\nSet-Cookie: id={}\r\nContent-Length: 0\r\n\r\n",
    "feed": "HTTP/1.1 200 ok\r\nConnection: close\r\n\r\n<rss><channel>{",
}


@contextmanager
def serving(greeting: bytes, answer):
    """A server on loopback that answers each thing it is sent, and then hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk(client):
            with client, suppress(OSError):
                client.settimeout(PATIENCE)
                client.sendall(greeting)
                while request := client.recv(65_536):
                    answered = answer(request)
                    client.sendall(answered)
                    if not greeting:
                        return

        def accept():
            with suppress(OSError):
                while True:
                    client, _ = server.accept()
                    threading.Thread(target=talk, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def imap(request: bytes) -> bytes:
    tag, _, rest = request.decode("latin-1").partition(" ")
    if rest.upper().startswith("CAPABILITY"):
        return f"* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n".encode()
    return f"{tag} NO you said {rest.strip()}\r\n".encode("latin-1")


def smtp(request: bytes) -> bytes:
    if request.upper().startswith(b"EHLO"):
        return b"250-here\r\n250 AUTH PLAIN LOGIN\r\n"
    return b"535 you said " + request.strip() + b"\r\n"


@pytest.fixture
def ports():
    with (
        serving(b"* OK ready\r\n", imap) as imap_port,
        serving(b"220 ready\r\n", smtp) as smtp_port,
    ):
        yield {"imap": imap_port, "smtp": smtp_port}


@pytest.fixture
def echoes():
    """Port of each server that says back what it is sent."""
    found, opened = {}, []
    for name, said in ECHOES.items():
        server = serving(b"", _answers(said))
        found[name] = server.__enter__()
        opened.append(server)
    yield found
    for server in opened:
        server.__exit__(None, None, None)


@pytest.fixture
def unused_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def _config(folder, echoes, ports, refused, page):
    secret = CANARY
    (folder / "secret").write_text(f"json://user:{secret}@127.0.0.1:{echoes['reason']}/{secret}")
    (folder / "credentials").mkdir()
    (folder / "credentials" / "hook").write_text(
        f"slack+http://127.0.0.1:{echoes['body']}/services/{secret}"
    )
    (folder / "sample.rss").write_text(
        '<rss version="2.0"><channel><title>Sample</title><item><title>Apple news</title>'
        f"<link>http://user:{secret}@news.example/1</link></item></channel></rss>"
    )
    (folder / "templates").mkdir()
    targets = {
        "refused": f"json://user:{secret}@127.0.0.1:{refused}/{secret}?+X-Token={secret}",
        "reason": "file:secret",
        "body": "credential:hook",
        "garbage": "env:HOOK",
        "header": f"form://user:{secret}@127.0.0.1:{echoes['header']}/{secret}",
        "redirect": f"xml://user:{secret}@127.0.0.1:{echoes['redirect']}/?+X-Token={secret}",
        "mail": f"mailto://user:{secret}@127.0.0.1:{ports['smtp']}?mode=insecure&from=me@example.org&to=you@example.org",
        "nomail": f"mailto://user:{secret}@127.0.0.1:{refused}?mode=insecure&from=me@example.org&to=you@example.org",
    }
    targets |= {
        "bot": f"slack://xoxb-1234567890-1234567890-{secret}{secret}/#news"
        f"?api=http://127.0.0.1:{echoes['body']}/{secret}",
        "chat": f"tgram://123456789:{secret}/-100?api=http://127.0.0.1:{echoes['body']}/{secret}",
        "channel": f"discord://4174216298/{secret}?api=http://127.0.0.1:{echoes['reason']}/{secret}",
    }
    ways = {
        "auth": f'auth = {{ user = "me", password = "{secret}" }}',
        "envauth": 'auth = { user = "me", password = "env:PASSWORD" }',
        "token": f'headers = {{ Authorization = "Bearer {secret}", Cookie = "id={secret}" }}',
    }
    feeds = [
        (f"http://127.0.0.{at}:{port}/{way}", ways[way])
        for at, (port, way) in enumerate(
            [
                *((echoes[name], "auth") for name in ("garbage", "reason", "body", "header")),
                *((echoes[name], "token") for name in ("garbage", "redirect", "cookie", "feed")),
                (refused, "envauth"),
            ],
            1,
        )
    ]
    feeds.append(
        (
            f"imap://127.0.0.1:{ports['imap']}/INBOX",
            'auth = { user = "me", password = "env:PASSWORD" }',
        )
    )
    proxy = f'proxy = "http://me:{secret}@127.0.0.1:{echoes["garbage"]}"'
    feeds.append(("http://feed.example/", proxy))
    hosts = ["feed.example", *(f"127.0.0.{number}" for number in range(1, 20))]
    config = folder / "config.toml"
    config.write_text(
        f'database = "news.db"\nallow_private = {hosts}\n'
        f'[web]\nlisten = "127.0.0.1:{page}"\ntoken = "{secret}-of-the-page"\n'
        '[[feeds]]\nurl = "sample.rss"\nbackfill = "all"\n'
        '[[rules]]\nname = "Apple"\nmatch = "apple"\n'
        + "".join(f'[targets.{name}]\nurl = "{url}"\n' for name, url in targets.items())
        + f'[targets.hub]\nurl = "webhook+http://127.0.0.1:{echoes["body"]}/{secret}"\n'
        + f'secret = "{SIGNING}"\n'
        + "".join(f'[[feeds]]\nurl = "{url}"\n{way}\n' for url, way in feeds)
        + f'[[subscriptions]]\nurl = "http://127.0.0.18:{echoes["reason"]}/l.opml"\n{ways["auth"]}\n'
    )
    with config.open("a") as file:  # its alert is refused, and so is listening to its buttons
        bot = f"xoxb-1234567890-1234567890-{secret * 2}"
        file.write(
            f'[targets.pressed]\nurl = "slack://{bot}/#c?api=http://127.0.0.1:{echoes["body"]}"\n'
            f'buttons = true\napp_token = "xapp-1-A0123-123-{secret}"\n'
        )
    return config, {*targets, "hub", "pressed"}, {url for url, _ in feeds}


def _page(port, path):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        headers={"Authorization": f"Bearer {CANARY}-of-the-page"},
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.read().decode()}"


def test_no_secret_is_told_whatever_fails(tmp_path, echoes, ports, unused_port, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        page = server.getsockname()[1]
    config, targets, feeds = _config(tmp_path, echoes, ports, unused_port, page)
    environ = {
        "PASSWORD": CANARY,
        "HOOK": f"json://user:{CANARY}@127.0.0.1:{echoes['garbage']}/{CANARY}",
        "CREDENTIALS_DIRECTORY": str(tmp_path / "credentials"),
    }
    daemon = DaemonProcess(config, **environ)
    with daemon:

        def is_done():
            polled = {event["feed"] for event in daemon.events if event.get("event") == "poll"}
            tried = {event["target"] for event in daemon.events if event.get("event") == "delivery"}
            return feeds <= polled and targets <= tried

        with daemon.changed:
            assert daemon.changed.wait_for(is_done, 3 * PATIENCE), daemon.events
        paths = ("/", "/feeds", "/alerts", "/rules", "/matches", "/api/feeds", "/api/deliveries")
        pages = {path: _page(page, path) for path in paths}
        assert daemon.stop() == 0
    told = {
        "log": repr(daemon.events),
        "output": "".join(daemon.output),
        **pages,
        **{path.name: path.read_bytes().decode("latin-1") for path in tmp_path.glob("news.db*")},
    }
    assert all("401" not in text[:4] for text in pages.values())
    # As it is, and as it goes over the wire.
    wired = (f"{user}:{CANARY}" for user in ("me", "user")), (f"\0user\0{CANARY}", CANARY)
    forms = (
        CANARY,
        SIGNING.removeprefix("whsec_"),
        *(b64encode(each.encode()).decode() for each in chain(*wired)),
    )
    assert {
        (place, form) for place, text in told.items() for form in forms if form in text
    } == set()
