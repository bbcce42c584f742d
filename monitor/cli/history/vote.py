"""``vote``: whether a match was any good."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.change import change
from monitor.cli.options import ConfigOption, load
from monitor.errors import MonitorError
from monitor.printable import clean

if TYPE_CHECKING:
    import sqlite_utils


class Vote(StrEnum):
    """What can be said of a match."""

    GOOD = "good"
    BAD = "bad"
    NONE = "none"


def vote(
    match: Annotated[
        str,
        typer.Argument(
            help="A match's ID, as 'matches --ids' shows it; or, with --rule, an item's link, "
            "title or ID."
        ),
    ],
    value: Annotated[Vote, typer.Argument(help="none takes a vote back.")],
    rule: Annotated[
        str, typer.Option("--rule", "-r", help="The rule, where MATCH names an item.")
    ] = "",
    config: ConfigOption = None,
) -> None:
    """Vote a match good or bad; 'rules' and 'stats' show the share of good ones.

    'rules suggest' learns from it what to add to a rule and what to exclude.

    For example:

    [bold]news-monitor vote 17 bad[/bold]

    [bold]news-monitor vote https://example.com/story good --rule 'Apple in China'[/bold]
    """
    from monitor.actions import votes
    from monitor.cli.rules.rules import share
    from monitor.store.database import reading
    from monitor.store.history import feedback

    loaded, now = load(config, secrets=False), datetime.now(UTC)
    with reading(loaded.database) as reader:
        match_id = _find(reader, match, rule)
    voted = change(loaded, lambda db: votes.vote(db, match_id, value.value, now=now))
    with reading(loaded.database) as reader:
        good, bad = feedback.precision(reader).get(voted.rule, (0, 0))
    said = "Vote taken back" if value is Vote.NONE else value.value.capitalize()
    told = f"{share(good, bad)} voted on are good" if good + bad else "no votes"
    typer.echo(f"{said}: {clean(voted.title)}")
    typer.echo(f"  {clean(voted.rule)}: {told}")


def _find(db: sqlite_utils.Database, match: str, rule: str) -> int:
    from monitor.store.history import feedback
    from monitor.store.writing import items

    if not rule:
        if match.isascii() and match.isdigit() and len(match) < 19:
            return int(match)
        raise MonitorError(
            f"{match!r} isn't the ID of a match ('news-monitor matches --ids' lists them); "
            "to vote by an item's link or title, name the rule with --rule"
        )
    for item_id in items.find(db, match):
        if (found := feedback.match_of(db, item_id, rule)) is not None:
            return found
    raise MonitorError(f'"{rule}" has no match of an item {match!r}')
