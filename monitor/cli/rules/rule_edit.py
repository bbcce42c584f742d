"""``rules change``, ``pause``, ``resume``, ``remove``: rules that are there already."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli.configuration.settings import SetOption, UnsetOption, settings
from monitor.cli.options import ConfigOption, find_config, takes_effect

NameArgument = Annotated[str, typer.Argument(help="The rule's name.")]


def change(
    name: NameArgument,
    match: Annotated[str, typer.Option("--match", "-m", help="What to watch for instead.")] = "",
    target: Annotated[
        list[str] | None,
        typer.Option("--target", "-t", help="Targets to alert instead. Repeat it for each."),
    ] = None,
    given: SetOption = None,
    unset: UnsetOption = None,
    config: ConfigOption = None,
) -> None:
    """Change a rule in the configuration file; all other lines and its history stay.

    For example:

    [bold]news-monitor rules change 'Apple in China' --match 'Apple + China + (AI | chip)'[/bold]

    [bold]news-monitor rules change 'Apple in China' --set urgent=true --unset quiet_hours[/bold]
    """
    from monitor.actions import rules as actions

    values = settings(given, unset)
    if match:
        values["match"] = match
    if target:
        values["targets"] = list(target)
    if not values:
        raise typer.BadParameter("say what to change: --match, --target, --set or --unset")
    actions.change(find_config(config), name, values)
    typer.echo(f"Changed {name}. {takes_effect(config)}")


def pause(name: NameArgument, config: ConfigOption = None) -> None:
    """Watch for a rule no longer, until it is resumed.

    To have it go on matching but send nothing for some hours, see [bold]silence[/bold].

    Example: [bold]news-monitor rules pause 'Apple in China'[/bold]
    """
    from monitor.actions import rules as actions

    actions.pause(find_config(config), name)
    typer.echo(f"Paused {name}. {takes_effect(config)}")


def resume(name: NameArgument, config: ConfigOption = None) -> None:
    """Watch for a paused rule again.

    Example: [bold]news-monitor rules resume 'Apple in China'[/bold]
    """
    from monitor.actions import rules as actions

    actions.resume(find_config(config), name)
    typer.echo(f"Resumed {name}. {takes_effect(config)}")


def remove(name: NameArgument, config: ConfigOption = None) -> None:
    """Remove a rule from the configuration file; its history stays.

    Example: [bold]news-monitor rules remove 'Apple in China'[/bold]
    """
    from monitor.actions import rules as actions

    actions.remove(find_config(config), name)
    typer.echo(f"Removed {name}. {takes_effect(config)}")
