"""A real ``news-monitor run`` in a process of its own, for end-to-end tests.

with DaemonProcess(config) as daemon:     # has said READY, as to systemd
    ...
    daemon.kill()                         # SIGKILL
    daemon.stop()                         # SIGTERM, and wait: returns the exit code
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import tempfile
import threading
import time
from pathlib import Path

from tests.forked_process import ForkedProcess, ran, started

PATIENCE = 30.0
"""Seconds after which a test that waits fails."""


def printed_by(config, *words, code=0, **environ):
    """What a command prints that ends with that code, run as a process like the daemon itself."""
    return ran(*words, "--config", config, code=code, seconds=PATIENCE, **environ).stdout


class DaemonProcess:
    def __init__(self, config: Path, **environ: str) -> None:
        self.config = config
        self.events: list[dict[str, object]] = []
        self.output: list[str] = []
        self.changed = threading.Condition()
        self._environ = environ
        self.process: ForkedProcess | None = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()

    def start(self) -> None:
        """Start, and return once it has said READY=1 to its service manager."""
        with (
            tempfile.TemporaryDirectory() as folder,
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager,
        ):
            address = os.path.join(folder, "notify")  # noqa: PTH118 - socket paths are short
            manager.bind(address)
            manager.settimeout(0.2)
            outputs = []
            for keep in (self.output.append, self._keep_event):
                theirs, ours = os.pipe()
                outputs.append(ours)
                stream = os.fdopen(theirs, encoding="utf-8")
                threading.Thread(target=self._read, args=(stream, keep), daemon=True).start()
            self.process = started(
                *("run", "-c", self.config, "-v"),
                environ=os.environ | {"NOTIFY_SOCKET": address} | self._environ,
                stdout=outputs[0],
                stderr=outputs[1],
            )
            for ours in outputs:
                os.close(ours)
            assert self._is_ready(manager), f"not ready: {self.events}"

    def _is_ready(self, manager: socket.socket) -> bool:
        """Whether it says that it is; not if it ends, or is silent for too long."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(TimeoutError):
                if "READY=1" in manager.recv(4096).decode():
                    return True
        self.process.kill()
        return False

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """SIGKILL: no goodbye."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def wait_for(self, **fields) -> dict[str, object]:
        """Wait for a log event with these fields."""

        def found():
            return [
                event
                for event in list(self.events)
                if all(event.get(name) == value for name, value in fields.items())
            ]

        with self.changed:
            assert self.changed.wait_for(found, PATIENCE), f"no {fields} in {self.events}"
        return found()[-1]

    def _read(self, stream, keep) -> None:
        with stream:
            for line in stream:
                with self.changed:
                    keep(line)
                    self.changed.notify_all()

    def _keep_event(self, line: str) -> None:
        self.events.append(json.loads(line) if line.startswith("{") else {"message": line})
