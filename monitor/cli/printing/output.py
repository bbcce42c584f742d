"""How answers look: tables for people, JSON for programs, times in the user's zone.

Feed text is a stranger's: nothing of it may act on the terminal (``printable``), and rich must not
read markup in it (``Text``).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

from monitor.human import DAYS, from_now
from monitor.printable import clean_lines

if TYPE_CHECKING:
    # Loaded by whatever prints with it: a daemon that never does is spared three megabytes.
    from rich.console import Console
    from rich.progress import Progress, ProgressColumn
    from rich.table import Table
    from rich.text import Text

Cell: TypeAlias = "str | Text"


def console(*, stderr: bool = False) -> Console:
    """A console for the real terminal; as wide as needed when piped."""
    from rich.console import Console

    width = None if (sys.stderr if stderr else sys.stdout).isatty() else 160
    return Console(stderr=stderr, highlight=False, width=width, soft_wrap=False)


def progress(*columns: ProgressColumn) -> Progress:
    """A progress bar on standard error, if that is a terminal; it disappears at the end.

    What a command writes meanwhile stays on standard output where that is a file or a pipe; on a
    terminal it is printed above the bar, long lines whole.
    """
    from rich.console import Console
    from rich.progress import Progress

    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    return Progress(
        *columns,
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
        redirect_stdout=sys.stdout.isatty(),
    )


def table(
    columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, right: Sequence[str] = ()
) -> Table:
    """A quiet table; the columns named in ``right`` are right-aligned."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(clean_lines(cell)) if isinstance(cell, str) else cell for cell in row))
    return made


def print_json(value: object) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def moment(value: datetime | None, zone: ZoneInfo) -> str:
    """``2025-02-13 09:14`` in the user's zone; a dash where there is none."""
    return "–" if value is None else f"{value.astimezone(zone):%Y-%m-%d %H:%M}"


def coming(value: datetime, now: datetime, zone: ZoneInfo) -> str:
    """``Mon 08:00`` within the week to come, else ``2025-02-24 08:00``; in the user's zone."""
    local = value.astimezone(zone)
    if not timedelta(0) <= value - now < timedelta(days=6):
        return moment(value, zone)
    return f"{DAYS[local.weekday()]} {local:%H:%M}"


def iso(value: datetime | None, zone: ZoneInfo) -> str | None:
    """Return a moment for JSON: ISO 8601 with seconds and the offset, in the user's zone."""
    return None if value is None else value.astimezone(zone).isoformat(timespec="seconds")


def relative(value: datetime | None, now: datetime) -> str:
    """``3 min ago``, ``in 2 h``, ``now``; a dash where there is none."""
    return "–" if value is None else from_now(value, now)
