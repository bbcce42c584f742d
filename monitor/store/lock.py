"""InstanceLock: at most one daemon (or ``once``) works on a database.

Two would poll everything twice and send each alert twice. The kernel drops the lock when its
holder dies, however it dies: nothing stale can be left behind.
"""

from __future__ import annotations

import errno
import fcntl
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from monitor.errors import DatabaseInUse, DatabaseUnavailable
from monitor.ownership import given_to_owner, made_folder


def is_held(database: Path) -> bool:
    """Whether a daemon, or ``once``, works on the database at the moment."""
    try:
        descriptor = os.open(_path(database), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:  # nobody ever has
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def holder_of(database: Path) -> int | None:
    """Return the number of the process that works on the database; None if there is none."""
    if not is_held(database):
        return None
    with _path(database).open("rb") as file:
        holder = _holder(file.fileno())
    return int(holder) if holder.isdecimal() else None


def last_said(database: Path) -> str:
    """Return what the process that holds the lock, or last held it, said last (``say``)."""
    try:
        text = _path(database).read_text("utf-8", "replace")
    except OSError:
        return ""
    return text.partition("\n")[2].rstrip("\n")


class InstanceLock:
    """Held from ``with InstanceLock(path):`` on, as an advisory lock on ``<database>.lock``.

    Raises:
        DatabaseInUse: Another process holds the lock.
    """

    def __init__(self, database: Path) -> None:
        self.database = database
        self._path = _path(database)
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        try:
            made_folder(self._path.parent)
            descriptor = os.open(
                self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644
            )
            given_to_owner(self._path)
        except OSError as error:
            cure = (
                "the service may write to /var/lib/news-monitor alone (ReadWritePaths= in its unit)"
                if error.errno == errno.EROFS
                else "it and its folder must be writable for this user (chown or chmod them)"
            )
            raise DatabaseUnavailable(
                f"{self._path} can't be opened: {error.strerror}; {cure}, or give news-monitor "
                "another folder"
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(descriptor)
            os.close(descriptor)
            raise DatabaseInUse(
                f"{self.database} is in use by another news-monitor"
                f"{f' (process {holder})' if holder else ''}; stop that one first, or give this "
                f"one a database of its own",
                holder=holder,
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor
        return self

    def say(self, line: str) -> None:
        """Leave a line for other processes, which ``last_said`` reads; a full disk loses it."""
        if self._descriptor is None:
            return
        text = f"{os.getpid()}\n{line}\n".encode()
        with suppress(OSError):
            os.pwrite(self._descriptor, text, 0)
            os.ftruncate(self._descriptor, len(text))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _holder(descriptor: int) -> str:
    return os.pread(descriptor, 20, 0).decode("ascii", "replace").partition("\n")[0].strip()


def _path(database: Path) -> Path:
    return database.with_name(database.name + ".lock")
