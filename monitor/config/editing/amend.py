"""Amend: add an alias to a rule in config.toml, leaving every other byte as it was.

Only the lines of the key that changes are written anew. Without this module ``rules suggest`` could
propose an alias but not add it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Array

from monitor.config.editing.blocks import LINE
from monitor.config.editing.draft import Draft, changing
from monitor.config.editing.entries import (
    Entry,
    array_of,
    entries_of,
    find_entry,
    is_inline,
    statement_text,
    toml_string,
)
from monitor.config.reading.lines import Place, Statement
from monitor.config.tables.aliases import alias_key


def add_alias(path: Path, name: str, term: str, word: str) -> None:
    """Add an alias to one of a rule's terms, beside the aliases that the rule has.

    Raises:
        MonitorError: There is no such rule, or it is written in a way that can't be edited here;
            the file is as it was.
    """
    with changing(path) as draft:
        rule = _Found(draft, name)
        aliases, key = widened(rule.entry, term, word)
        rule.replace(_with_alias(rule, key, word), {"aliases": aliases})


def _with_alias(rule: _Found, key: str, word: str) -> str:
    """The file's text with one more alias of a rule, under the key that it has or is to get."""
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
        return rule.changed_inline(change)
    if whole:
        return rule.changed(whole[0], change)
    if of_term:
        return rule.changed(of_term[0], widen if in_table else change)
    if in_table:
        return rule.with_line_after(there[-1], tomlkit.dumps({key: [word]}))
    line = tomlkit.document()
    change(line)
    after = there or rule.statements((*rule.place, "match"))
    dotted = f"aliases.{tomlkit.dumps({key: [word]})}"
    return rule.with_line_after(after[-1], dotted if there else tomlkit.dumps(line))


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


def aliases_line(path: Path, name: str, term: str, word: str) -> str:
    """Return a rule's aliases with one more as a line of config.toml, to be shown.

    Raises:
        MonitorError: There is no such rule.
    """
    table = tomlkit.inline_table()
    with changing(path) as draft:
        table.update(widened(_Found(draft, name).entry, term, word)[0])
    return tomlkit.dumps({"aliases": table}).strip()


class _Found:
    """A rule as it stands in a file, and the file's text with that rule changed."""

    def __init__(self, draft: Draft, name: str) -> None:
        self._draft, self._document = draft, draft.document
        self._entries = entries_of(self._document, "rules", draft.path)
        index = find_entry(self._entries, name, by=("name",), path=draft.path, noun="rule")
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
        lines = LINE.findall(self._document.text)
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
        lines = LINE.findall(self._document.text)
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
        rule = self.entry["name"]
        lines = "\n".join(statement_text(key, held) for key, held in new.items())
        self._draft.write(
            edited,
            expected=expected,
            by_hand=f'write these lines into the rule "{rule}":\n\n{lines}',
        )
