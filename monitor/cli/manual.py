"""``man``: the manual page, made of the help of every command, so that the two can't differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

import typer

from monitor import __version__

_MARKUP = re.compile(r"\[/?bold\]")
_FILES = (
    ("config.toml", "What is watched and who is told; docs/configuration.md has every key."),
    (
        "~/.config/news-monitor/config.toml, /etc/news-monitor/config.toml",
        "Where it is looked for after $NEWS_MONITOR_CONFIG and ./config.toml.",
    ),
    ("news.db", "Everything found and sent, in SQLite; config.toml says where it is."),
)
_EXIT = (
    ("0", "Done; of status: all is well."),
    ("1", "It couldn't be done, and the message says why; of status: something is wrong."),
    ("2", "The command line isn't understood."),
    ("3", "Of status: no daemon is running."),
)


def man(context: typer.Context) -> None:
    """Print the manual page, for man.

    Example: [bold]news-monitor man | man -l -[/bold]
    """
    typer.echo(manual(context), nl=False)


def manual(context: typer.Context) -> str:
    """Return the page in roff, for man(7).

    Args:
        context: Of any command of the program.
    """
    return "\n".join(_page(cast("typer.Context", context.find_root()))) + "\n"


def _page(program: typer.Context) -> Iterator[str]:
    yield f'.TH NEWS\\-MONITOR 1 "" "news\\-monitor {roff(__version__)}" "User Commands"'
    yield ".SH NAME"
    yield r"news\-monitor \- watches news feeds and alerts you to each event once"
    yield ".SH SYNOPSIS"
    yield r"\fBnews\-monitor\fR \fICOMMAND\fR [\fIOPTIONS\fR] [\fIARGUMENTS\fR]"
    yield ".SH DESCRIPTION"
    yield from _paragraphs(program.command.help or "")
    yield from _paragraphs(program.command.epilog or "")
    yield ".SH OPTIONS"
    yield from _parameters(program)
    yield ".SH COMMANDS"
    yield from _commands(program, ())
    for title, rows in (("FILES", _FILES), ("EXIT STATUS", _EXIT)):
        yield f".SH {title}"
        for name, what in rows:
            yield from (".TP", rf"\fB{roff(name)}\fR", roff(what))


def _commands(group: typer.Context, before: tuple[str, ...]) -> Iterator[str]:
    for name, command in getattr(group.command, "commands", {}).items():
        if command.hidden:
            continue
        words = (*before, name)
        with command.make_context(name, [], parent=group, resilient_parsing=True) as context:
            pieces = [each for each in command.collect_usage_pieces(context) if each != "[OPTIONS]"]
            yield rf".SS {roff(' '.join((*words, *pieces)))}"
            yield from _paragraphs(command.help or "")
            yield from _parameters(context)
            yield from _commands(context, words)


def _parameters(context: typer.Context) -> Iterator[str]:
    for each in context.command.params:
        if record := each.get_help_record(context):
            name, what = record
            if what:
                yield from (".TP", rf"\fB{roff(name)}\fR", roff(what))


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if paragraph:
            yield from (".PP", roff(" ".join(paragraph.split())))


def roff(text: str) -> str:
    """Text that says in roff what it says here: no line of it is taken for a request."""
    plain = _MARKUP.sub("", text).replace(r"\[", "[").replace("\\", r"\e").replace("-", r"\-")
    plain = " ".join(plain.replace("'", r"\(aq").split())
    return rf"\&{plain}" if plain.startswith((".", "'")) else plain
