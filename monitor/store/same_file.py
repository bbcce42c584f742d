"""SameFile: whether the open database is still the one that lies at its path.

A file that is removed or replaced stays what it was to a program that has it open: it goes on
reading and writing, and all that it writes is gone when it ends. Without this module the daemon
would call itself well, and send alerts of which nobody finds a record after the next start.
"""

from __future__ import annotations

from pathlib import Path

from monitor.errors import DatabaseUnavailable


class SameFile:
    """Of one connection; it must be open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files = {path: "", path.with_name(f"{path.name}-wal"): " has a log that"}
        """The database, and the log of what isn't in it yet, which is made by the first write."""
        self._seen: dict[Path, tuple[int, int]] = {}
        self.check()

    def check(self) -> None:
        """Do nothing while each is the file it was.

        Raises:
            DatabaseUnavailable: One was removed, moved or replaced.
        """
        for file, which in self._files.items():
            now = _identity(file)
            if now and file not in self._seen:
                self._seen[file] = now
            if now != self._seen.get(file):
                how = "replaced" if now else "removed or moved away"
                raise DatabaseUnavailable(
                    f"{self._path}{which} was {how} while it was in use: put it back, or restart "
                    "news-monitor to go on with what is there now"
                )


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
