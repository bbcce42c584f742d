"""Replacing: a file gets a new text at once, under a lock, or keeps the old one.

Whoever reads it sees the old text or the new, never a part, whatever happens meanwhile; a link
stays a link, and the file keeps its mode and, where that is allowed, its owner.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.errors import MonitorError

PATIENCE = 10.0
"""Seconds to wait for somebody else who is changing the file."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let nobody else of ours change the file within a ``with`` statement, in any process.

    The lock is on the file's folder: the file itself is replaced, and nothing is left behind.

    Raises:
        MonitorError: Others have been changing it for ``PATIENCE`` seconds.
    """
    try:
        descriptor = os.open(path.resolve().parent, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise MonitorError(f"{path} can't be changed: {error.strerror}") from error
    try:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise MonitorError(
                        f"{path} is being changed by somebody else; try again in a moment"
                    ) from None
                time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)


def may_write(path: Path) -> bool:
    """Whether this user may replace the file. A file that was made read-only is left alone."""
    real = path.resolve()
    return os.access(real, os.W_OK) and os.access(real.parent, os.W_OK | os.X_OK)


def replace(path: Path, data: bytes) -> None:
    """Put other bytes in the place of a file's, on disk when this returns.

    Raises:
        OSError: It can't be done; the file is as it was.
    """
    real = path.resolve()
    put_beside(real, data, like=real.stat())


def put_beside(path: Path, data: bytes, *, like: os.stat_result) -> None:
    """Write a whole file with the mode of another and, where that is allowed, its owner.

    Raises:
        OSError: It can't be done; nothing is left over.
    """
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(number, like.st_mode & 0o7777)
            with contextlib.suppress(PermissionError):
                os.fchown(number, like.st_uid, like.st_gid)
            os.fsync(number)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
