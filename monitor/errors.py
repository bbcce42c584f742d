"""The exceptions this package raises on purpose, as one tree.

    MonitorError
    ├── ConfigError       config.toml can't be used; carries every Problem found
    ├── NotWritable       config.toml can't be written; says what to paste into it
    ├── RuleError         a rule's text can't be read; knows where and what to write instead
    │   └── SearchError       the text in a search box can't be read
    ├── StoreError        the database can't be used
    │   ├── DatabaseInUse        another instance holds it
    │   ├── DatabaseCorrupt      quick_check failed
    │   └── DatabaseUnavailable  not now: it isn't there yet, or can't be read or written
    │       └── DiskFull             for want of space
    ├── NoSuchError       nothing has the number that was given (``actions``)
    ├── OpmlError         a list of feeds can't be read (``feeds.opml``)
    └── TargetError       a target's URL can't be used (never quotes the URL: it holds secrets)

A feed that fails and a delivery that fails are ordinary outcomes, not exceptions: see
``monitor.feeds.state.outcome`` and ``monitor.alerts.planning.delivery_state``.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from monitor.printable import in_place


class MonitorError(Exception):
    """Base of all errors a user may see; ``str(error)`` is fit to print."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in the configuration: where it is, what it is, what to do about it."""

    path: str
    """Dotted place in the file, such as ``rules[2].match``."""
    message: str
    line: int | None = None
    """1-based line in the file, when known."""
    name: str = field(default="", compare=False)
    """What the list entry is called that it is in, such as a rule."""
    kind: str = field(default="", compare=False)
    """The message as it holds for all of its kind, whatever entry they are in."""
    missing: str = field(default="", compare=False)
    """What the file refers to and isn't there, a path or a reference; a daemon starts without it,
    and says so."""

    @property
    def headline(self) -> str:
        """What is wrong, in a line: without the text that it is about, and without the cure."""
        return str(self).partition("\n")[0]

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.path}: {self.message}" if self.path else f"{place}{self.message}"


class ConfigError(MonitorError):
    """The configuration can't be used; ``problems`` has all of its mistakes, not only the first."""

    def __init__(self, source: str, problems: tuple[Problem, ...]) -> None:
        self.source = source
        self.problems = problems
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"{source} can't be used:\n{lines}")


class NotWritable(MonitorError):  # noqa: N818 - reads as the fact it states
    """config.toml can't be written by this user; ``by_hand`` says what to do instead."""

    def __init__(self, source: str, reason: str, *, by_hand: str) -> None:
        self.source, self.reason, self.by_hand = source, reason, by_hand
        super().__init__(
            f"{source} can't be written: {reason}. It is as it was. As somebody who may write it, "
            f"{by_hand}"
        )


class RuleError(MonitorError):
    """A rule's text can't be read.

    ``position`` is a 0-based offset into ``text``; ``hint`` says what to write instead. Printed,
    it shows the line with the mistake and a caret under it.
    """

    def __init__(self, message: str, *, text: str, position: int, hint: str = "") -> None:
        self.message = message
        self.text = text
        self.position = position
        self.hint = hint
        super().__init__(message)

    def __str__(self) -> str:
        before = self.text[: self.position].rpartition("\n")[2]
        after = self.text[self.position :].partition("\n")[0]
        if len(before) > _EXCERPT:
            before = f"…{before[-_EXCERPT:]}"
        if len(after) > _EXCERPT:
            after = f"{after[:_EXCERPT]}…"
        line, caret = in_place(before + after), " " * _columns(in_place(before)) + "^"
        hint = f"\n{in_place(self.hint)}" if self.hint else ""
        return f"{in_place(self.message)}\n{line}\n{caret}{hint}"


class SearchError(RuleError):
    """What was typed into a search box can't be read."""


_EXCERPT = 60
"""Characters shown of a rule's line on either side of the mistake."""


def _columns(text: str) -> int:
    """Columns of a terminal that a text takes, as a caret under it must know."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) > 0 for char in text)


class StoreError(MonitorError):
    """The database can't be used."""


class DatabaseInUse(StoreError):  # noqa: N818 - reads as the fact it states
    """Another running instance holds this database; ``holder`` is its process, where known."""

    def __init__(self, message: str, *, holder: str = "") -> None:
        self.holder = holder
        super().__init__(message)


class DatabaseCorrupt(StoreError):  # noqa: N818
    """SQLite's own check found damage; restore a backup."""


class DatabaseUnavailable(StoreError):  # noqa: N818
    """It can't be read or written as things stand, but may be later; nothing is lost."""


class DiskFull(DatabaseUnavailable):
    """There is no space to write."""


class NoSuchError(MonitorError):
    """What is to be changed isn't there: no row has that number, or none has it any more."""


class TargetError(MonitorError):
    """A target's URL can't be used. The message never quotes the URL, which holds secrets."""
