"""Draft: config.toml as somebody is changing it; the one way in which its text is replaced.

Locked from reading to writing; checked as a whole; kept in the history before it is replaced.
Without this module two changes at once would lose one, and a mistake would reach the file.
"""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.config.editing import history
from monitor.config.editing.replacing import locked, may_write, replace
from monitor.config.load import examine
from monitor.config.reading.syntax import Document, parse, read_text
from monitor.errors import MonitorError, NotWritable


@dataclass(frozen=True, slots=True)
class Draft:
    """The file as it was read; make one by ``changing``."""

    path: Path
    text: str
    """As it is in the file."""
    document: Document

    @property
    def eol(self) -> str:
        """How lines end in the file."""
        return "\r\n" if "\r\n" in self.document.text else "\n"

    def write(self, edited: str, *, expected: dict[str, Any], by_hand: str) -> None:
        """Put an edited text in the file's place, if it says what it should and is no worse.

        Mistakes that were there before don't stand in its way.

        Args:
            edited: The text, without a byte order mark.
            expected: The tables that it must hold.
            by_hand: What to do by hand where the file can't be written, with the lines to paste.

        Raises:
            NotWritable: The file can't be written; says ``by_hand``.
            MonitorError: ``edited`` holds other tables, or a new mistake; the file is as it was.
        """
        _check(edited, expected, self.path)
        refuse_new_mistakes(self.document.text, edited, self.path)
        mark = self.text.removesuffix(self.document.text)
        self.replace(mark + edited, by_hand=by_hand)

    def replace(self, text: str, *, by_hand: str) -> None:
        """Put a text that has been checked in the file's place; what was there is kept.

        Raises:
            NotWritable: The file can't be written.
        """
        if not may_write(self.path):
            raise NotWritable(str(self.path), "this user may not write it", by_hand=by_hand)
        try:
            history.keep(self.path, self.text)
            replace(self.path, text.encode())
        except OSError as error:
            reason = error.strerror or os.strerror(error.errno or 0)
            raise NotWritable(str(self.path), reason, by_hand=by_hand) from error


@contextmanager
def changing(path: Path) -> Iterator[Draft]:
    """Read a configuration file, to be changed within a ``with`` statement by nobody else.

    Raises:
        ConfigError: It can't be read, or isn't TOML.
        MonitorError: Somebody else is changing it.
    """
    with locked(path):
        text = read_text(path)
        yield Draft(path, text, parse(text, source=str(path)))


def refuse_new_mistakes(before: str, after: str, path: Path, *, why: str = "") -> None:
    """See that a text has no mistakes which another hasn't.

    Args:
        before: The other.
        after: The text.
        path: The file.
        why: Where the text comes from, if that is to be said.

    Raises:
        MonitorError: It has; says which.
    """
    known, found = (
        examine(text, path=path, environ={}, secrets=False)[1] for text in (before, after)
    )
    left = Counter(mistake.message for mistake in known)
    new = []
    for mistake in found:
        if left[mistake.message]:
            left[mistake.message] -= 1
        else:
            new.append(f"{mistake.path}: {mistake.message}")
    if new:
        raise MonitorError(f"{path} was left as it is{why}:\n  " + "\n  ".join(new))


def _check(edited: str, expected: dict[str, Any], path: Path) -> None:
    try:
        tables = tomllib.loads(edited)
    except tomllib.TOMLDecodeError:
        tables = {}
    # A list without any table left is written by leaving it out.
    if {key: held for key, held in tables.items() if held not in ([], {})} != {
        key: held for key, held in expected.items() if held not in ([], {})
    }:
        raise MonitorError(f"{path} is written in a way that can't be edited here; edit it by hand")
