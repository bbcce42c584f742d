"""Which of the feeds that were found: asked on a terminal, decided and told elsewhere.

Without this module somebody who adds a page with a dozen feeds would get the first, whatever it is.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from shlex import quote
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import typer

from monitor.human import plural
from monitor.printable import clean

if TYPE_CHECKING:
    from monitor.feeds.discovery.found import Found


def choose(found: list[Found], *, take_all: bool) -> list[Found]:
    """Return which of the feeds to add, and print what was found.

    Args:
        found: The likeliest first; at least one.
        take_all: Whether all are wanted, so that nobody need be asked.
    """
    best, others = found[0], found[1:]
    if not others or take_all:
        for each in found:
            typer.echo(_line(each))
        return found
    if sys.stdin.isatty() and sys.stdout.isatty():
        return _asked(found)
    typer.echo(_line(best))
    typer.echo("Also found; add one by its address, or all of them with --all:")
    for other in others:
        typer.echo(f"  news-monitor feeds add {quote(_address(other))}  # {_about(other)}")
    return [best]


def _asked(found: list[Found]) -> list[Found]:
    typer.echo(f"{plural(len(found), 'feed')} were found:")
    for number, each in enumerate(found, 1):
        typer.echo(f"  {number:>2}  {_line(each)}")
    while True:
        said = str(typer.prompt("Which? A number, several with commas, or all", default="1"))
        wanted = chosen(said, len(found))
        if wanted:
            return [found[number - 1] for number in wanted]
        typer.echo(f"Write numbers from 1 to {len(found)}, such as 1,3, or all.")


def chosen(said: str, count: int) -> list[int]:
    """Return the numbers that an answer names, each once; empty if it can't be read.

    >>> chosen("3, 1", 4)
    [3, 1]
    """
    words = said.replace(",", " ").split()
    if words == ["all"]:
        return list(range(1, count + 1))
    if not all(word.isdecimal() and 1 <= int(word) <= count for word in words):
        return []
    return list(dict.fromkeys(map(int, words)))


def _line(found: Found) -> str:
    title = f" ({clean(found.title, limit=80)})" if found.title else ""
    return (
        f"{_address(found)}{title}: {plural(found.items, 'item')}; {found.how.value}{_age(found)}."
    )


def _about(found: Found) -> str:
    title = f"{clean(found.title, limit=80)}: " if found.title else ""
    return f"{title}{plural(found.items, 'item')}{_age(found)}"


def _age(found: Found) -> str:
    from monitor.cli.printing import output

    newest = f"; newest {output.relative(found.newest, datetime.now(UTC))}" if found.newest else ""
    return f"{newest}; readers' comments" if found.is_comments else newest


def _address(found: Found) -> str:
    """The address without a password; unlike in a log, its query is part of what is chosen."""
    parts = urlsplit(found.url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
