"""History: the last ten states of config.toml, in ``config.history/`` beside it.

Each change that this program makes to the file leaves the text before it there, so that whatever
was changed can be taken back, from the page too. Who may read the file may read its history, nobody
else. Without this module a mistaken click would cost the lines it took out.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.config.editing.changes import changes
from monitor.config.editing.replacing import put_beside
from monitor.config.reading.syntax import parse, read_text
from monitor.errors import ConfigError, NoSuchError

KEPT = 10
"""Earlier states that are kept; the oldest go first."""

_NAME = re.compile(r"(\d{4,9})\.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An earlier state of the file."""

    number: int
    """Grows with each change."""
    at: datetime
    """When it was replaced, aware UTC."""
    changes: tuple[str, ...]
    """What has changed from it to the next one, or to the file as it is now, in words."""


def folder_of(path: Path) -> Path:
    """Return the folder that a file's history is kept in: ``config.history`` for config.toml."""
    real = path.resolve()
    return real.with_name(f"{real.stem}.history")


def versions(path: Path, *, most: int = KEPT) -> tuple[Version, ...]:
    """Return the earlier states of a file, the newest first.

    Args:
        path: The configuration file.
        most: How many at most; each is read and compared.

    Raises:
        ConfigError: The file, or its history, can't be read.
    """
    found: list[Version] = []
    after = _tables(read_text(path))
    for number, file in _files(path)[: -most - 1 : -1]:
        before = _tables(read_text(file))
        replaced = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        found.append(Version(number=number, at=replaced, changes=changes(before, after)))
        after = before
    return tuple(found)


def last_number(path: Path) -> int:
    """Return the number of the newest earlier state; 0: there is none."""
    return max((number for number, _ in _files(path)), default=0)


def file_of(path: Path, number: int | None = None) -> Path:
    """Return the file in which an earlier state is kept.

    Args:
        path: The configuration file.
        number: Which; None: the newest.

    Raises:
        NoSuchError: There is no such state, or it is no longer kept.
    """
    files = dict(_files(path))
    if number is None and not files:
        raise NoSuchError(f"{path} has no history: news-monitor hasn't changed it yet")
    wanted = max(files) if number is None else number
    if wanted not in files:
        raise NoSuchError(
            f"there is no version {wanted} of {path}; `news-monitor config history` lists them"
        )
    return files[wanted]


def text_of(path: Path, number: int | None = None) -> str:
    """Return an earlier state's text, byte order mark and all; raises as ``file_of`` does."""
    return read_text(file_of(path, number))


def keep(path: Path, text: str) -> None:
    """Keep a text that is about to be replaced, and let go of the oldest.

    Args:
        path: The configuration file; what is kept of it can be read by the same people.
        text: Its text.

    Raises:
        OSError: It can't be written.
    """
    held, folder = path.resolve().stat(), folder_of(path)
    # Who may read the file may look into the folder.
    mode = held.st_mode & 0o666
    if not folder.is_dir():
        folder.mkdir()
        folder.chmod(mode | (mode & 0o444) >> 2)
        with contextlib.suppress(PermissionError):
            os.chown(folder, held.st_uid, held.st_gid)
    files = _files(path)
    number = files[-1][0] + 1 if files else 1
    put_beside(folder / f"{number:04}.toml", text.encode(), like=held)
    for _, file in files[: max(len(files) + 1 - KEPT, 0)]:
        file.unlink(missing_ok=True)


def _files(path: Path) -> list[tuple[int, Path]]:
    """The states there are by number, the oldest first."""
    try:
        files = list(folder_of(path).iterdir())
    except OSError:
        return []
    return sorted((int(found[1]), file) for file in files if (found := _NAME.fullmatch(file.name)))


def _tables(text: str) -> Mapping[str, Any] | None:
    """None for a text that isn't TOML: somebody's slip may be kept, too."""
    try:
        return parse(text, source="").tables
    except ConfigError:
        return None
