"""FileContext: what the readers of single tables need to know about the file as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from monitor.config.reading.lines import Place
from monitor.config.reading.problems import Problems
from monitor.config.reading.secrets import (
    NotThereError,
    file_of,
    is_reference,
    resolve,
)
from monitor.regular_file import Stamp, stamp_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContext:
    """What is known while one configuration file is read, and where its problems are collected."""

    path: Path
    directory: Path
    """Absolute; what paths in the file are relative to."""
    environ: Mapping[str, str] = field(repr=False)
    problems: Problems
    secrets: bool
    """Whether to look secrets up, for a run that polls or sends; else references stay as they
    are."""
    files: dict[Path, Stamp] = field(default_factory=dict)
    """Files, beside this one, that secrets were read from, as they were before that."""

    def secret(self, value: str, place: Place, *, tell: bool) -> str | None:
        """Return the value a reference leads to, or None and a note of what is wrong with it.

        Args:
            value: The value as written.
            place: The key it stands under.
            tell: Whether to warn of a secret that stands in the file itself.
        """
        if not is_reference(value) and value and tell:
            self._tell(place)
        if is_reference(value) and not self.secrets:
            return value
        if (file := file_of(value, environ=self.environ, directory=self.directory)) is not None:
            self.files.setdefault(file, stamp_of(file))
        try:
            return resolve(value, environ=self.environ, directory=self.directory)
        except NotThereError as error:
            self.problems.lack(place, str(error), missing=value)
        except ValueError as error:
            self.problems.add(place, str(error))
        return None

    def _tell(self, place: Place) -> None:
        words = [part for part in place if isinstance(part, str)]
        variable = re.sub(r"\W+", "_", "_".join(words)).strip("_").upper()
        chmod, found = "", self.path.stat()
        if found.st_mode & 0o004 and found.st_uid != 0:
            chmod = f", or at least: chmod 600 {self.path.name} (others can read it now)"
        elif found.st_mode & 0o004:  # with 600 a service, which has another user, couldn't read it
            chmod = ", or at least let nobody read it but root and the daemon (others can now)"
        self.problems.warn(
            place,
            "this file holds the secret itself; better to write "
            f'"env:{variable}" and set that environment variable{chmod}',
            kind="this file holds the secret itself; better to write "
            f'"env:NAME" for each, and set these environment variables{chmod}',
        )
