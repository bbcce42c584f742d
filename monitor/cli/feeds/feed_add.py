"""``feeds add``: a feed, or the page of a site whose feed is looked for.

Without this module feeds could be added by editing config.toml only.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, find_config, load
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.feeds.discovery import Found

_RESTART = "Restart a running daemon to apply this."


def add(
    url: Annotated[
        str, typer.Argument(help="A feed, the web page of one, or a file beside the configuration.")
    ],
    name: Annotated[str, typer.Option("--name", help="What to call it.")] = "",
    tag: Annotated[list[str] | None, typer.Option("--tag", help="Repeat it for each tag.")] = None,
    unchecked: Annotated[
        bool, typer.Option("--unchecked", help="Add the URL as it is, without checking it.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Add a feed to the configuration file; its comments stay.

    Given a web page, it adds the feed that the page names, or one found at the usual places.

    Example: [bold]news-monitor feeds add https://www.theguardian.com/world --tag world[/bold]
    """
    from monitor.actions import feeds
    from monitor.net.location import shown

    path = find_config(config)
    if "://" in url or not (path.parent / url).exists():
        found = [] if unchecked else _discovered(url, config)
        if found:
            url = found[0].url
            title = f" ({found[0].title})" if found[0].title else ""
            typer.echo(f"{shown(url)}{title}: {found[0].items} items; {found[0].how.value}.")
        for other in found[1:]:
            typer.echo(f"  also found: {other.url} {other.title}".rstrip())
    feeds.add(path, url, name=name, tags=tuple(tag or ()))
    typer.echo(f"Added {url}. {_RESTART}")


def _discovered(url: str, config: Path | None) -> list[Found]:
    from datetime import UTC, datetime
    from functools import partial

    from monitor.feeds.discovery import discover
    from monitor.feeds.http.connection import Connections
    from monitor.feeds.http.fetch import fetch
    from monitor.feeds.parsing.parse import parse_feed
    from monitor.feeds.parsing.sandbox import Sandbox
    from monitor.feeds.state.outcome import PollRequest

    allow = load(config, secrets=False).allow_private
    with Connections() as connections, Sandbox(parse_feed, workers=1) as parse:
        looked = discover(
            PollRequest(url=url, allow_private=allow),
            fetch=partial(fetch, now=datetime.now(UTC), connections=connections),
            parse=parse,
        )
    if not looked.found:
        raise MonitorError(
            f"{url}: {looked.problem}\nIf the address is right anyway, add it with --unchecked."
        )
    return list(looked.found)
