"""A newsroom's database, and its page on a real server."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from functools import partial
from pathlib import Path

import pytest
import requests
from jinja2 import BytecodeCache

from monitor.web import templating, trial
from monitor.web.context import Desk
from monitor.web.server import WebServer


def _load(name):
    """Load a module of this folder, which is no package, once."""
    full = f"monitor_tests_web_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, Path(__file__).with_name(f"{name}.py"))
        sys.modules[full] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[full])
    return sys.modules[full]


@pytest.fixture(scope="session")
def newsroom():
    """The module that makes databases: tests/web/newsroom.py."""
    return _load("newsroom")


@pytest.fixture(scope="session", autouse=True)
def patience():
    """A trial looks at every item, however busy the machine is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trial, "SECONDS", 60.0)
        yield


@pytest.fixture(autouse=True)
def not_yet(monkeypatch):
    """Opening the workbench starts no process: most tests that do so try nothing there."""
    monkeypatch.setattr(trial.Trials, "warm", lambda _: None)


class Compiled(BytecodeCache):
    """Templates' code, kept for the next page that is served."""

    def __init__(self):
        self._code = {}

    def load_bytecode(self, bucket):
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket):
        self._code[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def compiled_once():
    """A template is compiled once, not by each of hundreds of pages' servers."""
    with pytest.MonkeyPatch.context() as patch:
        kept = partial(templating.Environment, bytecode_cache=Compiled())
        patch.setattr(templating, "Environment", kept)
        yield


@pytest.fixture(scope="session")
def archive(newsroom, words, tmp_path_factory):
    """A folder with a month of news, to be copied."""
    folder = tmp_path_factory.mktemp("archive")
    newsroom.busy(folder, words, days=30, a_day=1).close()
    return folder


@pytest.fixture
def make_room(newsroom, words, archive, tmp_path):
    """``make_room(web='listen = …')``: a newsroom of one's own with that month."""
    rooms = []

    def make(*, web="", is_empty=False):
        folder = tmp_path / f"room{len(rooms)}"
        if is_empty:
            folder.mkdir()
        else:
            shutil.copytree(archive, folder, symlinks=True)
        rooms.append(newsroom.Newsroom(folder, words, web=web))
        return rooms[-1]

    yield make
    for room in rooms:
        room.close()


class Client(requests.Session):
    """A visitor: one session at one page."""

    def __init__(self, url):
        super().__init__()
        self.trust_env = False
        self.url = url

    def request(self, method, path, **options):
        return super().request(method, self.url + path, timeout=60, **options)

    def token(self, *paths):
        """The form token of a page.

        The workbench, which starts a process, is opened only where the page changes nothing.
        """
        for path in paths or ("/targets", "/workbench"):
            if found := re.search(r'name="form_token" value="(\w+)"', self.get(path).text):
                return found[1]
        raise AssertionError("no page has a form")

    def submit(self, path, *, form_token=None, headers=None, **values):
        """Send a form of ours."""
        values["form_token"] = self.token() if form_token is None else form_token
        return self.post(path, data=values, headers=headers, allow_redirects=False)


@pytest.fixture
def serve(newsroom):
    """``serve(room)`` → a Client at its page; ``can_write=False``: as ``news-monitor web`` does."""
    servers, clients = [], []

    def serve(room, *, can_write=True, clock=lambda: newsroom.NOW, changed=lambda: None):
        desk = Desk(
            room.config,
            room.config.web,
            write=room.database.write if can_write else None,
            words=room.words,
            changed=changed,
            clock=clock,
        )
        servers.append(WebServer.start(desk))
        clients.append(Client(f"http://127.0.0.1:{desk.web.port}"))
        clients[-1].server = servers[-1]
        return clients[-1]

    yield serve
    for client in clients:
        client.close()
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def library(newsroom, words, archive, tmp_path_factory):
    """A page that all tests share which change nothing."""
    folder = tmp_path_factory.mktemp("library") / "room"
    shutil.copytree(archive, folder)
    room = newsroom.Newsroom(folder, words)
    desk = Desk(
        room.config,
        room.config.web,
        write=room.database.write,
        words=words,
        clock=lambda: newsroom.NOW,
    )
    server = WebServer.start(desk)
    yield server
    server.stop()
    room.close()


@pytest.fixture
def reader(library):
    """A Client at the page that all share, who only reads."""
    with Client(library.url) as client:
        yield client


@pytest.fixture
def room(make_room):
    return make_room()


@pytest.fixture
def page(serve, room):
    """A Client at the page of ``room``."""
    return serve(room)
