"""Daemon: a real ``news-monitor run``, and what it takes of the machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from .outcome import PATIENCE, until


class Daemon:
    """A ``news-monitor run``."""

    def __init__(self, config: Path, words: Path, prefix: Sequence[str], popen: dict) -> None:
        self.log = config.with_name(f"log{time.monotonic_ns()}")
        notify = str(config.with_name(f"n{time.monotonic_ns()}"))
        environ = os.environ | {"NOTIFY_SOCKET": notify, "NEWS_MONITOR_WORDS": str(words)}
        command = [sys.executable, "-m", "monitor", "run", "-c", str(config), "--log", "json"]
        self._manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._manager.bind(notify)
        Path(notify).chmod(0o777)
        with self.log.open("ab") as log:
            given = {"stdout": log, "stderr": log, "stdin": subprocess.DEVNULL} | popen
            given["env"] = environ | popen.get("env", {})
            self.process = subprocess.Popen([*prefix, *command], **given)
        self._seen = psutil.Process(self.process.pid)

    def wait_ready(self, patience: float = PATIENCE) -> None:
        """Until it says so to its service manager."""
        end = time.monotonic() + patience
        self._manager.settimeout(0.2)
        while time.monotonic() < end and self.process.poll() is None:
            with suppress(TimeoutError):
                if b"READY=1" in self._manager.recv(4096):
                    return
        raise AssertionError(f"it was never ready:\n{self.logged()[-3000:]}")

    def logged(self) -> str:
        """All that it has said."""
        return self.log.read_text(errors="replace")

    def tracebacks(self) -> int:
        """How many it has printed."""
        return self.logged().count("Traceback (most")

    def seconds_used(self) -> float:
        """Processor seconds, without its parsers."""
        times = self._seen.cpu_times()
        return times.user + times.system

    def seconds_parsing(self) -> float:
        """Processor seconds of its parsers that are at work."""
        total = 0.0
        for each in self._seen.children(recursive=True):
            with suppress(psutil.Error):
                times = each.cpu_times()
                total += times.user + times.system
        return total

    def megabytes(self) -> float:
        """Of memory: all that it has, and what its parsers have for themselves.

        Not its share of what is shared: that of libraries changes with whatever else runs.
        """
        total = self._seen.memory_info().rss
        for each in self._seen.children(recursive=True):
            with suppress(psutil.Error):
                total += each.memory_full_info().uss
        return total / 1e6

    def descriptors(self) -> int:
        """How many are open."""
        return self._seen.num_fds()

    def threads(self) -> int:
        """How many it has."""
        return self._seen.num_threads()

    def stop(self, patience: float = 30.0) -> float | None:
        """SIGTERM; how many seconds it took to end, None if it didn't."""
        self.process.terminate()
        return until(lambda: self.process.poll() is not None, patience)

    def close(self) -> None:
        """Leave nothing behind."""
        children = []
        with suppress(psutil.Error):
            children = self._seen.children(recursive=True)
        if self.process.poll() is None and self.stop() is None:
            self.process.kill()
            self.process.wait()
        for child in psutil.wait_procs(children, timeout=10)[1]:
            child.kill()
        self._manager.close()
        if self.tracebacks():
            print(self.logged()[-3000:], file=sys.stderr)
