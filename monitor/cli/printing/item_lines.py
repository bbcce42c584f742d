"""Files of items: an item as JSON in each line, for ``match``, ``stories`` and ``backtest``.

Without it one bad line of a million would end the reading, or be passed over in silence: here it is
named, with a reason that isn't Python's, and the others are read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import typer

from monitor.errors import MonitorError
from monitor.human import plural

if TYPE_CHECKING:
    from rich.progress import Progress

    from monitor.item import Item

_COMPLAINTS = 10
"""Lines that can't be read of which one is told what is wrong; the others are counted."""
_DATES = ("published", "published_ms", "date")


class ItemLines:
    """The items of a file, and how many of its lines couldn't be read.

    Args:
        path: The file; - is standard input.
        doing: What a bar on the terminal says is done.
        dated: Whether dates are wanted; else they may be anything.
        unique: Whether a second item of the same id is an error.
    """

    def __init__(
        self, path: Path, *, doing: str, dated: bool = False, unique: bool = False
    ) -> None:
        self._path = path
        self._doing = doing
        self._dated = dated
        self._first: dict[str | int, int] | None = {} if unique else None
        self._unread = 0

    def __iter__(self) -> Iterator[tuple[str | int, Item]]:
        """Each item with its id as it stands in the file; a line that can't be read is named."""
        with _opened(self._path, doing=self._doing) as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    yield self._read(number, line)
                except _LineError as error:
                    self._unread += 1
                    if self._unread <= _COMPLAINTS:
                        told = f"{self._path}, line {number}: {error}"
                        typer.echo(f"news-monitor: {told}", err=True)

    def finish(self, others: str) -> None:
        """Say that lines were left out, if any were; ``others``: what became of the others.

        Raises:
            MonitorError: they were.
        """
        sys.stdout.flush()
        if self._unread:
            raise MonitorError(
                f"{plural(self._unread, 'line')} of {self._path} left out; the others {others}"
            )

    def _read(self, number: int, line: bytes) -> tuple[str | int, Item]:
        given = _object(line)
        item = _item(given, dated=self._dated)
        id_: str | int = given["id"]
        if self._first is not None and self._first.setdefault(id_, number) != number:
            raise _LineError(f'line {self._first[id_]} has the same "id", {_json(id_)}')
        return id_, item


def as_line(value: object) -> str:
    """One line; half a character that the input named by its escape is written so again."""
    return _json(value) + "\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


class _LineError(Exception):
    """A line is no item; says why."""


@contextmanager
def _opened(path: Path, *, doing: str) -> Iterator[Iterable[bytes]]:
    """The file's lines; on a terminal, with a bar that follows the reading."""
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    from monitor.cli.printing import output

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


def _object(line: bytes) -> dict[str, Any]:
    try:
        given: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise _LineError(f"this isn't JSON; see character {error.pos + 1}") from None
    except UnicodeDecodeError:
        raise _LineError("this isn't UTF-8") from None
    except RecursionError:
        raise _LineError("this isn't an item: it is nested too deeply") from None
    except ValueError:
        raise _LineError("a number in it has too many digits") from None
    if not isinstance(given, dict) or given.get("id") in (None, ""):
        raise _LineError('an item is an object with at least "id" and "title"')
    if not isinstance(given["id"], str | int) or isinstance(given["id"], bool):
        raise _LineError('"id" must be text or a whole number')
    return given


def _item(given: Mapping[str, Any], *, dated: bool) -> Item:
    from monitor.item import Item

    def text(name: str) -> str:
        value = given.get(name)
        if value is None:
            return ""
        if not isinstance(value, str | int | float):
            raise _LineError(f'"{name}" must be text')
        return str(value)

    tags = given.get("tags") or ()
    if not isinstance(tags, list | tuple) or not all(isinstance(tag, str) for tag in tags):
        raise _LineError('"tags" must be a list of texts')
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
        published=_published(given) if dated else None,
    )


def _published(given: Mapping[str, Any]) -> datetime | None:
    """ISO 8601, in UTC where it names no zone, or milliseconds since 1970."""
    name = next((name for name in _DATES if given.get(name) not in (None, "")), "")
    if not name:
        return None
    moment = _moment(given[name])
    if moment is None or not _EARLIEST <= moment < _LATEST:
        raise _LineError(
            f'"{name}" is not a plausible date; write it as 2025-02-13T08:14:00Z '
            "or in milliseconds since 1970"
        )
    return moment


def _moment(value: object) -> datetime | None:
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC)
        if isinstance(value, str):
            moment = datetime.fromisoformat(value)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


_EARLIEST, _LATEST = datetime(1000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
"""Nobody published news before, or will after; seconds taken for milliseconds lie between."""
