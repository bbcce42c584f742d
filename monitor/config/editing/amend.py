"""Amend: change what one rule says in config.toml, leaving every other byte as it was.

Only the lines of the key that changes are written anew. Without this module ``rules suggest`` could
propose a change but not make it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Array

from monitor.config.editing.edit import (
    Entry,
    array_of,
    entries_of,
    find_entry,
    is_inline,
    replace_text,
    toml_string,
)
from monitor.config.reading.lines import Place, Statement
from monitor.config.reading.syntax import parse, read_text
from monitor.config.tables.aliases import alias_key

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def change_match(path: Path, name: str, match: str) -> None:
    """Replace the text that a rule watches for (its key ``match``).

    Raises:
        MonitorError: There is no such rule, or it can't be used with that text; the file is as it
            was.
    """
    rule = _Found(path, name)
    place = (*rule.place, "match")

    def change(table: Any) -> None:
        table["match"] = toml_string(match)

    if rule.is_inline:
        rule.replace(rule.changed_inline(change), {"match": match})
    else:
        rule.replace(rule.changed(rule.statements(place)[0], change), {"match": match})


def add_alias(path: Path, name: str, term: str, word: str) -> None:
    """Add an alias to one of a rule's terms, beside the aliases that the rule has.

    Raises:
        MonitorError: There is no such rule, or it is written in a way that can't be edited here;
            the file is as it was.
    """
    rule = _Found(path, name)
    aliases, key = widened(rule.entry, term, word)
    place = (*rule.place, "aliases")

    def widen(table: Any) -> None:
        if key in table:
            words = table[key]
            assert isinstance(words, Array)
            words.append(toml_string(word))
        else:
            table[key] = [word]

    def change(table: Any) -> None:
        if "aliases" not in table:
            table["aliases"] = tomlkit.inline_table()
        widen(table["aliases"])

    there = rule.statements(place)
    of_term = [held for held in there if held.place == (*place, key) and not held.header]
    whole = [held for held in there if held.place == place and not held.header]
    in_table = any(held.header for held in there)
    if rule.is_inline:
        edited = rule.changed_inline(change)
    elif whole:
        edited = rule.changed(whole[0], change)
    elif of_term:
        edited = rule.changed(of_term[0], widen if in_table else change)
    elif in_table:
        edited = rule.with_line_after(there[-1], tomlkit.dumps({key: [word]}))
    else:
        line = tomlkit.document()
        change(line)
        after = there or rule.statements((*rule.place, "match"))
        dotted = f"aliases.{tomlkit.dumps({key: [word]})}"
        edited = rule.with_line_after(after[-1], dotted if there else tomlkit.dumps(line))
    rule.replace(edited, {"aliases": aliases})


def widened(entry: Entry, term: str, word: str) -> tuple[dict[str, list[str]], str]:
    """Return a rule's own aliases with one more, and the key under which that one stands.

    Args:
        entry: The rule's table as written.
        term: The term that is to accept the word.
        word: The alias to add.
    """
    aliases: dict[str, list[str]] = copy.deepcopy(entry.get("aliases", {}))
    keys = {alias_key(key): key for key in aliases}
    key = keys.get(alias_key(term), term)
    aliases[key] = [*aliases.get(key, ()), word]
    return aliases, key


def match_line(match: str) -> str:
    """Return the line of config.toml that ``change_match`` would write."""
    return tomlkit.dumps({"match": toml_string(match)}).strip()


def aliases_line(path: Path, name: str, term: str, word: str) -> str:
    """Return a rule's aliases with one more as a line of config.toml, to be shown.

    Raises:
        MonitorError: There is no such rule.
    """
    table = tomlkit.inline_table()
    table.update(widened(_Found(path, name).entry, term, word)[0])
    return tomlkit.dumps({"aliases": table}).strip()


class _Found:
    """A rule as it stands in a file, and the file's text with that rule changed."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._text = read_text(path)
        self._document = parse(self._text, source=str(path))
        self._entries = entries_of(self._document, "rules", path)
        index = find_entry(self._entries, name, by=("name",), path=path, noun="rule")
        self._index = index
        self.entry = self._entries[index]
        self.place: Place = ("rules", index)
        self.is_inline = is_inline(self._document, "rules")

    def statements(self, place: Place) -> list[Statement]:
        """What stands at this place or within it."""
        return [
            held for held in self._document.lines.statements if held.place[: len(place)] == place
        ]

    def changed(self, statement: Statement, change: Callable[[Any], None]) -> str:
        """The text with one statement changed, a comment behind it kept."""
        lines = _LINE.findall(self._document.text)
        first, last = statement.first - 1, statement.last
        part = tomlkit.parse("".join(lines[first:last]))
        change(part)
        return "".join([*lines[:first], tomlkit.dumps(part), *lines[last:]])

    def changed_inline(self, change: Callable[[Any], None]) -> str:
        """The text with the rule changed that is an inline table."""
        tree = tomlkit.parse(self._document.text)
        change(array_of(tree, "rules")[self._index])
        return tomlkit.dumps(tree)

    def with_line_after(self, statement: Statement, line: str) -> str:
        """The text with a line more."""
        lines = _LINE.findall(self._document.text)
        eol = "\r\n" if "\r\n" in self._document.text else "\n"
        before = "".join(lines[: statement.last])
        indent = lines[statement.last - 1][: -len(lines[statement.last - 1].lstrip())]
        if not before.endswith("\n"):
            before += eol
        return f"{before}{indent}{line.strip()}{eol}{''.join(lines[statement.last :])}"

    def replace(self, edited: str, new: Entry) -> None:
        """Write the text in which this rule has these new values."""
        entries = [*self._entries]
        entries[self._index] = self.entry | new
        expected = self._document.tables | {"rules": entries}
        replace_text(self._path, self._text, self._document, edited, expected=expected)
