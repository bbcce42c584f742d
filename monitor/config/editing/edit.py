"""Edit: add and remove feeds and rules in config.toml, leaving every other byte as it was.

tomlkit counts the comments below a table as part of it: removing the last feed would take the
heading of the rules along, adding one would come after it. So whole tables are cut out and put in
as lines; tomlkit writes the new ones and changes lists of inline tables (``feeds = [{…}]``). Every
edit is read back and compared before it replaces the file.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import tomlkit
from tomlkit.items import Array, InlineTable, Item, Table

from monitor.config.load import examine
from monitor.config.reading.lines import Place, Statement
from monitor.config.reading.problems import suggest
from monitor.config.reading.syntax import Document, parse, read_text
from monitor.errors import MonitorError

Entry = dict[str, Any]
_TableT = TypeVar("_TableT", Table, InlineTable)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A feed to be added."""

    url: str
    name: str = ""
    tags: tuple[str, ...] = ()
    lang: str = ""
    pick: tuple[tuple[str, str], ...] = ()
    """Of a page without a feed: selectors by their keys."""


def add_feed(path: Path, url: str, *, name: str = "", tags: Sequence[str] = ()) -> None:
    """Add a feed after the last one.

    Raises:
        MonitorError: The feed is there already or can't be used; the file is as it was.
    """
    add_feeds(path, [NewFeed(url, name=name, tags=tuple(tags))])


def add_feeds(path: Path, feeds: Iterable[NewFeed]) -> None:
    """Add several feeds after the last one, all of them or none.

    Raises:
        MonitorError: A feed is there already or can't be used; the file is as it was.
    """
    entries: list[Entry] = [
        {
            "url": feed.url,
            "name": feed.name,
            "tags": list(feed.tags),
            "lang": feed.lang,
            "pick": dict(feed.pick),
        }
        for feed in feeds
    ]
    _add(path, "feeds", [{key: held for key, held in each.items() if held} for each in entries])


def add_rule(path: Path, name: str, match: str, *, targets: Sequence[str] = ()) -> None:
    """Add a rule after the last one; without ``targets`` its alerts go to all targets.

    Raises:
        MonitorError: The name is taken, or the rule can't be used; the file is as it was.
    """
    entry: Entry = {"name": name, "match": match}
    _add(path, "rules", [entry | ({"targets": list(targets)} if targets else {})])


def remove_feed(path: Path, url_or_name: str) -> None:
    """Remove the feed of that URL, or else of that name.

    Raises:
        MonitorError: There is no such feed, or several have that name; the file is as it was.
    """
    _remove(path, "feeds", url_or_name, by=("url", "name"))


def remove_rule(path: Path, name: str) -> None:
    """Remove the rule of that name.

    Raises:
        MonitorError: There is no such rule; the file is as it was.
    """
    _remove(path, "rules", name, by=("name",))


def _add(path: Path, key: str, new: Sequence[Entry]) -> None:
    text = read_text(path)
    document = parse(text, source=str(path))
    entries = entries_of(document, key, path)
    if is_inline(document, key):
        tree = tomlkit.parse(document.text)
        for entry in new:
            array_of(tree, key).append(_fill(tomlkit.inline_table(), entry))
        edited = tomlkit.dumps(tree)
    else:
        edited = _with_blocks(document, key, new)
    expected = document.tables | {key: [*entries, *new]}
    replace_text(path, text, document, edited, expected=expected)


def replace_text(
    path: Path, text: str, document: Document, edited: str, *, expected: dict[str, Any]
) -> None:
    """Write the edited text of a file, if it says what it should and nothing new is wrong in it.

    Args:
        path: The file.
        text: The file's text as it was read.
        document: That text, parsed.
        edited: The text to write.
        expected: The tables that ``edited`` must hold.

    Raises:
        MonitorError: ``edited`` holds other tables, or a new mistake; the file is as it was.
    """
    _check(edited, expected, path)
    _refuse_new_mistakes(document.text, edited, path)
    _write_whole(path, text.removesuffix(document.text) + edited)


def _remove(path: Path, key: str, wanted: str, *, by: Sequence[str]) -> None:
    text = read_text(path)
    document = parse(text, source=str(path))
    entries = entries_of(document, key, path)
    index = find_entry(entries, wanted, by=by, path=path, noun=key.removesuffix("s"))
    if is_inline(document, key):
        tree = tomlkit.parse(document.text)
        del array_of(tree, key)[index]
        edited = tomlkit.dumps(tree)
    else:
        edited = _without_block(document, (key, index))
    expected = document.tables | {key: entries[:index] + entries[index + 1 :]}
    _check(edited, expected, path)
    _write_whole(path, text.removesuffix(document.text) + edited)


