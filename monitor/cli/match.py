"""``match``: rules against items, in bulk, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.item import Item

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
    {"item", "rule", "score", "hits"}. A file of rules alone uses the aliases it states; with
    alias_pack = true, or in a whole config.toml, the shipped pack's too.

    Example: [bold]news-monitor match rules.toml items.jsonl > matches.jsonl[/bold]
    """
    from monitor.cli.marks import plain_hits
    from monitor.config.rulefile import load_rules
    from monitor.rules import Matcher

    matcher = Matcher(load_rules(rules))
    written = 0
    with opened(items) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            item = read_item(line, f"{items}, line {number}")
            for found in matcher.match(item):
                plain = {
                    "item": item.key,
                    "rule": found.rule,
                    "score": round(found.score, 4),
                    "hits": plain_hits(found.hits),
                }
                sys.stdout.write(json.dumps(plain, ensure_ascii=False) + "\n")
                written += 1
                if written % _FLUSH_EVERY == 0:
                    sys.stdout.flush()
    sys.stdout.flush()


@contextmanager
def opened(path: Path, *, doing: str = "Matching") -> Iterator[Iterable[bytes]]:
    """The file's lines; on a terminal, with a bar that follows the reading."""
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    from monitor.cli import output

    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        file: BinaryIO = path.open("rb")
    except OSError as error:
        raise MonitorError(f"{path} can't be read: {error.strerror}") from error
    errors = output.console(stderr=True)
    with (
        file,
        Progress(
            TextColumn(doing),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=errors,
            transient=True,
            disable=not errors.is_terminal,
        ) as progress,
        progress.wrap_file(file, total=path.stat().st_size) as wrapped,
    ):
        yield wrapped


def read_item(line: bytes, place: str, *, dated: bool = False) -> Item:
    """Read one line of a file of items.

    Args:
        line: JSON.
        place: Where it stands, for errors.
        dated: Whether its date is wanted; else it may be anything.

    Raises:
        MonitorError: it is no item; says where and why.
    """
    from monitor.item import Item

    try:
        given: Any = json.loads(line)
    except ValueError as error:
        raise MonitorError(f"{place}: this is no JSON ({error})") from None
    if not isinstance(given, dict) or "id" not in given:
        raise MonitorError(f'{place}: an item is an object with at least "id" and "title"')

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
