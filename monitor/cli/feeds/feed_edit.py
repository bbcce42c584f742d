"""``feeds change``, ``pause``, ``resume``, ``remove``, ``poll``: feeds that are there already."""

from __future__ import annotations

from datetime import UTC, datetime
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.configuration.settings import SetOption, UnsetOption, settings
from monitor.cli.feeds import feed_show
from monitor.cli.options import ConfigOption, find_config, load, takes_effect
from monitor.errors import MonitorError

if TYPE_CHECKING:
    import sqlite_utils

FeedArgument = Annotated[str, typer.Argument(help="Its URL, name or title.")]


def change(
    feed: FeedArgument,
    name: Annotated[str, typer.Option("--name", help="What to call it instead.")] = "",
    tag: Annotated[
        list[str] | None, typer.Option("--tag", help="Tags instead of its own. Repeat it for each.")
    ] = None,
    given: SetOption = None,
    unset: UnsetOption = None,
    config: ConfigOption = None,
) -> None:
    """Change a feed in the configuration file; all other lines and its history stay.

    Example: [bold]news-monitor feeds change Example --set interval=15m --tag business[/bold]
    """
    from monitor.actions import feeds

    values = settings(given, unset)
    if name:
        values["name"] = name
    if tag:
        values["tags"] = list(tag)
    if not values:
        raise typer.BadParameter("say what to change: --name, --tag, --set or --unset")
    feeds.change(find_config(config), feed, values)
    typer.echo(f"Changed {feed}. {takes_effect(config)}")


def pause(feed: FeedArgument, config: ConfigOption = None) -> None:
    """Poll a feed no longer, until it is resumed; no list of feeds brings it back.

    Example: [bold]news-monitor feeds pause https://www.theguardian.com/world/rss[/bold]
    """
    from monitor.actions import feeds

    feeds.pause(find_config(config), feed)
    typer.echo(f"Paused {feed}. {takes_effect(config)}")


def resume(feed: FeedArgument, config: ConfigOption = None) -> None:
    """Poll a paused feed again.

    Example: [bold]news-monitor feeds resume https://www.theguardian.com/world/rss[/bold]
    """
    from monitor.actions import feeds

    feeds.resume(find_config(config), feed)
    typer.echo(f"Resumed {feed}. {takes_effect(config)}")


def remove(feed: FeedArgument, config: ConfigOption = None) -> None:
    """Remove a feed from the configuration file; its history stays.

    Example: [bold]news-monitor feeds remove https://www.theguardian.com/world/rss[/bold]
    """
    from monitor.actions import feeds

    feeds.remove(find_config(config), feed)
    typer.echo(f"Removed {feed}. {takes_effect(config)}")


def poll(feed: feed_show.FeedArgument, config: ConfigOption = None) -> None:
    """Have the running daemon poll a feed now, whatever its schedule says.

    To see what a feed brings without storing it, use [bold]feeds test[/bold].

    Example: [bold]news-monitor feeds poll sample[/bold]
    """
    from monitor.actions import feeds, which_feed
    from monitor.actions.configuration import is_paused, written
    from monitor.cli.change import change as write
    from monitor.store.lock import is_held

    loaded, now = load(config, secrets=False), datetime.now(UTC)
    paused = {url for url, entry in written(loaded.path).feeds.items() if is_paused(entry)}

    def poll_it(db: sqlite_utils.Database) -> str:
        row = which_feed.find(db, feed)
        if row.url in paused:
            raise MonitorError(
                f"{row.label} is paused; to poll it again: "
                f"news-monitor feeds resume {quote(row.label)}"
            )
        return feeds.poll_now(db, row.id, now=now)

    label = write(loaded, poll_it)
    when = "within seconds" if is_held(loaded.database) else "when `news-monitor run` is started"
    typer.echo(f"{label} will be polled {when}.")
