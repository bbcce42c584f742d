"""Permissions: whether the files can be read and written by whom they must, and by nobody else.

Without this module ``sudo news-monitor doctor`` would find all well beside a service that may not
read its configuration.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from monitor.config import Config
from monitor.health.finding import Finding
from monitor.store.answer_key import path_of


def of_permissions(config: Config) -> Iterator[Finding]:
    """Whether the files can be written, and whether others can read what is secret."""
    folder = config.database.parent
    if os.access(folder, os.W_OK):
        yield Finding("folder", True, f"{folder} can be written")
    else:
        yield Finding(
            "folder",
            False,
            f"{folder} can't be written by this user",
            "chown or chmod it, or run this as the daemon's user",
        )
    yield from _of_the_service(config)
    # What check warns of, or a list, holds no secret of ours; the database's mode is its owner's.
    public = {config.path, config.database, *(each.path for each in config.subscriptions)}
    for path in sorted({*config.files, path_of(config.database), config.database}):
        try:
            mode = path.stat().st_mode
        except OSError:
            continue
        if mode & 0o002:
            yield Finding("files", False, f"everybody can change {path}", f"chmod o-w {path}")
        if mode & 0o004 and path not in public:
            yield Finding("secrets", False, f"everybody can read {path}", _closed(path, folder))


def _closed(path: Path, folder: Path) -> str:
    """How to close a file to everybody but those who must read it."""
    with suppress(OSError):
        if folder.stat().st_uid != path.stat().st_uid:
            return f"chgrp --reference={folder} {path}; chmod 640 {path}"
    return f"chmod 600 {path}"


def _of_the_service(config: Config) -> Iterator[Finding]:
    """What the service's user can't read or write, where root asks, who can do both."""
    database = config.database
    try:
        owner = database.parent.stat()
    except OSError:
        return
    if os.geteuid() != 0 or owner.st_uid == 0:
        return
    beside = [database.with_name(database.name + end) for end in ("", "-wal", "-shm", ".lock")]
    paths = [each.path for each in config.feeds]
    paths += [each.path for each in config.subscriptions]
    sources = [path for path in paths if path is not None]
    own = f"chown --reference={database.parent}"
    wanted = [
        *((path, 0o2, "written", f"{own} {path}; chmod u+w {path}") for path in beside),
        (config.directory, 0o1, "entered", f"chmod o+x {config.directory}"),
        *((path, 0o4, "read", f"chmod o+r {path}") for path in (config.path, *sources)),
    ]
    for path, bit, done, cure in wanted:
        with suppress(OSError):  # it isn't there
            if not _may(path.stat(), owner, bit):
                whom = f"the user to whom {database.parent} belongs"
                yield Finding("files", False, f"{path} can't be {done} by {whom}", cure)


def _may(found: os.stat_result, owner: os.stat_result, bit: int) -> bool:
    if found.st_uid == owner.st_uid:
        return bool(found.st_mode & bit << 6)
    return bool(found.st_mode & (bit << 3 if found.st_gid == owner.st_gid else bit))
