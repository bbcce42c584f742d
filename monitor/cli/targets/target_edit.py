"""``targets add``, ``change``, ``pause``, ``resume``, ``remove``."""

from __future__ import annotations

import sys
from shlex import quote
from typing import Annotated

import typer

from monitor.cli.configuration.settings import SetOption, UnsetOption, settings
from monitor.cli.options import ConfigOption, find_config, load, takes_effect

NameArgument = Annotated[str, typer.Argument(help="The target's name.")]
UrlArgument = Annotated[
    str,
    typer.Argument(
        help="Where it sends: a Slack webhook, mailto://…, any URL of Apprise, or a reference to "
        "one such as env:DESK_URL; - reads it from standard input, so that it stands in no shell's "
        "history."
    ),
]


def add(
    name: Annotated[str, typer.Argument(help="What to call it.")],
    url: UrlArgument,
    given: SetOption = None,
    config: ConfigOption = None,
) -> None:
    """Add a target to the configuration file; its comments stay.

    A URL that holds a password or a token goes into a file of its own, secrets/NAME, which only its
    owner may read.

    Example: [bold]news-monitor targets add desk env:DESK_SLACK_URL[/bold]
    """
    from monitor.actions import targets as actions

    actions.add(find_config(config), name, _read(url), more=settings(given))
    typer.echo(f"Added {name}. {takes_effect(config)}{_needs(url)}")
    if note := actions.advice_on(url):
        typer.echo(f"  note: {note}")
    typer.echo(f"To try it: news-monitor targets test {quote(name)}")


def change(
    name: NameArgument,
    url: Annotated[
        str, typer.Option("--url", help="Where it sends instead; - is standard input.")
    ] = "",
    given: SetOption = None,
    unset: UnsetOption = None,
    config: ConfigOption = None,
) -> None:
    """Change a target in the configuration file; all other lines and its history stay.

    Example: [bold]news-monitor targets change desk --set quiet_hours=22:00-07:00[/bold]
    """
    from monitor.actions import targets as actions

    values = settings(given, unset)
    if url:
        values["url"] = _read(url)
    if not values:
        raise typer.BadParameter("say what to change: --url, --set or --unset")
    actions.change(find_config(config), name, values)
    typer.echo(f"Changed {name}. {takes_effect(config)}{_needs(url)}")
    if note := actions.advice_on(url):
        typer.echo(f"  note: {note}")


def _needs(url: str) -> str:
    """What a running daemon may lack for a target's address."""
    if not url.startswith(("env:", "credential:")):
        return ""
    kind, _, name = url.partition(":")
    what = f"variable {name} in its environment" if kind == "env" else f"credential {name}"
    return f" If that was started without the {what}, restart it with it."


def pause(name: NameArgument, config: ConfigOption = None) -> None:
    """Send nothing to a target, until it is resumed.

    What waits for it is sent once it is resumed; what is found meanwhile is listed as withheld.

    Example: [bold]news-monitor targets pause desk[/bold]
    """
    from monitor.actions import targets as actions

    actions.pause(find_config(config), name)
    typer.echo(f"Paused {name}. {takes_effect(config)}")


def resume(name: NameArgument, config: ConfigOption = None) -> None:
    """Send again to a paused target, or to one that wanted no more (410).

    Example: [bold]news-monitor targets resume desk[/bold]
    """
    from monitor.actions import targets as actions
    from monitor.cli.change import change as change_database

    actions.resume(find_config(config), name)
    loaded = load(config, secrets=False)
    if loaded.database.exists():
        change_database(loaded, lambda db: actions.ask_again(db, name))
    typer.echo(f"Resumed {name}. {takes_effect(config)}")


def remove(name: NameArgument, config: ConfigOption = None) -> None:
    """Remove a target from the configuration file, if no rule names it; its history stays.

    Example: [bold]news-monitor targets remove desk[/bold]
    """
    from monitor.actions import targets as actions

    actions.remove(find_config(config), name)
    typer.echo(f"Removed {name}. {takes_effect(config)}")


def _read(url: str) -> str:
    return sys.stdin.readline().strip() if url == "-" else url
