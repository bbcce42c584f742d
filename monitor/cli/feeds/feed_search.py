"""``feeds add --search`` and ``--rule``: search feeds out of a rule, shown before they are added.

Without this module somebody who watches a subject would first have to find every feed about it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from monitor.cli.options import takes_effect
from monitor.errors import MonitorError
from monitor.human import plural

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.rules import Rule
    from monitor.search_feeds.engines import Engine
    from monitor.search_feeds.search_feeds import Searches, SearchFeed, Zipf


def add_searches(
    path: Path,
    *,
    text: str = "",
    rule: str = "",
    lang: str = "",
    engines: Sequence[str] = (),
    tags: tuple[str, ...] = (),
    name: str = "",
    yes: bool = False,
) -> None:
    """Show the search feeds of a rule, and add those that are confirmed.

    Args:
        path: The configuration file.
        text: The rule's text; or
        rule: the name of one of the configuration's.
        lang: Languages, as ``en,de``; empty: those that the rule itself asks for, or English.
        engines: Keys or names of engines; empty: all.
        tags: Beside ``search``.
        name: What to call the search; empty: as the rule.
        yes: Add all without asking.

    Raises:
        MonitorError: The rule, an engine or a language isn't known, nothing can be asked, or
            nobody can confirm it; the file is as it was.
    """
    from monitor.actions import feeds
    from monitor.cli.rules.known import known_words
    from monitor.config import load_config
    from monitor.search_feeds.engines import TAG

    loaded = load_config(path, environ={}, secrets=False)
    zipf = known_words(loaded).zipf
    searches = _searches(_rule(loaded, text, rule), lang, engines, name, zipf)
    _show(searches)
    if not searches.feeds:
        raise MonitorError("nothing in this rule can be searched for")
    wanted = list(searches.feeds)
    if not yes:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise MonitorError("nothing was added; add these feeds with --yes")
        wanted = _confirmed(wanted)
    new = [feeds.NewFeed(each.url, each.name, (TAG, *tags)) for each in wanted]
    done = feeds.add_new(path, new)
    if done.known:
        typer.echo(f"Already there: {plural(len(done.known), 'search feed')}.")
    added = plural(len(done.added), "search feed")
    restart = f" {takes_effect(loaded.path)}" if done.added else ""
    typer.echo(f"Added {added}.{restart}")
    if text and done.added and not any(each.match == text for each in loaded.rules):
        typer.echo(
            "Your rules decide on what they bring; to add this one: "
            f"news-monitor rules add NAME '{text}'"
        )


def _rule(config: Config, text: str, name: str) -> Rule:
    from monitor.config import make_rule
    from monitor.config.reading.problems import suggest

    if text:
        return make_rule(text, name="", aliases=config.aliases)
    found = next((each for each in config.rules if each.name.casefold() == name.casefold()), None)
    if found is None:
        near = suggest(name, [each.name for each in config.rules])
        raise MonitorError(f'there is no rule "{name}"{near}; `news-monitor rules` lists them')
    return found


def _searches(rule: Rule, lang: str, engines: Sequence[str], name: str, zipf: Zipf) -> Searches:
    from monitor.search_feeds.clauses import asked
    from monitor.search_feeds.editions import editions
    from monitor.search_feeds.search_feeds import search_feeds

    languages = lang or ",".join(asked(rule).langs) or "en"
    return search_feeds(
        rule,
        engines=_engines(engines),
        editions=editions(languages),
        label=name or rule.name,
        zipf=zipf,
    )


def _engines(names: Sequence[str]) -> tuple[Engine, ...]:
    from monitor.search_feeds.engines import ENGINES, engine_named

    found = []
    for name in (word for each in names for word in each.split(",")):
        engine = engine_named(name)
        if engine is None:
            keys = ", ".join(each.key for each in ENGINES)
            raise MonitorError(f'there is no engine "{name}"; there is {keys}')
        found.append(engine)
    return tuple(dict.fromkeys(found)) or ENGINES


def _show(searches: Searches) -> None:
    for number, each in enumerate(searches.feeds, 1):
        typer.echo(f"{number:>2}  {each.name}")
        typer.echo(f"      {each.query}")
        for note in (each.engine.remark, *each.notes):
            if note:
                typer.echo(f"      – {note}")
    for reason in searches.impossible:
        typer.echo(f" –  left out: {reason}")
    for note in searches.notes:
        typer.echo(f"Note: {note}.")
    if searches.feeds:
        typer.echo("An engine only proposes: your rules decide on everything that comes.")


def _confirmed(feeds: list[SearchFeed]) -> list[SearchFeed]:
    from monitor.cli.feeds.feed_choice import chosen

    while True:
        said = str(typer.prompt("Add which? Numbers, all, or none", default="all"))
        if said.strip().lower() in {"none", "n", "no"}:
            raise typer.Abort
        wanted = chosen(said.strip(), len(feeds))
        if wanted:
            return [feeds[number - 1] for number in wanted]
        typer.echo(f"Write numbers from 1 to {len(feeds)}, such as 1,3, or all, or none.")
