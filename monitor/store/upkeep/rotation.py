"""Rotation: a dated backup, and only the newest few of those made so kept.

Which files were made so stands in a list beside them, one for each database, with their sizes and
times: a file that isn't in it, or has been changed since, is somebody's, whatever its name. Without
this module a nightly backup would fill its disk, or a rule by name delete another program's files.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.errors import StoreError
from monitor.ownership import given_to_owner, made_folder, no_link
from monitor.store.upkeep.backup import backup

DATE = "{date}"
"""Stands for the moment in a pattern: ``desk-{date}.db``."""
_Made = dict[str, tuple[int, int]]
"""Size in bytes and time of change in nanoseconds, by name, oldest first."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did."""

    made: Path
    size: int
    """In bytes."""
    removed: tuple[Path, ...]
    kept: int
    """How many there are now, with the new one."""


def rotate(database: Path, pattern: Path, *, keep: int, now: datetime) -> Rotated:
    """Make a backup named with the date; once it is checked, remove what is older than the newest.

    Args:
        database: What is copied, also while it is in use.
        pattern: A folder, made if need be; or a path whose last part has ``{date}`` in it.
        keep: How many to keep, the new one among them; at least 1.
        now: Aware.

    Raises:
        StoreError: The backup can't be made, and nothing is removed; or the list can't be written.
    """
    folder, name = _where(database, pattern)
    copy = folder / name.replace(DATE, f"{now:%Y-%m-%dT%H%M%SZ}")
    try:
        made_folder(folder)
        with _list_of(database, folder) as path:
            made = _read(path, folder)
            size = backup(database, copy)
            made[copy.name] = _state(copy)
            too_old = list(made)[:-keep]
            for each in too_old:
                (folder / each).unlink(missing_ok=True)
                del made[each]
            _write(path, made)
    except OSError as error:
        raise StoreError(
            f"{folder} can't be used for backups: {error.strerror or error}"
        ) from error
    return Rotated(copy, size, tuple(folder / each for each in too_old), len(made))


def _where(database: Path, pattern: Path) -> tuple[Path, str]:
    if DATE in pattern.name:
        return pattern.parent, pattern.name
    if pattern.is_file():
        raise StoreError(f"{pattern} is a file; name a folder, or write {DATE} where the date goes")
    return pattern, f"{database.stem}-{DATE}.db"


@contextmanager
def _list_of(database: Path, folder: Path) -> Iterator[Path]:
    """The list's path; who rotates the same database meanwhile waits."""
    key = hashlib.sha256(os.fsencode(database.resolve())).hexdigest()[:12]
    path = folder / f".{database.stem}-{key}.backups"
    with open(path.with_suffix(".lock"), "w", opener=no_link) as lock:
        given_to_owner(path.with_suffix(".lock"))
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield path


def _read(path: Path, folder: Path) -> _Made:
    """Those of the list that are there as they were made."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    listed = {}
    for line in lines:
        try:
            name, size, changed = json.loads(line)
        except ValueError:
            continue  # half a line, or somebody's: what it named is left alone
        if Path(str(name)).name == name:
            listed[name] = (size, changed)
    return {name: state for name, state in listed.items() if _state(folder / name) == state}


def _state(path: Path) -> tuple[int, int]:
    if path.is_symlink() or not path.is_file():
        return -1, -1
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _write(path: Path, made: _Made) -> None:
    making = path.with_suffix(".part")
    lines = [json.dumps([name, *state]) + "\n" for name, state in made.items()]
    making.unlink(missing_ok=True)
    with open(making, "x", encoding="utf-8", opener=no_link) as file:
        file.writelines(lines)
    given_to_owner(making)
    making.replace(path)
