"""``match``: rules against items, in bulk, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from monitor.errors import MonitorError
from monitor.human import plural

if TYPE_CHECKING:
    from rich.progress import Progress

    from monitor.item import Item

_COMPLAINTS = 10
"""Lines that can't be read of which one is told what is wrong; the others are counted."""
_FLUSH_EVERY = 1_000
"""Lines; so that a pipe's reader sees matches while items still come in."""


def match(
    rules: Annotated[
        Path,
        typer.Argument(help="A TOML file with [[rules]] (name, match, aliases)."),
    ],
    items: Annotated[
        Path, typer.Argument(help="A file with an item as JSON in each line; - is standard input.")
    ],
) -> None:
    """Match many items against rules; print one JSON line for each match.

    Each line of ITEMS is an object with "id" and "title", and if you like "summary", "content",
    "lang", "link", "published", "feed", "source", "author" and "tags". A match is printed as
    {"item", "rule", "score", "hits"}. A line that can't be read is named and left out, and the exit
    status is 1 then. A file of rules alone uses the aliases it states; with alias_pack = true, or
    in a whole config.toml, the shipped pack's too.

    Example: [bold]news-monitor match rules.toml items.jsonl > matches.jsonl[/bold]
    """
    from monitor.config.rulefile import load_rules
    from monitor.garbage import uncollected
    from monitor.rules import Matcher
    from monitor.rules.matching.explain import plain_hits

    with uncollected():
        matcher = Matcher(load_rules(rules))
    written = unread = 0
    with opened(items) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            place = f"{items}, line {number}"
            try:
                given = read_object(line, place)
                item = as_item(given, place)
            except MonitorError as error:
                unread += 1
                if unread <= _COMPLAINTS:
                    typer.echo(f"news-monitor: {error}", err=True)
                continue
            for found in matcher.match(item):
                plain = {
                    "item": given["id"],
                    "rule": found.rule,
                    "score": round(found.score, 4),
                    "hits": plain_hits(found.hits),
                }
                sys.stdout.write(_as_json(plain) + "\n")
                written += 1
                if written % _FLUSH_EVERY == 0:
                    sys.stdout.flush()
    sys.stdout.flush()
    if unread:
        lines_left_out = plural(unread, "line")
        raise MonitorError(f"{lines_left_out} of {items} left out; the others were matched")


@contextmanager
def opened(path: Path, *, doing: str = "Matching") -> Iterator[Iterable[bytes]]:
    """The file's lines; on a terminal, with a bar that follows the reading."""
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    from monitor.cli import output

    if str(path) == "-" and sys.stdin.isatty():
        yield sys.stdin.buffer  # somebody types
        return
    bar = output.progress(
        TextColumn(doing),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    if str(path) == "-":
        with bar:
            yield _counted(sys.stdin.buffer, bar)
        return
    try:
        file: BinaryIO = path.open("rb")
    except OSError as error:
        raise MonitorError(f"{path} can't be read: {error.strerror}") from error
    with file, bar, bar.wrap_file(file, total=path.stat().st_size) as wrapped:
        yield wrapped


def _counted(lines: Iterable[bytes], bar: Progress) -> Iterator[bytes]:
    task = bar.add_task("", total=None)
    for line in lines:
        yield line
        bar.advance(task, len(line))


def read_item(line: bytes, place: str, *, dated: bool = False) -> Item:
    """Read one line of a file of items: ``read_object`` and ``as_item``."""
    return as_item(read_object(line, place), place, dated=dated)


def read_object(line: bytes, place: str) -> dict[str, Any]:
    """Read one line's JSON, an object with an ``id``.

    Args:
        line: JSON.
        place: Where it stands, for errors.

    Raises:
        MonitorError: it is none; says where and why.
    """
    try:
        given: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise MonitorError(f"{place}: this is no JSON ({error})") from None
    if not isinstance(given, dict) or given.get("id") in (None, ""):
        raise MonitorError(f'{place}: an item is an object with at least "id" and "title"')
    if not isinstance(given["id"], str | int) or isinstance(given["id"], bool):
        raise MonitorError(f'{place}: "id" must be text or a whole number')
    return given


def as_item(given: Mapping[str, Any], place: str, *, dated: bool = False) -> Item:
    """Take an item from what ``read_object`` gave.

    Args:
        given: The line's object.
        place: Where it stands, for errors.
        dated: Whether its date is wanted; else it may be anything.

    Raises:
        MonitorError: it is no item; says where and why.
    """
    from monitor.item import Item

    def text(name: str) -> str:
        value = given.get(name)
        if value is None:
            return ""
        if not isinstance(value, str | int | float):
            raise MonitorError(f'{place}: "{name}" must be text')
        return str(value)

    tags = given.get("tags") or ()
    if not isinstance(tags, list | tuple) or not all(isinstance(tag, str) for tag in tags):
        raise MonitorError(f'{place}: "tags" must be a list of texts')
    return Item(
        feed=text("feed"),
        key=text("id"),
        title=text("title"),
        summary=text("summary"),
        content=text("content"),
        link=text("link"),
        lang=text("lang").partition("-")[0].lower(),
        author=text("author"),
        source=text("source") or text("feed"),
        tags=tuple(tags),
        published=_date(given.get("published"), place) if dated else None,
    )


def _as_json(value: object) -> str:
    """One line; half a character that the input named by its escape is written so again."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _date(value: object, place: str) -> datetime | None:
    """ISO 8601, in UTC where it names no zone, or milliseconds since 1970."""
    try:
        if value is None or value == "":
            return None
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value / 1000, UTC)
        if isinstance(value, str):
            moment = datetime.fromisoformat(value)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise MonitorError(
        f'{place}: "published" is no date; write it as 2025-02-13T08:14:00Z '
        "or in milliseconds since 1970"
    )
