"""The configuration's history: what was changed, and taking it back."""

from __future__ import annotations

from pathlib import Path

from monitor.config.editing import history
from monitor.config.editing.history import Version
from monitor.config.editing.replacing import may_write
from monitor.config.editing.undo import go_back

__all__ = ["Version", "may_write", "undo", "versions"]


def versions(path: Path) -> tuple[Version, ...]:
    """Return the earlier states of a configuration file, the newest first.

    Raises:
        ConfigError: it, or its history, can't be read.
    """
    return history.versions(path)


def undo(path: Path, number: int | None = None) -> tuple[str, ...]:
    """Return to an earlier state of a configuration file; its present state is kept as well.

    Args:
        path: The file.
        number: Which state; None: that before the last change.

    Returns:
        What that has changed, in words.

    Raises:
        NoSuchError: there is no such state.
        NotWritable: the file can't be written.
        MonitorError: that state couldn't be used any more; the file is as it was.
    """
    return go_back(path, number)
