"""``rules add``: another rule in the configuration file.

Without this module a rule could be written only in an editor.
"""

from __future__ import annotations

from shlex import quote
from typing import Annotated

import typer

from monitor.cli.configuration.settings import SetOption, settings
from monitor.cli.options import ConfigOption, find_config, load, takes_effect


def add(
    name: Annotated[str, typer.Argument(help="What to call it.")],
    match: Annotated[str, typer.Argument(help="What to watch for, such as 'Apple + China + AI'.")],
    target: Annotated[
        list[str] | None, typer.Option("--target", "-t", help="Targets to alert. Default: all.")
    ] = None,
    given: SetOption = None,
    config: ConfigOption = None,
) -> None:
    """Add a rule to the configuration file; its comments stay.

    Example: [bold]news-monitor rules add 'Apple in China' 'Apple + China + AI'[/bold]
    """
    from monitor.actions import rules as actions
    from monitor.cli.rules.known import known_words
    from monitor.cli.rules.routes import route
    from monitor.rules.suggest.advice import with_advice

    rule = actions.add(
        find_config(config), name, match, targets=tuple(target or ()), more=settings(given)
    )
    typer.echo(f"Added {name}: {rule.canonical}")
    loaded = load(config, secrets=False)
    widened = next((each for each in loaded.rules if each.name == name), rule)
    for warning in with_advice(widened, known_words(loaded)).warnings:
        typer.echo(f"  note: {warning}")
    if name in loaded.policies:
        names = {feed.url: feed.name for feed in loaded.feeds if feed.name}
        typer.echo(f"It tells {route(loaded.policies[name], loaded.targets, names)}.")
    typer.echo(takes_effect(config))
    typer.echo(
        "It watches for what comes from now on; what it would have found before: "
        f"news-monitor backtest --rule {quote(name)}"
    )
    typer.echo(
        "To have Google News, Bing News and others searched for it, too: "
        f"news-monitor feeds add --rule {quote(name)}"
    )
