"""Copies: the months of the archive in a folder of backups, each copied once, and put back.

A month hardly changes once it is over, so it is copied again only if it did. All backups of a
database in a folder share these copies: what a month took in after an older backup was made stands
in that backup itself, and isn't read twice (``months``). Without this module a backup would take
hours, or lack what is old.
"""

from __future__ import annotations

import os
from pathlib import Path

from monitor.errors import StoreError
from monitor.ownership import made_folder
from monitor.store.archive.months import Month, folder, months
from monitor.store.database import reading
from monitor.store.upkeep.backup import backup, copied, sync


def copy_months(database: Path, into: Path) -> list[str]:
    """Copy the months that the copies lack, or have as they were before; return their names.

    Args:
        database: Whose archive it is.
        into: The folder of the backups, in which they get a folder of their own.

    Raises:
        StoreError: A month isn't there, is damaged, or can't be copied.
    """
    with reading(database) as db:
        there = [month for month in months(db) if month.batch]
    copied = []
    for month in there:
        month.check()
        copy = into / folder(database).name / month.path.name
        if not _is_current(copy, month):
            _copy(month, copy)
            copied.append(month.name)
    return copied


def put_back(copy: Path, database: Path) -> list[str]:
    """After a backup was put back: fetch the months that are missing; return their names.

    Raises:
        StoreError: A copy can't be read, or can't be put in place.
    """
    with reading(database) as db:
        missing = [month for month in months(db) if month.batch and not month.path.exists()]
    found = []
    for month in missing:
        kept = copy.parent / folder(database).name / month.path.name
        if kept.is_file():
            making = month.path.with_name(f".{month.path.name}.restoring")
            try:
                made_folder(making.parent)
                making.unlink(missing_ok=True)
                copied(kept, making, mode=database.stat().st_mode)
                making.rename(month.path)
                sync(making.parent)
            except OSError as error:
                raise StoreError(
                    f"{kept} can't be put in place: {error.strerror or error}"
                ) from error
            found.append(month.name)
    return found


def _is_current(copy: Path, month: Month) -> bool:
    return copy.is_file() and copy.stat().st_mtime_ns == month.path.stat().st_mtime_ns


def _copy(month: Month, copy: Path) -> None:
    making = copy.with_name(f".{copy.name}.new")
    try:
        made_folder(copy.parent)
        making.unlink(missing_ok=True)  # of a backup that was killed
        changed = month.path.stat().st_mtime_ns
        backup(month.path, making)
        os.utime(making, ns=(changed, changed))
        making.replace(copy)
        sync(copy.parent)
    except OSError as error:
        raise StoreError(
            f"{month.path} can't be copied to {copy}: {error.strerror or error}"
        ) from error
