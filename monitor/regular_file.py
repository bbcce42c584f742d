"""Regular files: reading what a path names without waiting for a writer, and noticing a change.

Opening a named pipe waits for its other end, for ever if there is none, and a device may never end.
Without this module one of them in a folder of the configuration would hang whoever reads it.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

Stamp = tuple[int, ...]
"""Which state of a file it is."""

_OF_THE_SHELL = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
"""What a shell hands over: ``<(command)``. Its other end is there."""


def read_regular(path: Path, *, most: int = -1) -> bytes:
    """Return what a file holds, or its first ``most`` bytes.

    Raises:
        OSError: It can't be read, or is a pipe, a device or a socket.
    """
    waits = str(path).startswith(_OF_THE_SHELL)
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | (0 if waits else os.O_NONBLOCK))
    with open(descriptor, "rb") as file:  # noqa: PTH123 - it is open
        kind = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not (stat.S_ISREG(kind) or waits):
            raise OSError(errno.EINVAL, "it is a pipe, a device or a socket, not a file", str(path))
        return file.read(most)


def stamp_of(path: Path) -> Stamp:
    """Return what is another after each change of a file; empty: there is none to look at."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino, found.st_dev
