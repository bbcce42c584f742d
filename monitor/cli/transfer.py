"""``export``, ``import``, ``backup``, ``restore``: the database as a whole."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, load
from monitor.errors import MonitorError
from monitor.human import few, plural

if TYPE_CHECKING:
    from typing import TextIO


def export(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file to write; by default, the terminal."),
    ] = None,
    archived: Annotated[
        str, typer.Option("--archived", help="Of the archive, this month instead: 2026-10.")
    ] = "",
    config: ConfigOption = None,
) -> None:
    """Write everything in the database as JSON lines, which `import` reads.

    Works while the daemon runs; what comes in meanwhile is left out. Each month of the archive is
    a database of its own, and is written by --archived.

    Example: [bold]news-monitor export --output news.jsonl[/bold]
    """
    from monitor.store.database import reading
    from monitor.store.upkeep import transfer

    loaded = load(config, secrets=False)
    path = _path_of(archived, loaded.database)
    # The reading ends before the writing does: a reader of the pipe may take its time.
    with _written(output) as file, reading(path) as database:
        total = transfer.row_count(database)
        with _progress("Exporting", total) as advance:
            for count, line in enumerate(transfer.export_lines(database)):
                file.write(line)
                if count % 1_000 == 0:
                    advance(count)
    if output is not None:
        typer.echo(f"{plural(total, 'row')} written to {output}.")


def _path_of(month: str, database: Path) -> Path:
    """The database itself, or a month of its archive; the other months are named."""
    from monitor.store.archive import months as archive
    from monitor.store.database import reading

    with reading(database) as db:
        there = {each.name: each for each in archive.months(db) if each.batch}
    if not month:
        if there:
            typer.echo(
                f"The archive isn't in it: export each month by --archived, {few(there)}.", err=True
            )
        return database
    if month not in there:
        among = f"; there are {few(there)}" if there else ""
        raise MonitorError(f"{month} isn't in the archive{among}")
    there[month].check()
    return there[month].path


def import_(
    file: Annotated[Path, typer.Argument(help="What `export` wrote; - is standard input.")],
    config: ConfigOption = None,
) -> None:
    """Read an export into a new database, the one that the configuration names.

    Nothing is written unless the whole file can be read.

    Example: [bold]news-monitor import news.jsonl[/bold]
    """
    import sqlite_utils

    from monitor.store.database import Database
    from monitor.store.lock import InstanceLock
    from monitor.store.upkeep import transfer

    loaded = load(config, secrets=False)
    with (
        _read(file) as (lines, total),
        InstanceLock(loaded.database),
        Database(loaded.database, alone=True) as database,
        _progress("Importing", total) as advance,
    ):

        def write(db: sqlite_utils.Database) -> int:
            return transfer.import_lines(db, lines, done=advance)

        count = database.write(write)
    typer.echo(f"{plural(count, 'row')} read into {loaded.database}.")


def backup(
    file: Annotated[
        Path,
        typer.Argument(
            help="The copy to make; it must not exist yet. With --rotate: a folder, or a file "
            "whose name has {date} in it."
        ),
    ],
    rotate: Annotated[
        int | None,
        typer.Option(
            min=1, help="Name the copy with the date, and keep only the newest so many made so."
        ),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Copy the database, also while the daemon runs, and check the copy.

    The months of the archive are copied into a folder beside it, once when they are whole.
    With --rotate, older copies are removed once the new one is checked; never a file that
    --rotate didn't make.

    Example: [bold]news-monitor backup --rotate 7 /backups[/bold]
    """
    from monitor.store.archive import copies
    from monitor.store.upkeep import backup as store
    from monitor.store.upkeep import rotation

    loaded = load(config, secrets=False)
    if rotate is None:
        size = store.backup(loaded.database, file)
        typer.echo(f"{loaded.database} copied to {file} and checked: {size / 1e6:,.1f} MB.")
        _say_months(copies.copy_months(loaded.database, file.parent), "copied, too")
        return
    done = rotation.rotate(loaded.database, file, keep=rotate, now=datetime.now(UTC))
    removed = f", {plural(len(done.removed), 'older one')} removed" if done.removed else ""
    typer.echo(
        f"{loaded.database} copied to {done.made} and checked: {done.size / 1e6:,.1f} MB. "
        f"{plural(done.kept, 'backup')} there{removed}."
    )
    _say_months(copies.copy_months(loaded.database, done.made.parent), "copied, too")


def restore(
    file: Annotated[Path, typer.Argument(help="A copy that `backup` made.")],
    config: ConfigOption = None,
) -> None:
    """Put a backup in the database's place; the old one is kept beside it.

    Stop the daemon first. Items newer than the backup come in again if their feeds still have
    them, and are sent again.

    Example: [bold]news-monitor restore /backups/news-2025-02-13.db[/bold]
    """
    from monitor.store.archive import copies
    from monitor.store.upkeep import backup as store

    loaded = load(config, secrets=False)
    kept = store.restore(file, loaded.database, now=datetime.now(UTC))
    old = f" The old one is {kept}." if kept else ""
    typer.echo(f"{loaded.database} is now what {file} holds.{old}")
    _say_months(copies.put_back(file, loaded.database), "put back, too")


def _say_months(names: list[str], what: str) -> None:
    if names:
        typer.echo(f"{plural(len(names), 'month')} of the archive {what}: {few(names)}.")


@contextmanager
def _written(path: Path | None) -> Iterator[TextIO]:
    """Open a file that gets its name only once it is whole; or one that is then printed."""
    if path is None:
        with TemporaryFile("w+", encoding="utf-8", newline="\n") as file:
            yield file
            file.seek(0)
            shutil.copyfileobj(file, sys.stdout)
        return
    making = path.with_name(f".{path.name}.part")
    try:
        with making.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        making.replace(path)
    except OSError as error:
        raise MonitorError(f"{path} can't be written: {error.strerror}") from error
    finally:
        making.unlink(missing_ok=True)


@contextmanager
def _read(path: Path) -> Iterator[tuple[Iterable[str], int | None]]:
    """The lines of a file, and how many rows they hold, where that can be told."""
    if str(path) == "-":
        yield sys.stdin, None
        return
    try:
        with path.open("rb") as counted:
            lines = sum(chunk.count(b"\n") for chunk in iter(lambda: counted.read(1 << 20), b""))
        with path.open(encoding="utf-8", newline="\n") as file:
            yield file, lines - 1
    except OSError as error:
        raise MonitorError(f"{path} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise MonitorError(f"{path} isn't an export: it isn't UTF-8 text") from error


@contextmanager
def _progress(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal, if there is one."""
    from rich.progress import (
        BarColumn,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    from monitor.cli.printing import output

    with output.progress(
        TextColumn(what), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()
    ) as progress:
        task = progress.add_task(what, total=total)
        yield lambda count: progress.update(task, completed=count)
