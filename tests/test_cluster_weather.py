"""A daemon whose workers, scheduler and network fail: nothing lost, nothing told twice.

Real processes, real TLS, the limits of every day: `make test-cluster` takes half an hour. The
press's own log judges politeness; the database and what a webhook was sent judge the rest.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest

pytest.importorskip("distributed")

from tests.alerts.servers import WebhookServer
from tests.daemon_process import DaemonProcess
from tests.feeds.cluster.press import Press
from tests.feeds.cluster.processes import ClusterProcesses

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.xdist_group("cluster"),
    pytest.mark.timeout(600),
]
SETTLED = 240.0
"""Seconds in which, after the worst weather, all that was published must be stored and told."""

LEAST = 200
"""Items that are published at least, of which some come in the midst of it."""


class World:
    """A press that publishes, a cluster, a daemon, and a webhook that is told."""

    def __init__(self, tmp_path, *, hosts=40, workers=3, listed=None, press_listens="127.0.0.0/8"):
        self.folder = tmp_path
        self.press = Press(hosts=hosts)
        if listed:
            self.press.hosts = listed
        self.webhook = WebhookServer()
        self.cluster = ClusterProcesses(tmp_path)
        self._count = workers
        self._network = press_listens
        self._publishing = threading.Event()
        self.twice = 0
        """Messages that may come twice: one for each time the daemon itself was killed."""

    def __enter__(self):
        self.press.__enter__()
        self.webhook.__enter__()
        self.scheduler = self.cluster.start_scheduler()
        self.workers = [
            self.cluster.begin_worker(f"worker-{number}") for number in range(self._count)
        ]
        for worker in self.workers:
            worker.wait_for("has joined")
        self._write_config()
        self.daemon = DaemonProcess(self.folder / "config.toml")
        self.daemon.__enter__()
        self._publisher = threading.Thread(target=self._publish, daemon=True)
        self._publisher.start()
        return self

    def __exit__(self, *_):
        self._publishing.set()
        self.daemon.__exit__()
        self.cluster.__exit__()
        self.webhook.__exit__()
        self.press.__exit__()

    def settle(self):
        """Publish no more, and wait until all is stored and told; then judge."""
        while len(self.press.titles()) <= LEAST:
            time.sleep(0.5)
        self._publishing.set()
        self._publisher.join()
        expected = self.press.titles()
        end = time.monotonic() + SETTLED
        while expected - self.stored() or expected - set(self.told()):
            assert time.monotonic() < end, (
                f"{len(expected - self.stored())} not stored, "
                f"{len(expected - set(self.told()))} not told of {len(expected)}"
            )
            time.sleep(0.5)
        assert sum(count - 1 for count in self.told().values()) <= self.twice
        assert self.press.misconduct() == []

    def stored(self) -> set[str]:
        with sqlite3.connect(f"file:{self.folder / 'news.db'}?mode=ro", uri=True) as db:
            return {title for (title,) in db.execute("SELECT title FROM items")}

    def told(self) -> Counter[str]:
        """What each message was about."""
        return Counter(
            alert["item"]["title"]
            for post in list(self.webhook.posts)
            for alert in post.json["data"].get("alerts", ())
        )

    def asked_since(self, count: int, times: int = 60) -> None:
        self.press.wait_until(count + times, 120)

    def replace_worker(self, number: int, *more: str):
        self.workers[number] = self.cluster.start_worker(f"worker-{number}", *more)

    def _publish(self):
        while not self._publishing.wait(6.0):
            self.press.publish(1)

    def _write_config(self):
        tls = self.cluster.cluster.tls
        feeds = "".join(
            f'[[feeds]]\nurl = "{url}"\nbackfill = "all"\ninterval = "4s"\n'
            for url in self.press.urls()
        )
        (self.folder / "config.toml").write_text(
            f'allow_private = ["{self._network}"]\ngroup = "item"\ngather = "0s"\n'
            f'[polling]\nengine = "dask:{self.cluster.address}"\n[polling.tls]\n'
            f'ca = "{tls.ca}"\ncertificate = "{tls.certificate}"\nkey = "{tls.key}"\n'
            f'[web]\nenabled = false\n[targets.me]\nurl = "webhook+http://127.0.0.1:{self.webhook.port}/"\n'
            f'{feeds}[[rules]]\nname = "News"\nmatch = "reports"\n'
        )


@pytest.fixture
def world(tmp_path):
    with World(tmp_path) as world:
        world.press.wait_until(100, 120)
        yield world


def test_workers_that_are_killed_in_the_midst_of_their_batches(world):
    for number in range(2):
        before = world.press.asked()
        world.workers[number].kill()
        world.asked_since(before)
    world.replace_worker(0)
    world.settle()


def test_a_scheduler_that_is_killed_and_comes_back(world):
    before = world.press.asked()
    world.scheduler.kill()
    world.daemon.wait_for(event="cluster", level="warning")
    world.asked_since(before, 40)  # by the daemon itself
    world.cluster.start_scheduler()
    for worker in world.workers:
        worker.wait_for("has joined", times=2)
    world.settle()


def test_a_worker_that_hangs_for_two_minutes_and_goes_on(world):
    world.workers[1].freeze()
    began = time.monotonic()
    while time.monotonic() - began < 125:
        world.asked_since(world.press.asked(), 30)
    world.workers[1].thaw()
    world.settle()


def test_a_rolling_restart_of_all_workers(world):
    for number, worker in enumerate(world.workers):
        assert worker.stop() == 0
        world.replace_worker(number)
    world.settle()
    lost = [event for event in world.daemon.events if "polled again" in str(event.get("message"))]
    assert lost == []  # each finished what it had begun


def test_a_daemon_that_is_killed_and_started_anew(world):
    before = world.press.asked()
    world.daemon.kill()
    world.daemon.start()
    world.asked_since(before)
    world.twice = 1
    world.settle()


def test_a_standby_that_starts_from_a_copy_loses_no_item_that_feeds_still_show(world, tmp_path):
    standby = tmp_path / "standby"
    standby.mkdir()
    shutil.copy(tmp_path / "config.toml", standby)
    told_by_then = set(world.told())
    monitor(tmp_path, "backup", tmp_path / "copy.db")
    before = world.press.asked()
    world.asked_since(before, 80)
    world.daemon.kill()
    since = set(world.told()) - told_by_then
    monitor(standby, "restore", tmp_path / "copy.db")
    world.folder = standby
    with DaemonProcess(standby / "config.toml") as world.daemon:
        world.twice = len(since)  # what was told after the copy was made is told again
        world.settle()
        twice = {title for title, count in world.told().items() if count > 1}
        assert twice <= since


def monitor(folder, *words):
    command = [sys.executable, "-m", "monitor", *map(str, words), "-c", folder / "config.toml"]
    subprocess.run(command, check=True, capture_output=True)


def test_a_worker_with_a_wrong_certificate_gets_nothing(world, tmp_path):
    other = ClusterProcesses(tmp_path / "other")
    intruder = world.cluster.begin(
        "worker", world.cluster.address, "--tls", other.tls, "--name", "intruder"
    )
    intruder.wait_for("hasn't signed")
    world.asked_since(world.press.asked())
    assert "intruder" not in str(world.daemon.events)
    world.settle()


@pytest.mark.skipif(not shutil.which("prlimit"), reason="needs prlimit: apt install util-linux")
def test_a_worker_whose_disk_is_full(world):
    worker = world.workers[0]
    subprocess.run(["prlimit", "--fsize=0:0", "--pid", str(worker.process.pid)], check=True)
    world.asked_since(world.press.asked(), 120)
    world.settle()
    assert worker.process.poll() is None


def _may_make_networks() -> bool:
    return os.geteuid() == 0 and bool(shutil.which("ip")) and _ip("netns", "add", "nm-try") == 0


def _ip(*words) -> int:
    return subprocess.run(["ip", *words], check=False, capture_output=True).returncode


@pytest.fixture
def apart(tmp_path):
    """A world whose last worker is behind a wire that can be cut."""
    if not _may_make_networks():
        pytest.skip("needs network namespaces, as root")
    _ip("netns", "del", "nm-try")
    hosts = [f"10.77.1.{number}" for number in range(1, 41)]
    for address in ("10.77.0.1", *hosts):
        _ip("addr", "add", f"{address}/32", "dev", "lo")
    assert _ip("netns", "add", "nm-apart") == 0
    assert _ip("link", "add", "nm-here", "type", "veth", "peer", "name", "nm-there") == 0
    _ip("link", "set", "nm-there", "netns", "nm-apart")
    _ip("addr", "add", "10.77.9.1/24", "dev", "nm-here")
    _ip("link", "set", "nm-here", "up")
    for words in (
        ("addr", "add", "10.77.9.2/24", "dev", "nm-there"),
        ("link", "set", "nm-there", "up"),
        ("link", "set", "lo", "up"),
        ("route", "add", "10.77.0.0/16", "via", "10.77.9.1"),
    ):
        assert _ip("netns", "exec", "nm-apart", "ip", *words) == 0
    try:
        world = World(tmp_path, workers=2, listed=hosts, press_listens="10.77.0.0/16")
        world.cluster.address = f"tls://10.77.0.1:{world.cluster.port}"
        with world:
            world.press.wait_until(60, 120)
            yield world
    finally:
        _ip("netns", "del", "nm-apart")
        _ip("link", "del", "nm-here")
        for address in ("10.77.0.1", *hosts):
            _ip("addr", "del", f"{address}/32", "dev", "lo")


def test_a_worker_that_is_cut_off_but_still_reaches_the_publishers(apart):
    world = apart
    there = world.cluster.begin_worker(
        "apart", "--listen", "10.77.9.2", before=("ip", "netns", "exec", "nm-apart")
    )
    there.wait_for("has joined")
    world.asked_since(world.press.asked(), 120)
    cut = ("netns", "exec", "nm-apart", "ip", "route")
    assert _ip(*cut, "add", "blackhole", "10.77.0.1") == 0
    began = time.monotonic()
    while time.monotonic() - began < 100:
        world.asked_since(world.press.asked(), 20)
    assert _ip(*cut, "del", "blackhole", "10.77.0.1") == 0
    there.wait_for("has joined", times=2)
    world.settle()