def entries_of(document: Document, key: str, path: Path) -> list[Entry]:
    """Return the tables of a list as written, such as [[rules]].

    Raises:
        MonitorError: The key holds something other than tables.
    """
    entries = document.tables.get(key, [])
    if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
        return entries
    raise MonitorError(f"{path}: {key} must be written [[{key}]]; fix that first")


def array_of(tree: tomlkit.TOMLDocument, key: str) -> Array:
    """Return the list of inline tables under a key (``key = [{…}]``)."""
    array = tree[key]
    assert isinstance(array, Array)
    return array


def find_entry(
    entries: list[Entry], wanted: str, *, by: Sequence[str], path: Path, noun: str
) -> int:
    """Return the index of the entry that ``wanted`` names, by one of the keys ``by``.

    Raises:
        MonitorError: No entry is called so, or several are.
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
    raise MonitorError(f'{path} has no {noun} "{wanted}"{suggest(wanted, names)}')


def is_inline(document: Document, key: str) -> bool:
    """Whether a list of tables is written ``key = [{…}]``."""
    return any(
        statement.place == (key,) and not statement.header
        for statement in document.lines.statements
    )


def _with_blocks(document: Document, key: str, new: Sequence[Entry]) -> str:
    lines = _LINE.findall(document.text)
    eol = "\r\n" if "\r\n" in document.text else "\n"
    tables = tomlkit.aot()
    for entry in new:
        tables.append(_fill(tomlkit.table(), entry))
    block = tomlkit.dumps({key: tables}).strip().replace("\n", eol) + eol
    end = max(
        (held.last for held in document.lines.statements if held.place[0] == key),
        default=len(lines),
    )
    while end < len(lines) and lines[end].lstrip().startswith("#"):
        end += 1  # a comment right below still belongs to the table above
    before, after = "".join(lines[:end]), "".join(lines[end:])
    if before and not before.endswith("\n"):
        before += eol
    if before and lines[end - 1].strip():
        before += eol
    return before + block + (eol if after and lines[end].strip() else "") + after


def _without_block(document: Document, place: Place) -> str:
    lines = _LINE.findall(document.text)
    for first, last in reversed(_spans(document.lines.statements, place)):
        start, end = first - 1, last
        alone = start == 0 or not lines[start - 1].strip()
        if alone and end < len(lines) and not lines[end].strip():
            end += 1  # one blank line, not two, stays between the neighbours
        del lines[start:end]
    return "".join(lines)


def _spans(statements: Sequence[Statement], place: Place) -> list[tuple[int, int]]:
    """Return the first and last lines of a table's parts; parts that adjoin are one."""
    spans: list[tuple[int, int]] = []
    inside = False
    for statement in statements:
        was_inside = inside
        if statement.header:
            inside = statement.place[: len(place)] == place
        if inside and was_inside:
            spans[-1] = (spans[-1][0], statement.last)
        elif inside:
            spans.append((statement.first, statement.last))
    return spans


def _fill(table: _TableT, entry: Entry) -> _TableT:
    for key, value in entry.items():
        if isinstance(value, dict):
            table.add(key, _fill(tomlkit.inline_table(), value))
        else:
            table.add(key, toml_string(value) if isinstance(value, str) else tomlkit.item(value))
    return table


def toml_string(value: str) -> Item:
    """Return a text as a TOML string, in the kind of quotes that needs no backslashes, if any."""
    # Phrases have double quotes in them; single ones around them spare the reader the backslashes.
    plain = value.isprintable() and "'" not in value
    return tomlkit.string(value, literal=plain and ('"' in value or "\\" in value))


def _check(edited: str, expected: dict[str, Any], path: Path) -> None:
    try:
        tables = tomllib.loads(edited)
    except tomllib.TOMLDecodeError:
        tables = {}
    # A list without any table left is written by leaving it out.
    if {key: held for key, held in tables.items() if held != []} != {
        key: held for key, held in expected.items() if held != []
    }:
        raise MonitorError(f"{path} is written in a way that can't be edited here; edit it by hand")


def _refuse_new_mistakes(before: str, after: str, path: Path) -> None:
    """Mistakes that were there before the edit don't stand in its way."""
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
        raise MonitorError(f"{path} was left as it is:\n  " + "\n  ".join(new))


def _write_whole(path: Path, text: str) -> None:
    """Replace a file's text at once: whoever reads it sees the old text or the new, never a part.

    A link stays a link; the file keeps its mode and, where that is allowed, its owner.
    """
    try:
        _replace(path.resolve(), text.encode())
    except OSError as error:
        raise MonitorError(f"{path} can't be written: {error.strerror}") from error


def _replace(path: Path, data: bytes) -> None:
    held = path.stat()
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(number, held.st_mode & 0o7777)
            with contextlib.suppress(PermissionError):
                os.fchown(number, held.st_uid, held.st_gid)
            os.fsync(number)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
