"""``feeds add``: a feed, the page of a site whose feed is looked for, or a search of engines.

Without this module feeds could be added by editing config.toml only.
"""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from monitor.cli.options import ConfigOption, find_config, load, takes_effect
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.feeds.discovery.found import Found

_BY_HAND = "a mailbox needs a password, so it must be written by hand"


def add(
    url: Annotated[
        str,
        typer.Argument(help="A feed, a web page, or a file beside the configuration."),
    ] = "",
    name: Annotated[str, typer.Option("--name", help="What to call it.")] = "",
    tag: Annotated[
        list[str] | None, typer.Option("--tag", help="A tag for the feed. Repeat it for each.")
    ] = None,
    all_found: Annotated[
        bool, typer.Option("--all", help="If a page has several feeds, add all of them.")
    ] = False,
    pick: Annotated[
        str,
        typer.Option(
            "--pick",
            help="For a page without a feed: find its items, or take those of this CSS selector.",
        ),
    ] = "",
    unchecked: Annotated[
        bool, typer.Option("--unchecked", help="Add the URL as it is, without checking it.")
    ] = False,
    search: Annotated[
        str, typer.Option("--search", help="Instead of a URL: a rule's text to search for.")
    ] = "",
    rule: Annotated[
        str, typer.Option("--rule", help="Instead of a URL: one of your rules to search for.")
    ] = "",
    lang: Annotated[
        str, typer.Option("--lang", help="Languages to search in, such as en,de or en-GB.")
    ] = "",
    engine: Annotated[
        list[str] | None,
        typer.Option(
            "--engine",
            help="A search engine: google, bing, gdelt, hackernews, reddit. Repeat it for each. "
            "Default: all.",
        ),
    ] = None,
    yes: Annotated[
        bool,
        typer.Option("--yes", "-y", help="Add the search feeds, or the page, without asking."),
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Add a feed to the configuration file; its comments stay.

    Given a web page, a channel, a profile or a repository, it looks for the feed. If there are
    several, you choose; in a script the first is added and the others are listed.

    [bold]news-monitor feeds add https://www.theguardian.com/world --tag world[/bold]

    [bold]news-monitor feeds add youtube.com/@NASA[/bold]

    [bold]news-monitor feeds add https://regulator.example/press --pick[/bold]

    With --search or --rule it makes search feeds out of a rule: of Google News, Bing News, GDELT,
    Hacker News and Reddit. It shows each query before it adds it.

    [bold]news-monitor feeds add --search 'Apple + China + AI' --lang en,de[/bold]
    """
    if sum(map(bool, (url, search, rule))) != 1:
        raise typer.BadParameter("give a URL, --search or --rule, one of the three")
    path = find_config(config)
    if url.startswith(("imap://", "imaps://")):
        raise MonitorError(f"{_BY_HAND}; add this to {path}:\n{_written(url)}")
    tags = tuple(tag or ())
    if search or rule:
        from monitor.cli.feeds.feed_search import add_searches

        add_searches(
            path, text=search, rule=rule, lang=lang, engines=engine or (), tags=tags, yes=yes,
            name=name,
        )  # fmt: skip
        return
    from monitor.actions import feeds

    if unchecked or _is_feed_file(path.parent, url):
        feeds.add(path, url, name=name, tags=tags)
        typer.echo(f"Added {url}. {takes_effect(config)}")
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
        typer.echo(f"Added {new[0].url}. {takes_effect(config)}")
        return
    done = feeds.add_new(path, new)
    for each in new:
        typer.echo(f"{'Already there' if each.url in done.known else 'Added'}: {each.url}")
    if done.added:
        typer.echo(takes_effect(config))


def _is_feed_file(folder: Path, url: str) -> bool:
    """Whether it names a file that is a feed.

    Raises:
        MonitorError: It names another file; says what it is, and what to do about it.
    """
    from monitor.feeds.polling.poll import open_poller
    from monitor.feeds.state.outcome import Failed, PollRequest

    file = folder / url
    if "://" in url or not file.exists():
        return False
    with open_poller(parsers=1, workers=1) as poller:
        request = PollRequest(url=file.absolute().as_uri(), path=file)
        outcome = poller.submit(request).result()
    if isinstance(outcome, Failed):
        raise MonitorError(
            f"{file}: {outcome.message}\nIf it will be a feed later, add it with --unchecked."
        )
    return True


def _discovered(url: str, config: Path | None) -> list[Found]:
    from monitor.feeds.discovery.look import look_for_feeds

    looked = look_for_feeds(url, allow_private=load(config, secrets=False).allow_private)
    if not looked.has_feeds:
        raise MonitorError(f"{url}: {looked.problem}")
    if not looked.found:
        raise MonitorError(
            f"{url}: {looked.problem}\n"
            f"If it is a page of news without a feed: news-monitor feeds add {quote(url)} --pick\n"
            "If the address is right anyway, add it with --unchecked."
        )
    return list(looked.found)


def _written(url: str) -> str:
    """How a mailbox is written in the configuration: its password never in the address."""
    try:
        parts = urlsplit(url)
        bare = parts._replace(netloc=f"{parts.username}@{parts.netloc.rpartition('@')[2]}")
        url, user = (bare.geturl(), True) if parts.username else (url, False)
    except ValueError:
        user = True
    names = "" if user else 'user = "env:MAIL_USER", '
    return f'  [[feeds]]\n  url = "{url}"\n  auth = {{ {names}password = "env:MAIL_PASSWORD" }}'
