"""The key that links in alerts are signed with: ``<database>.key``, for its owner alone.

Made when it is first needed, and kept: after a restart the links of yesterday's messages still
count. It isn't in the database, which others may read, and copies of which lie about. Whoever
deletes the file makes all links worthless that were ever sent. Without this module each restart
would do so.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Final

from monitor.errors import StoreError
from monitor.regular_file import read_regular

LENGTH: Final = 32
"""Bytes."""


def path_of(database: Path) -> Path:
    """Return where a database's key is kept."""
    return database.with_name(f"{database.name}.key")


def answer_key(database: Path) -> bytes:
    """Return a database's key; it is made if there is none.

    Raises:
        StoreError: It can't be read or made; the message says what to do.
    """
    path = path_of(database)
    try:
        with contextlib.suppress(FileNotFoundError):
            return _read(path)
        _make(path, like=database)
        return _read(path)
    except OSError as error:
        raise StoreError(
            f"the key for links in alerts can't be used ({path}: {error.strerror}); "
            "give the file to the user that runs news-monitor, or delete it"
        ) from error


def known_key(database: Path) -> bytes | None:
    """Return a database's key; None: there is none, or it isn't for us."""
    try:
        return _read(path_of(database))
    except (OSError, StoreError):
        return None


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(read_regular(path, most=4 * LENGTH).decode().strip())
    except (UnicodeDecodeError, ValueError):
        key = b""
    if len(key) < LENGTH:
        raise StoreError(f"{path} isn't a key; delete it, and another is made")
    return key


def _make(path: Path, *, like: Path) -> None:
    """Write a new key in one step: who comes second finds the whole of the first's.

    It belongs to whom the database belongs, also where root runs a command.
    """
    owner = like.stat()
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{secrets.token_hex(LENGTH)}\n")
            with contextlib.suppress(PermissionError):
                os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
