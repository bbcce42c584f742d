"""A real ``news-monitor run`` to be killed, for ``crash``."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

PATIENCE = 120.0
"""Seconds to wait for anything."""


class Victim:
    """The daemon, started and killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._address = str(folder / "n")
        self._manager.bind(self._address)
        self._process = None
        self._orphans = []

    def start(self) -> None:
        """Start it, without waiting."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "monitor",
                    "run",
                    "-c",
                    self._folder / "config.toml",
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | {"NOTIFY_SOCKET": self._address},
            )

    def wait_ready(self) -> None:
        """Until it says so."""
        self._manager.settimeout(PATIENCE)
        wait_for(lambda: b"READY=1" in self._manager.recv(4096) or self._process.poll() is not None)
        if self._process.poll() is not None:
            raise SystemExit(f"it ended by itself:\n{(self._folder / 'log').read_text()[-4000:]}")

    def kill(self) -> None:
        """SIGKILL to it alone; its children must end by themselves."""
        self._orphans += psutil.Process(self._process.pid).children(recursive=True)
        self._process.kill()
        self._process.wait()
        self._manager.setblocking(False)
        with suppress(BlockingIOError):  # what it still had to say
            while True:
                self._manager.recv(4096)

    def stop(self) -> None:
        """SIGTERM: it finishes what is under way."""
        self._process.terminate()
        self._process.wait(PATIENCE)

    def close(self) -> None:
        """Leave nothing behind."""
        if self._process.poll() is None:
            self.kill()
        self._manager.close()
        _, alive = psutil.wait_procs(self._orphans, timeout=10)
        for child in alive:
            child.kill()
        if alive:
            raise SystemExit(f"left behind: {alive}")


def wait_for(condition, patience=PATIENCE):
    """Wait until it holds; says whether it did."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
