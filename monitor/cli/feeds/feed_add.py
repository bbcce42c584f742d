"""``feeds add``: a feed, the page of a site whose feed is looked for, or a search of engines.

Without this module feeds could be added by editing config.toml only.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, find_config, load
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.feeds.discovery.discover import Found

RESTART = "Restart a running daemon to apply this."
_PAUSE = 0.2
"""Seconds between two guesses at one site."""


def add(
    url: Annotated[
        str,
        typer.Argument(help="A feed, the web page of one, or a file beside the configuration."),
    ],
    name: Annotated[str, typer.Option("--name", help="What to call it.")] = "",
    tag: Annotated[list[str] | None, typer.Option("--tag", help="Repeat it for each tag.")] = None,
    all_found: Annotated[
        bool, typer.Option("--all", help="Of a page with several feeds, add all.")
    ] = False,
    pick: Annotated[
        str,
        typer.Option(
            "--pick",
            help="For a page without a feed: find its items, or take those of this CSS selector.",
        ),
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="With --pick: add it without asking.")] = False,
    unchecked: Annotated[
        bool, typer.Option("--unchecked", help="Add the URL as it is, without checking it.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Add a feed to the configuration file; its comments stay.

    Given a web page, a channel, a profile or a repository, it looks for the feed: the one that the
    page names, that its site has by a rule, that it links to, or at the usual places. If there are
    several, you choose; where nobody can be asked, the first is added and the others are listed.

    For example:

    [bold]news-monitor feeds add https://www.theguardian.com/world --tag world[/bold]

    [bold]news-monitor feeds add youtube.com/@NASA[/bold]

    [bold]news-monitor feeds add https://regulator.example/press --pick[/bold]
    """
    from monitor.actions import feeds
    from monitor.feeds.mail.address import is_mailbox

    path = find_config(config)
    if is_mailbox(url):
        raise MonitorError(
            "a mailbox needs a password, so it must be written by hand; add this to "
            f'{path}:\n  [[feeds]]\n  url = "{url}"\n  auth = {{ password = "env:MAIL_PASSWORD" }}'
        )
    tags = tuple(tag or ())
    if unchecked or ("://" not in url and (path.parent / url).exists()):
        feeds.add(path, url, name=name, tags=tags)
        typer.echo(f"Added {url}. {RESTART}")
        return
    if pick:
        from monitor.cli.feeds.feed_pick import add_page

        add_page(path, url, pick, name=name, tags=tags, yes=yes)
        return
    from monitor.cli.feeds.feed_choice import choose

    chosen = choose(_discovered(url, config), take_all=all_found)
    if name and len(chosen) > 1:
        raise MonitorError("--name names one feed, but several are to be added; leave it out")
    new = [feeds.NewFeed(found.url, name, tags) for found in chosen]
    if len(new) == 1:
        feeds.add(path, new[0].url, name=name, tags=tags)
        typer.echo(f"Added {new[0].url}. {RESTART}")
        return
    done = feeds.add_new(path, new)
    for each in new:
        typer.echo(f"{'Already there' if each.url in done.known else 'Added'}: {each.url}")
    if done.added:
        typer.echo(RESTART)


def _discovered(url: str, config: Path | None) -> list[Found]:
    from datetime import UTC, datetime
    from functools import partial

    from monitor.feeds.discovery.discover import discover
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
            pause=partial(time.sleep, _PAUSE),
        )
    if not looked.found:
        raise MonitorError(
            f"{url}: {looked.problem}\n"
            f"If it is a page of news without a feed: news-monitor feeds add {url} --pick\n"
            "If the address is right anyway, add it with --unchecked."
        )
    return list(looked.found)
