"""``feeds add --pick``: a page without a feed, read by selectors that are proposed or given.

Without this module whoever wants to watch such a page would have to write selectors blindly.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand

from monitor.cli.options import load, takes_effect
from monitor.errors import MonitorError
from monitor.human import plural
from monitor.printable import clean

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.feeds.http.fetched import Fetched
    from monitor.feeds.pages.proposal import Proposal

SHOWN = 5
"""Items of a page that are shown."""
_PROPOSE = "propose"


class PickCommand(TyperCommand):
    """``--pick`` alone asks for proposals; with a selector behind it, that one is used."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give ``--pick`` a value where it has none."""
        made: list[str] = []
        for number, word in enumerate(args):
            made.append(word)
            following = args[number + 1] if number + 1 < len(args) else "-"
            if word == "--pick" and (following.startswith("-") or "://" in following):
                made.append(_PROPOSE)
        return super().parse_args(ctx, made)


def add_page(
    path: Path, url: str, selector: str, *, name: str, tags: tuple[str, ...], yes: bool
) -> None:
    """Show what a page reads like by selectors, and add it.

    Args:
        path: The configuration file.
        url: The page.
        selector: What one item is; ``propose`` asks for proposals.
        name: What to call it.
        tags: What its items are tagged with.
        yes: Don't ask.

    Raises:
        MonitorError: It can't be fetched, nothing is found in it, or nobody agreed.
    """
    from monitor.actions import feeds

    config = load(path, secrets=False)
    page = _fetched(url, config)
    found = _proposed(page, url) if selector == _PROPOSE else [_read(page, url, selector)]
    for number, each in enumerate(found, 1):
        _show(each, config, number=number if len(found) > 1 else 0)
    if any(feed.url == url for feed in config.feeds):
        typer.echo(
            "This page is in your configuration already. To read it this way, add below its url:\n"
            f"  {_toml(found[0])}"
        )
        return
    chosen = found[0] if yes else _asked(found)
    added = feeds.NewFeed(url, name, tags, pick=(("item", chosen.pick.item),))
    feeds.add_new(path, [added])
    typer.echo(f"Added {url} with {_toml(chosen)}. {takes_effect(config.path)}")


def _asked(found: list[Proposal]) -> Proposal:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise MonitorError(
            "nothing was added: if the items above are the right ones, run it again with --yes, or "
            "name another selector with --pick SELECTOR"
        )
    if len(found) == 1:
        if not typer.confirm("Are these the right items? Add the page?", default=True):
            raise MonitorError("nothing was added; name another selector with --pick SELECTOR")
        return found[0]
    while True:
        said = str(typer.prompt("Which are the right items? A number, or none", default="1"))
        if said.strip().lower() in {"none", "n", "0"}:
            raise MonitorError("nothing was added; name a selector with --pick SELECTOR")
        if said.isdecimal() and 1 <= int(said) <= len(found):
            return found[int(said) - 1]


def _show(proposal: Proposal, config: Config, *, number: int) -> None:
    from monitor.cli.printing import output

    entries, out = proposal.channel.entries, output.console()
    count = f"{number}  " if number else ""
    out.print(f"{count}{proposal.pick.item}", style="bold", markup=False)
    undated = sum(entry.published is None for entry in entries)
    dates = ", none has a date" if undated == len(entries) else ""
    out.print(f"{plural(len(entries), 'item')}{dates}; the first of them:", markup=False)
    rows = [
        [
            f"{entry.published.astimezone(config.timezone):%Y-%m-%d}" if entry.published else "–",
            clean(entry.title, limit=90),
            clean(entry.link, limit=90),
        ]
        for entry in entries[:SHOWN]
    ]
    out.print(output.table(["Published", "Title", "Link"], rows))
    out.print()


def _toml(proposal: Proposal) -> str:
    item = proposal.pick.item
    quote = "'" if '"' in item and "'" not in item else '"'
    return f"pick = {{ item = {quote}{item}{quote} }}"


def _fetched(url: str, config: Config) -> Fetched:
    from datetime import UTC, datetime

    from monitor.feeds.http.connection import Connections
    from monitor.feeds.http.fetch import fetch
    from monitor.feeds.http.fetched import Fetched
    from monitor.feeds.state.outcome import Failed, PollRequest

    with Connections() as connections:
        answer = fetch(
            PollRequest(url=url, allow_private=config.allow_private),
            now=datetime.now(UTC),
            connections=connections,
        )
    if isinstance(answer, Failed):
        raise MonitorError(f"{url}: {answer.message}")
    assert isinstance(answer, Fetched)  # without validators nothing is "not modified"
    return answer


def _proposed(page: Fetched, url: str) -> list[Proposal]:
    from monitor.feeds.pages.proposal import propose
    from monitor.feeds.parsing.sandbox import KilledError, Sandbox

    with Sandbox(propose, workers=1) as look:
        try:
            found = look(page.body, content_type=page.content_type, url=page.final_url)
        except KilledError as error:
            raise MonitorError(f"{url}: {error}") from None
    if not found:
        raise MonitorError(
            f"{url}: nothing on this page looks like a list of news. Perhaps a script fills it in, "
            "which news-monitor doesn't run; or name a selector: --pick 'li.release'"
        )
    return found


def _read(page: Fetched, url: str, selector: str) -> Proposal:
    from monitor.feeds.pages.proposal import read_by
    from monitor.feeds.pages.selector import check_selector
    from monitor.feeds.parsing.sandbox import KilledError, Sandbox

    try:
        check_selector(selector)
    except ValueError as error:
        raise MonitorError(f'"{selector}" {error}') from None
    with Sandbox(read_by, workers=1) as read:
        try:
            found = read(selector, page.body, content_type=page.content_type, url=page.final_url)
        except KilledError as error:
            raise MonitorError(f"{url}: {error}") from None
    if not found.channel.entries:
        raise MonitorError(
            f'{url}: the selector "{selector}" finds nothing on it; leave it out to get proposals'
        )
    return found
