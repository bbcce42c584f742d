"""The copy that is made before a database is brought up to date: the way back to the older version.

It stands beside the database under the name of the first step that changed it, one for the last
upgrade. Without this module an upgrade that was regretted could only be undone from a backup, if
there is one.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sqlite3
from pathlib import Path

import sqlite_utils

from monitor.ownership import given_to_owner
from monitor.store.schema import migrations

logger = logging.getLogger(__name__)

ROOM = 200 * 2**20
"""Bytes that are left free for the upgrade itself, and for what comes in."""


def keep_copy(db: sqlite_utils.Database, path: Path) -> Path | None:
    """Copy an older database as it is; that of the upgrade before goes.

    It is no reason not to go on that there is no room, or that it can't be made: the log says so,
    and None is returned.

    Args:
        db: Open to write, in no transaction, with steps that are pending.
        path: Its file.
    """
    step = migrations.pending(db)[0].name
    copy = path.with_name(f"{path.name}.before-{step}")
    making = path.with_name(f".{copy.name}.part")
    size = _size(db)
    try:
        if shutil.disk_usage(path.parent).free < size + ROOM:
            logger.warning(
                "no room for a copy of %s (%.0f MB) before it is brought up to date",
                path,
                size / 1e6,
                extra={"event": "upgrade"},
            )
            return None
        making.unlink(missing_ok=True)
        # SQLite takes an empty file, too: so nobody may read more of it than of the database.
        os.close(os.open(making, os.O_CREAT | os.O_EXCL, path.stat().st_mode & 0o777))
        given_to_owner(making)
        db.conn.execute("VACUUM INTO ?", [str(making)])
        with making.open("rb") as file:
            os.fsync(file.fileno())
        making.replace(copy)
        for each in _earlier(path, copy):
            each.unlink()
    except (sqlite3.Error, OSError) as error:
        logger.warning(
            "%s is brought up to date without a copy of it: %s",
            path,
            error,
            extra={"event": "upgrade"},
        )
        making.unlink(missing_ok=True)
        return None
    logger.info(
        "%s is brought up to date; as it was it is kept in %s",
        path,
        copy,
        extra={"event": "upgrade"},
    )
    return copy


def _size(db: sqlite_utils.Database) -> int:
    """In bytes, with what is in the write-ahead log only."""
    (pages,), (each,) = (
        db.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size")
    )
    return int(pages) * int(each)


def _earlier(path: Path, copy: Path) -> list[Path]:
    ours = re.compile(re.escape(path.name) + r"\.before-m\d{3}_\w+")
    return [each for each in path.parent.iterdir() if ours.fullmatch(each.name) and each != copy]
