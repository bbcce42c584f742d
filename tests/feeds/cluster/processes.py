"""A cluster of real processes on loopback, as a user would start them.

with ClusterProcesses(folder) as cluster:
    cluster.start_scheduler()
    worker = cluster.start_worker("one")
    worker.kill()                              # SIGKILL
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from monitor.feeds.cluster.address import Cluster
from monitor.feeds.cluster.tls_files import COORDINATOR, files_of

PATIENCE = 40.0


class Member:
    """A scheduler or worker; ``said`` has the lines it has printed."""

    def __init__(self, *args: str | Path, before: tuple[str, ...] = ()) -> None:
        self.said: list[str] = []
        self._changed = threading.Condition()
        self.process = subprocess.Popen(
            [*before, sys.executable, "-m", "monitor", "cluster", *map(str, args)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        threading.Thread(target=self._read, daemon=True).start()

    def wait_for(self, words: str, *, times: int = 1) -> None:
        def said() -> bool:
            return sum(words in line for line in list(self.said)) >= times

        with self._changed:
            assert self._changed.wait_for(said, PATIENCE), f"no “{words}” in {self.said}"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def _read(self) -> None:
        with self.process.stdout as lines:
            for line in lines:
                with self._changed:
                    self.said.append(line)
                    self._changed.notify_all()


class ClusterProcesses:
    def __init__(self, folder: Path) -> None:
        self.tls = folder / "cluster"
        self.port, self.dashboard = free_port(), free_port()
        self.address = f"tls://127.0.0.1:{self.port}"
        self.members: list[Member] = []
        subprocess.run(
            [sys.executable, "-m", "monitor", "cluster", "certificates", self.tls],
            check=True,
            capture_output=True,
        )

    @property
    def cluster(self) -> Cluster:
        """As the coordinator finds it."""
        return Cluster(self.address, files_of(self.tls, COORDINATOR))

    def start_scheduler(self) -> Member:
        scheduler = self.begin(
            *("scheduler", "--listen", self.address, "--tls", self.tls),
            *("--dashboard", f"127.0.0.1:{self.dashboard}"),
        )
        scheduler.wait_for("listens at")
        return scheduler

    def begin_worker(self, name: str, *more: str, before: tuple[str, ...] = ()) -> Member:
        """``before``: the command that starts it, such as one that puts it elsewhere."""
        words = ("worker", self.address, "--tls", self.tls, "--name", name, *more)
        return self.begin(*words, before=before)

    def start_worker(self, name: str, *more: str) -> Member:
        worker = self.begin_worker(name, *more)
        worker.wait_for("has joined")
        return worker

    def begin(self, *args: str | Path, before: tuple[str, ...] = ()) -> Member:
        member = Member(*args, before=before)
        self.members.append(member)
        return member

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for member in self.members:
            if member.process.poll() is None:
                member.thaw()
                member.kill()


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]
