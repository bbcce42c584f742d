"""Ownership: what root makes in somebody's folder belongs to that somebody.

A service has a user of its own, and whoever runs a command beside it is often root. Without this
module the service couldn't write to what ``sudo news-monitor restore`` has put in its place, and
wouldn't start again; and one that a feed has taken over could have root write to any file, by a
link under a name that root is about to write.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path


def given_to_owner(*paths: Path) -> None:
    """Give files or folders that were just made to whom the folder belongs that they are in.

    One that isn't there is passed over, and so is a file system that knows no owners.
    """
    if os.geteuid() != 0:
        return
    for path in paths:
        with suppress(OSError):
            folder = path.parent.stat()
            if folder.st_uid != 0:
                _give(path, folder)


def _give(path: Path, to: os.stat_result) -> None:
    # Whose folder it is may put another file under that name at any moment. So it is looked at and
    # given by what is open: with O_PATH, for to close another one would end SQLite's locks.
    descriptor = os.open(path, getattr(os, "O_PATH", os.O_RDONLY) | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        found = os.fstat(descriptor)
        is_ours = found.st_uid == 0 and not stat.S_ISLNK(found.st_mode)
        if is_ours and (found.st_nlink == 1 or stat.S_ISDIR(found.st_mode)):
            os.chown(f"/proc/self/fd/{descriptor}", to.st_uid, to.st_gid)
    finally:
        os.close(descriptor)


def no_link(path: str, flags: int) -> int:
    """Open a file, but no symbolic link: ``path.open("wb", opener=no_link)``."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)


def made_folder(path: Path) -> None:
    """Make a folder, and those above it, as needed; each belongs to whom the one above does.

    Raises:
        OSError: It can't be made.
    """
    if path.is_dir():
        return
    made_folder(path.parent)
    path.mkdir(exist_ok=True)
    given_to_owner(path)
