"""Problems: what is wrong in a configuration, collected until all of it is known, in plain words.

Messages are made of keys, types and names only, so no secret's value gets in. Without this module a
user would learn of one mistake at each start, and not on which line it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from monitor.config.reading.lines import Lines, Place
from monitor.errors import Problem
from monitor.net.location import shown

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_INDENT = "\n      "
_FEW = 6


class Problems:
    """Collects mistakes and warnings; of several at one place the first is kept."""

    def __init__(self, lines: Lines, tables: Mapping[str, Any]) -> None:
        """Begin with no problems.

        Args:
            lines: Where each key stands, for line numbers.
            tables: The tables as written, for the names of their entries.
        """
        self._lines = lines
        self._tables = tables
        self._mistakes: dict[Place, Problem] = {}
        self._lacking: dict[Place, str] = {}
        """Of the mistakes, those that a daemon starts with."""
        self._warnings: list[Problem] = []

    def add(self, place: Place, message: str) -> None:
        """Note a mistake: the configuration can't be used."""
        self._mistakes.setdefault(place, self._problem(place, message))

    def lack(self, place: Place, message: str, *, missing: str) -> None:
        """Note that something isn't there which the file refers to; a daemon starts without it."""
        if place not in self._mistakes:
            self._mistakes[place] = replace(self._problem(place, message), missing=missing)
            self._lacking[place] = message

    def lacking(self, place: Place) -> str:
        """Return what the entry at ``place`` lacks, in words; empty: nothing."""
        inside = (said for at, said in self._lacking.items() if at[: len(place)] == place)
        return next(inside, "")

    def warn(self, place: Place, message: str, *, kind: str = "") -> None:
        """Note something the user should know of, which does no harm by itself.

        ``kind`` says it of several places at once; default: the message itself does.
        """
        self._warnings.append(self._problem(place, message, kind or message))

    def _problem(self, place: Place, message: str, kind: str = "") -> Problem:
        name = self._name(place)
        message = f'in "{name}": {message}' if name else message
        return Problem(
            path_text(place),
            message.replace("\n", _INDENT),
            self._lines.line_of(place),
            name=name,
            kind=kind.replace("\n", _INDENT),
        )

    def _name(self, place: Place) -> str:
        """Return the name of the list entry that ``place`` is in, such as a rule's."""
        match place:
            case (str() as key, int() as index, *rest) if rest != ["name"]:
                entry = self._tables[key][index]
                if not isinstance(entry, dict):
                    return ""
                name = entry.get("name") or _address(entry.get("url"))
                return name if isinstance(name, str) and name.isprintable() else ""
        return ""

    @property
    def mistakes(self) -> tuple[Problem, ...]:
        """The mistakes, in the order of the file."""
        return _in_order(self._mistakes.values())

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The warnings, in the order of the file."""
        return _in_order(self._warnings)


def _address(url: object) -> str:
    """A feed's address as it may be shown, for one that has no name of its own."""
    return shown(url.strip()) if isinstance(url, str) and "://" in url else ""


def path_text(place: Place) -> str:
    """Return a place as people read it: lists count from 1, odd keys are quoted."""
    text = ""
    for part in place:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            text += "." * bool(text) + (part if _BARE.fullmatch(part) else f'"{part}"')
    return text


def closest(wrong: str, choices: Iterable[str]) -> str | None:
    """Return the choice that was probably meant, if one is near enough."""
    known = {choice.casefold(): choice for choice in choices}
    folded = wrong.casefold()
    near = get_close_matches(folded, known, n=1, cutoff=0.65)
    if not near and len(folded) > 2:
        near = sorted((choice for choice in known if folded in choice or choice in folded), key=len)
    return known[near[0]] if near else None


def suggest(wrong: str, choices: Iterable[str]) -> str:
    """Return what to append to a message about a name that doesn't exist.

    Such as ``; did you mean "desk-slack"?``; if no choice is near, all of them if they are few.
    """
    choices = sorted(choices)
    if near := closest(wrong, choices):
        return f'; did you mean "{near}"?'
    return f"; there is {', '.join(choices)}" if 0 < len(choices) <= _FEW else ""


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.line or 0))
