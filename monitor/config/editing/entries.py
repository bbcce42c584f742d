"""Entries: the feeds, rules and targets of config.toml as they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import tomlkit
from tomlkit.items import Array, InlineTable, Item, Table

from monitor.config.reading.lines import Place
from monitor.config.reading.problems import suggest
from monitor.config.reading.syntax import Document
from monitor.errors import MonitorError, NoSuchError

Entry = dict[str, Any]
"""A table as written; a target's has its name under ``name``."""
NOUNS = {"feeds": "feed", "rules": "rule", "targets": "target"}
_TableT = TypeVar("_TableT", Table, InlineTable)


def entries_of(document: Document, key: str, path: Path) -> list[Entry]:
    """Return the tables of a list as written, such as [[rules]].

    Raises:
        MonitorError: The key holds something other than tables.
    """
    if key == "targets":
        named = document.tables.get(key, {})
        if isinstance(named, dict) and all(isinstance(entry, dict) for entry in named.values()):
            return [{"name": name, **entry} for name, entry in named.items()]
        raise MonitorError(f"{path}: {key} must be written [{key}.NAME]; fix that first")
    entries = document.tables.get(key, [])
    if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
        return entries
    raise MonitorError(f"{path}: {key} must be written [[{key}]]; fix that first")


def find_entry(
    entries: list[Entry], wanted: str, *, by: Sequence[str], path: Path, noun: str
) -> int:
    """Return the index of the entry that ``wanted`` names, by one of the keys ``by``.

    Raises:
        NoSuchError: No entry is called so.
        MonitorError: Several are.
    """
    for field in by:
        found = [
            index
            for index, entry in enumerate(entries)
            if str(entry.get(field, "")).casefold() == wanted.casefold()
        ]
        if len(found) == 1:
            return found[0]
        if found:
            which = ", ".join(str(entries[index].get(by[0])) for index in found)
            raise MonitorError(f'{path} has several of "{wanted}"; say which: {which}')
    names = [str(entry[field]) for entry in entries for field in by if field in entry]
    raise NoSuchError(f'{path} has no {noun} "{wanted}"{suggest(wanted, names)}')


def is_inline(document: Document, key: str) -> bool:
    """Whether entries are written without headers: ``rules = [{…}]``, ``targets.desk.url = …``."""
    own = [held for held in document.lines.statements if held.place[0] == key]
    if key == "targets":
        return bool(own) and not any(held.header for held in own)
    return any(held.place == (key,) and not held.header for held in own)


def array_of(tree: tomlkit.TOMLDocument, key: str) -> Array:
    """Return the list of inline tables under a key (``key = [{…}]``)."""
    array = tree[key]
    assert isinstance(array, Array)
    return array


def put_into(tree: tomlkit.TOMLDocument, key: str, entry: Entry) -> None:
    """Add an entry to a document whose entries of that kind have no headers."""
    if key == "targets":
        rest = {name: held for name, held in entry.items() if name != "name"}
        targets: Any = tree[key]
        targets[entry["name"]] = fill(tomlkit.inline_table(), rest)
    else:
        array_of(tree, key).append(fill(tomlkit.inline_table(), entry))


def take_out_of(tree: tomlkit.TOMLDocument, place: Place) -> None:
    """Take an entry out of a document in which it has no header."""
    held: Any = tree[str(place[0])]
    del held[place[1]]


def blocks_text(key: str, entries: Sequence[Entry]) -> str:
    """Return new entries as lines of config.toml, each below a header."""
    if key == "targets":
        return "\n".join(
            f"[targets.{tomlkit.key(entry['name']).as_string()}]\n"
            + tomlkit.dumps(
                fill(tomlkit.table(), {name: e for name, e in entry.items() if name != "name"})
            ).strip()
            + "\n"
            for entry in entries
        )
    tables = tomlkit.aot()
    for entry in entries:
        tables.append(fill(tomlkit.table(), entry))
    return tomlkit.dumps({key: tables}).strip() + "\n"


def statement_text(key: str, value: object) -> str:
    """Return a key with its value as a line of config.toml, without a line break."""
    return tomlkit.dumps({key: toml_value(value)}).strip()


def fill(table: _TableT, entry: Mapping[str, object]) -> _TableT:
    """Put values into a new table."""
    for key, value in entry.items():
        table.add(key, toml_value(value))
    return table


def toml_value(value: object) -> Item:
    """Return a value as tomlkit writes it."""
    if isinstance(value, dict):
        return fill(tomlkit.inline_table(), value)
    return toml_string(value) if isinstance(value, str) else tomlkit.item(value)


def toml_string(value: str) -> Item:
    """Return a text as a TOML string, in the kind of quotes that needs no backslashes, if any."""
    # Phrases have double quotes in them; single ones around them spare the reader the backslashes.
    plain = value.isprintable() and "'" not in value
    return tomlkit.string(value, literal=plain and ('"' in value or "\\" in value))
