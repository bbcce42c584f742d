"""Writing what a service takes: what is there is compared first, and what was edited is kept.

Without this module a new version's unit would undo what somebody has set in the old one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from monitor.errors import MonitorError
from monitor.service.plan import Wanted
from monitor.service.units import is_unedited


class Fate(Enum):
    """What is to happen to something wanted."""

    WRITE = "write"
    """It isn't there."""
    UPDATE = "update"
    """It is there as an earlier version wrote it."""
    EDITED = "edited"
    """Somebody has edited it, or wrote it by hand: it is overwritten only if they say so."""
    SAME = "unchanged"
    YOURS = "kept"
    """It is the user's, and is left alone."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something wanted, where it really goes, and what is to happen to it."""

    wanted: Wanted
    path: Path
    fate: Fate


def steps(wanted: Iterable[Wanted], root: Path | None) -> list[Step]:
    """Compare what is wanted with what is there.

    Args:
        wanted: The plan.
        root: A folder to take for /, or None.

    Raises:
        MonitorError: Something that is there can't be read.
    """
    found = []
    for each in wanted:
        path = each.path if root is None else root / each.path.relative_to("/")
        try:
            found.append(Step(each, path, _fate(each, path)))
        except (OSError, UnicodeDecodeError) as error:
            raise MonitorError(f"{path} can't be read: {error}") from None
    return found


def write(step: Step) -> None:
    """Make the folder or the link, or write the file, with its mode from the first moment.

    Raises:
        MonitorError: It can't be written.
    """
    path, mode = step.path, step.wanted.mode
    try:
        if step.wanted.link is not None:
            making = path.with_name(f".{path.name}.part")
            making.unlink(missing_ok=True)
            making.symlink_to(step.wanted.link)
            making.replace(path)
            return
        if step.wanted.text is None:
            path.mkdir(mode=mode, parents=True, exist_ok=True)
            path.chmod(mode)
            return
        making = path.with_name(f".{path.name}.part")
        making.unlink(missing_ok=True)
        descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), mode)
            file.write(step.wanted.text)
        making.replace(path)
    except OSError as error:
        raise MonitorError(f"{path} can't be written: {error.strerror}") from None


def _fate(wanted: Wanted, path: Path) -> Fate:
    if wanted.link is not None:
        return _fate_of_link(wanted.link, path)
    if wanted.text is None:
        return Fate.SAME if path.is_dir() else Fate.WRITE
    if not path.exists():
        return Fate.WRITE
    if wanted.yours:
        return Fate.YOURS
    text = path.read_text("utf-8")
    if text == wanted.text:
        return Fate.SAME
    return Fate.UPDATE if is_unedited(text) else Fate.EDITED


def _fate_of_link(to: Path, path: Path) -> Fate:
    if not path.is_symlink():
        return Fate.YOURS if path.exists() else Fate.WRITE
    if path.readlink() == to or (to.exists() and path.resolve() == to.resolve()):
        return Fate.SAME
    # Of a program that was moved; what else somebody calls so is theirs.
    return Fate.YOURS if path.exists() else Fate.UPDATE
