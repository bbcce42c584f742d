"""Edit: add, change and remove entries of config.toml, leaving every other byte as it was.

tomlkit counts the comments below a table as part of it: removing the last feed would take the
heading of the rules along, adding one would come after it. So whole tables are cut out and put in
as lines; tomlkit writes the new ones and changes lists of inline tables (``feeds = [{…}]``). Every
edit is read back and compared before it replaces the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from monitor.config.editing.blocks import with_blocks, without_block
from monitor.config.editing.draft import changing
from monitor.config.editing.entries import (
    NOUNS,
    Entry,
    blocks_text,
    entries_of,
    find_entry,
    is_inline,
    put_into,
    statement_text,
    take_out_of,
)
from monitor.config.editing.values import with_value
from monitor.config.reading.lines import Place
from monitor.config.reading.syntax import Document, parse
from monitor.errors import MonitorError


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
    add(path, "feeds", [{key: held for key, held in each.items() if held} for each in entries])


def add_rule(
    path: Path,
    name: str,
    match: str,
    *,
    targets: Sequence[str] = (),
    more: Mapping[str, object] | None = None,
) -> None:
    """Add a rule after the last one; without ``targets`` its alerts go to all targets.

    Raises:
        MonitorError: The name is taken, or the rule can't be used; the file is as it was.
    """
    told = {"targets": list(targets)} if targets else {}
    add(path, "rules", [{"name": name, "match": match, **told, **(more or {})}])


def add_target(path: Path, name: str, entry: Mapping[str, object]) -> None:
    """Add a target after the last one.

    Raises:
        MonitorError: The name is taken, or the target can't be used; the file is as it was.
    """
    with changing(path) as draft:
        tables = draft.document.tables.get("targets", {})
        if isinstance(tables, dict) and name.casefold() in map(str.casefold, tables):
            raise MonitorError(f'there is a target "{name}" already')
    add(path, "targets", [{"name": name, **entry}])


def add(path: Path, key: str, new: Sequence[Entry]) -> None:
    """Add entries after the last one of their kind, all of them or none.

    Args:
        path: The file.
        key: Their kind: ``feeds``, ``rules`` or ``targets``.
        new: The entries; a target has its name under ``name``.

    Raises:
        NotWritable: The file can't be written.
        MonitorError: One can't be used; the file is as it was.
    """
    with changing(path) as draft:
        document = draft.document
        entries = entries_of(document, key, path)
        block = blocks_text(key, new)
        if is_inline(document, key):
            tree = tomlkit.parse(document.text)
            for entry in new:
                put_into(tree, key, entry)
            edited = tomlkit.dumps(tree)
        else:
            edited = with_blocks(document, key, block)
        draft.write(
            edited,
            expected=_with(document, key, [*entries, *new]),
            by_hand=f"add these lines at its end:\n\n{block}",
        )


def change(
    path: Path, key: str, wanted: str, values: Mapping[str, object], *, by: Sequence[str]
) -> None:
    """Change what an entry says under some of its keys; every other line stays.

    Args:
        path: The file.
        key: The entry's kind: ``feeds``, ``rules`` or ``targets``.
        wanted: What it is called under one of the keys ``by``.
        values: The new values by key; None takes the key out.
        by: Its names' keys, the first that fits counts.

    Raises:
        NoSuchError: There is no such entry.
        NotWritable: The file can't be written.
        MonitorError: It can't be used so; the file is as it was.
    """
    with changing(path) as draft:
        document = draft.document
        entries = entries_of(document, key, path)
        index = find_entry(entries, wanted, by=by, path=path, noun=NOUNS[key])
        entry = entries[index]
        new = {name: held for name, held in values.items() if entry.get(name) != held}
        if not new:
            return
        place = _place(key, index, entry)
        edited = document
        for name, value in new.items():
            edited = parse(with_value(edited, place, name, value), source=str(path))
        changed = {k: held for k, held in (entry | new).items() if held is not None}
        entries = [*entries]
        entries[index] = changed
        label = f'{NOUNS[key]} "{entry.get(by[-1]) or entry.get(by[0])}"'
        lines = "\n".join(
            statement_text(name, held) if held is not None else f"# without {name}"
            for name, held in new.items()
        )
        draft.write(
            edited.text,
            expected=_with(document, key, entries),
            by_hand=f"write these lines into the {label}:\n\n{lines}",
        )


def remove(path: Path, key: str, wanted: str, *, by: Sequence[str]) -> None:
    """Take an entry out.

    Args:
        path: The file.
        key: The entry's kind: ``feeds``, ``rules`` or ``targets``.
        wanted: What it is called under one of the keys ``by``.
        by: Its names' keys, the first that fits counts.

    Raises:
        NoSuchError: There is no such entry.
        NotWritable: The file can't be written.
        MonitorError: Several are called so, or others need it; the file is as it was.
    """
    with changing(path) as draft:
        document = draft.document
        entries = entries_of(document, key, path)
        index = find_entry(entries, wanted, by=by, path=path, noun=NOUNS[key])
        place = _place(key, index, entries[index])
        if any(held.header and held.place == place for held in document.lines.statements):
            edited = without_block(document, place)
        else:
            tree = tomlkit.parse(document.text)
            take_out_of(tree, place)
            edited = tomlkit.dumps(tree)
        header = f"[[{key}]]" if key != "targets" else "[targets.…]"
        draft.write(
            edited,
            expected=_with(document, key, entries[:index] + entries[index + 1 :]),
            by_hand=f'take out the lines of the {NOUNS[key]} "{wanted}", from {header} on',
        )


def remove_feed(path: Path, url_or_name: str) -> None:
    """Remove the feed of that URL, or else of that name.

    Raises:
        MonitorError: There is no such feed, or several have that name; the file is as it was.
    """
    remove(path, "feeds", url_or_name, by=("url", "name"))


def remove_rule(path: Path, name: str) -> None:
    """Remove the rule of that name.

    Raises:
        MonitorError: There is no such rule; the file is as it was.
    """
    remove(path, "rules", name, by=("name",))


def _place(key: str, index: int, entry: Entry) -> Place:
    return (key, entry["name"]) if key == "targets" else (key, index)


def _with(document: Document, key: str, entries: Sequence[Entry]) -> dict[str, Any]:
    """The file's tables with other entries of one kind."""
    if key != "targets":
        return document.tables | {key: list(entries)}
    named = {
        entry["name"]: {name: held for name, held in entry.items() if name != "name"}
        for entry in entries
    }
    return document.tables | {key: named}
