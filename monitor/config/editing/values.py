"""Values: one key of one table of config.toml written anew, put in, or taken out."""

from __future__ import annotations

from typing import Any

import tomlkit

from monitor.config.editing.blocks import LINE
from monitor.config.editing.entries import statement_text, toml_value
from monitor.config.reading.lines import Place, Statement
from monitor.config.reading.syntax import Document


def with_value(document: Document, place: Place, key: str, value: object) -> str:
    """Return the text in which a table says something else under a key.

    A comment behind the value stays. A table without a header of its own is left to tomlkit.

    Args:
        document: The file.
        place: The table's.
        key: The key.
        value: What it is to hold; None: the key goes.
    """
    own = [held for held in document.lines.statements if held.place[: len(place)] == place]
    if not any(held.header and held.place == place for held in own):
        return _by_tomlkit(document, place, key, value)
    there = [held for held in own if held.place == (*place, key) and not held.header]
    if there:
        return _changed(document, there[0], key, value)
    if value is None:
        return document.text
    return _added(document, _last_of_head(own, place), statement_text(key, value))


def _last_of_head(own: list[Statement], place: Place) -> Statement:
    """The last line of a table that stands above the tables within it, if there are any."""
    head = own[0]
    for held in own:
        if held.header and held.place != place:
            break
        head = held
    return head


def _changed(document: Document, statement: Statement, key: str, value: object) -> str:
    lines = LINE.findall(document.text)
    first, last = statement.first - 1, statement.last
    if value is None:
        return "".join([*lines[:first], *lines[last:]])
    part = tomlkit.parse("".join(lines[first:last]))
    part[key] = toml_value(value)
    return "".join([*lines[:first], tomlkit.dumps(part), *lines[last:]])


def _added(document: Document, after: Statement, line: str) -> str:
    lines = LINE.findall(document.text)
    eol = "\r\n" if "\r\n" in document.text else "\n"
    before = "".join(lines[: after.last])
    if not before.endswith("\n"):
        before += eol
    held = lines[after.last - 1]
    indent = held[: len(held) - len(held.lstrip())]
    return f"{before}{indent}{line}{eol}{''.join(lines[after.last :])}"


def _by_tomlkit(document: Document, place: Place, key: str, value: object) -> str:
    tree = tomlkit.parse(document.text)
    table: Any = tree
    for part in place:
        table = table[part]
    if value is None:
        table.pop(key, None)
    else:
        table[key] = toml_value(value)
    return tomlkit.dumps(tree)
