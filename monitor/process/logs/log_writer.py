"""LogWriter: writes the log from a thread of its own, so that no flow waits for who reads it.

Lines queue up while nobody reads; beyond so many they are dropped, and how many is said as soon as
somebody reads again. Without this module a pager that is left open stops all polls and deliveries.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from typing import TextIO

from monitor.human import plural
from monitor.standard_streams import descriptor_of, encoded

MOST = 5_000
"""Lines that wait for somebody to read."""
LAST_WAIT = 1.0
"""Seconds at the end of the program in which what waits may still be written."""


class LogWriter(logging.Handler):
    """Writes records to a stream. Threads may share it.

    What writes to no file, such as a test's stream, is written to at once.

    Args:
        stream: Where lines go.
        most: Lines that may wait.
    """

    def __init__(self, stream: TextIO, *, most: int = MOST) -> None:
        super().__init__()
        self._stream = stream
        self._most = most
        self._lines: deque[str] = deque()
        self._dropped = 0
        self._changed = threading.Condition()
        self._is_writing = False
        descriptor = descriptor_of(stream)
        if descriptor is None:
            self._thread = None
        else:
            self._thread = threading.Thread(
                target=self._write_all, args=(descriptor,), name="log", daemon=True
            )
            self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Queue the record's line."""
        try:
            line = f"{self.format(record)}\n"
        except Exception:  # noqa: BLE001 - as every handler of the library does
            self.handleError(record)
            return
        if self._thread is None:
            self._stream.write(line)
            return
        with self._changed:
            if len(self._lines) < self._most:
                self._tell_gap()
                self._lines.append(line)
                self._changed.notify_all()
            else:
                self._dropped += 1

    def flush(self) -> None:
        """Wait until what is queued is written, for a second at most."""
        with self._changed:
            self._changed.wait_for(lambda: not self._lines and not self._is_writing, LAST_WAIT)

    def _write_all(self, descriptor: int) -> None:
        while True:
            with self._changed:
                self._is_writing = False
                if not self._lines:
                    self._tell_gap()
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._lines)
                left = encoded(self._lines.popleft(), self._stream)
                self._is_writing = True
            while left:
                try:
                    left = left[os.write(descriptor, left) :]
                except OSError:  # nobody will ever read it
                    break

    def _tell_gap(self) -> None:
        """Say how many lines were dropped, if any were: after those that came before them."""
        if not self._dropped:
            return
        dropped, self._dropped = self._dropped, 0
        record = logging.makeLogRecord(
            {
                "name": __name__,
                "levelno": logging.WARNING,
                "levelname": "WARNING",
                "msg": f"dropped {plural(dropped, 'line')} of the log, for nobody read it",
                "event": "log-dropped",
                "lines": dropped,
            }
        )
        self._lines.append(f"{self.format(record)}\n")


def abort(code: int) -> None:
    """End the process at once; what has been logged is still written."""
    for handler in logging.getLogger().handlers:
        handler.flush()
    os._exit(code)
