"""Lines: where in a TOML file each key, table and list element stands.

``tomllib`` gives no line numbers and tomlkit keeps none, so the text is walked once more. The text
must be valid TOML already (``syntax`` sees to it), which keeps the walk short: it has to know where
things begin and end, not whether they are right.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

Place = tuple[str | int, ...]
"""Keys and 0-based list indexes from the root: ``("rules", 1, "match")``."""

_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r'[ \t]*([A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')[ \t]*')
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|'
    r"'''.*?'{3,5}|"
    r'"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\n]*")


@dataclass(frozen=True, slots=True)
class Statement:
    """A table header, or a key with its value, and the 1-based lines it takes up."""

    place: Place
    first: int
    last: int
    header: bool = False


class Lines:
    """What stands where in one TOML text, worked out when it is first asked for.

    Only problems and edits ask: of a million feeds the walk takes seconds.

    Args:
        text: Valid TOML.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _walked(self) -> _Walk:
        walk = _Walk(self._text)
        walk.document()
        return walk

    @property
    def starts(self) -> Mapping[Place, int]:
        """The 1-based line on which each place begins."""
        return self._walked.starts

    @property
    def statements(self) -> Sequence[Statement]:
        """In the order of the file."""
        return self._walked.statements

    def line_of(self, place: Place) -> int | None:
        """Return the line of ``place``; of what it would stand in, if it isn't there; else None."""
        while place:
            if place in self.starts:
                return self.starts[place]
            place = place[:-1]
        return None


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.starts: dict[Place, int] = {}
        self.statements: list[Statement] = []
        self._breaks = [mark.start() for mark in re.finditer("\n", text)]
        self._last: dict[Place, int] = {}  # array of tables -> index of its latest table

    def document(self) -> None:
        table: Place = ()
        while self.gap():
            first = self.line()
            if self.text.startswith("[", self.at):
                table = self.header()
                self.statements.append(Statement(table, first, self.line(), header=True))
            else:
                place = self.pair(table)
                self.statements.append(Statement(place, first, self.line()))

    def header(self) -> Place:
        brackets = 2 if self.text.startswith("[[", self.at) else 1
        line = self.line()
        self.at += brackets
        *parents, name = self.key()
        self.at += brackets
        place: Place = ()
        for parent in parents:
            place = self.latest((*place, parent))
            self.starts.setdefault(place, line)
        place = (*place, name)
        self.starts.setdefault(place, line)
        if brackets == 2:
            self._last[place] = self._last.get(place, -1) + 1
            place = self.latest(place)
            self.starts[place] = line
        return place

    def latest(self, place: Place) -> Place:
        """An array of tables stands for its latest table in the headers that follow it."""
        return (*place, self._last[place]) if place in self._last else place

    def pair(self, table: Place) -> Place:
        line = self.line()
        place = table
        for part in self.key():
            place = (*place, part)
            self.starts.setdefault(place, line)
        self.at += 1  # the equals sign
        self.gap()
        self.value(place)
        return place

    def key(self) -> list[str]:
        parts = []
        while found := _KEY.match(self.text, self.at):
            self.at = found.end()
            parts.append(_plain(found[1]))
            if not self.text.startswith(".", self.at):
                break
            self.at += 1
        return parts

    def value(self, place: Place) -> None:
        opening = self.text[self.at]
        if opening == "[":
            self.array(place)
        elif opening == "{":
            self.inline_table(place)
        elif found := (_STRING if opening in "\"'" else _SCALAR).match(self.text, self.at):
            self.at = found.end()

    def array(self, place: Place) -> None:
        self.at += 1
        index = 0
        while self.gap() and self.text[self.at] != "]":
            element = (*place, index)
            self.starts[element] = self.line()
            self.value(element)
            self.comma()
            index += 1
        self.at += 1

    def inline_table(self, place: Place) -> None:
        self.at += 1
        while self.gap() and self.text[self.at] != "}":
            self.pair(place)
            self.comma()
        self.at += 1

    def comma(self) -> None:
        self.gap()
        if self.text.startswith(",", self.at):
            self.at += 1

    def gap(self) -> bool:
        """Step over white space and comments; say whether anything is left."""
        found = _GAP.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at < len(self.text)

    def line(self) -> int:
        # A value's end may lie just behind its last character, on the line break itself.
        return bisect_right(self._breaks, self.at - 1) + 1


def _plain(key: str) -> str:
    """Return a key part as the program sees it: without quotes, escapes undone."""
    return next(iter(tomllib.loads(f"{key} = 0"))) if key[0] in "\"'" else key
