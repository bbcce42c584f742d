"""Ownership: what root makes in somebody's folder belongs to that somebody.

A service has a user of its own, and whoever runs a command beside it is often root. Without this
module the service couldn't write to what ``sudo news-monitor restore`` has put in its place, and
wouldn't start again.
"""

from __future__ import annotations

import os
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
                os.chown(path, folder.st_uid, folder.st_gid, follow_symlinks=False)


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
