"""``check``: reads the configuration back to its author, and tries the feeds if asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, JsonOption, find_config, load
from monitor.human import few, listed, plural
from monitor.printable import clean_lines

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from rich.console import Console

    from monitor.config import Config
    from monitor.errors import Problem
    from monitor.feeds.state.outcome import Outcome
    from monitor.upkeep.subscriptions import Reading

PLACES = 20
"""Of a warning that many places have, so many are named."""


def check(
    online: Annotated[
        bool, typer.Option("--online", help="Also poll each feed once and show the result.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Validate the configuration and show how it is understood.

    Exits with 1 when it or the database can't be used, or when --online finds a feed that fails.

    Example: [bold]news-monitor check --online[/bold]
    """
    from monitor.alerts.wording.own_templates import FOLDER, load_wording, templates_mistakes_too
    from monitor.cli.printing import output
    from monitor.cli.rules.known import known_words
    from monitor.rules.suggest.misspelled import problems_with
    from monitor.store.opening import examine

    with templates_mistakes_too(find_config(config).absolute().parent / FOLDER):
        loaded = load(config, complete=True)
    examine(loaded.database, thoroughly=False)
    if fault := _fault_of_python():
        loaded = replace(loaded, warnings=(*loaded.warnings, fault))
    spelling = problems_with(loaded.rules, known_words(loaded))
    loaded = replace(loaded, warnings=(*loaded.warnings, *spelling))
    load_wording(loaded.directory / FOLDER)
    outcomes = _poll(loaded) if online else {}
    lists = _read_lists(loaded, online=online)
    failed = sum(_failed(outcome) for outcome in outcomes.values())
    failed += sum(bool(reading.row.error) for reading in lists.values())
    if as_json:
        output.print_json(_plain(loaded, outcomes, lists))
    else:
        _show(output.console(), loaded, outcomes, lists)
    if failed:
        raise typer.Exit(1)


def _fault_of_python() -> Problem | None:
    import sys

    from monitor.errors import Problem
    from monitor.health.interpreter import known_fault

    version = sys.version_info[:3]
    fault = known_fault(version) if sys.implementation.name == "cpython" else ""
    return Problem(f"Python {'.'.join(map(str, version))}", fault) if fault else None


def _poll(config: Config) -> dict[str, Outcome]:
    from concurrent.futures import ThreadPoolExecutor

    from monitor.cli.feeds.feeds import poll_url

    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda feed: poll_url(feed.url, config), config.feeds)
        return {feed.url: outcome for feed, outcome in zip(config.feeds, found, strict=True)}


def _read_lists(config: Config, *, online: bool) -> dict[str, Reading]:
    """What each list of feeds holds now, those on the web only if asked; nothing of it is kept."""
    from datetime import UTC, datetime

    from monitor.feeds.http.connection import Connections
    from monitor.store.feeds.subscriptions import ListRow
    from monitor.upkeep.subscriptions import read_list

    now = datetime.now(UTC)
    with Connections() as connections:
        return {
            each.url: read_list(
                each,
                ListRow(url=each.url, next_at=now),
                allow_private=config.allow_private,
                connections=connections,
                now=now,
            )
            for each in config.subscriptions
            if online or each.path is not None
        }


def _said_of_list(reading: Reading | None) -> str:
    if reading is None:
        return "–"
    if reading.row.error:
        return f"✗ {reading.row.error}"
    left_out = "".join(f"; left out: {reason}" for reason in reading.left_out[:3])
    read = f"✓ {plural(len(reading.row.feeds), 'feed')}{left_out}"
    return few((read,), more=len(reading.left_out) - 3)


def _failed(outcome: Outcome) -> bool:
    from monitor.feeds.state.outcome import Failed

    return isinstance(outcome, Failed)


def _said(outcome: Outcome, zone: ZoneInfo) -> str:
    from monitor.cli.printing import output
    from monitor.feeds.state.outcome import Failed, Parsed

    if isinstance(outcome, Failed):
        return f"✗ {outcome.message}"
    if isinstance(outcome, Parsed):
        newest = max((item.published for item in outcome.items if item.published), default=None)
        dated = f", newest {output.moment(newest, zone)}" if newest else ""
        return f"✓ {plural(len(outcome.items), 'item')}{dated}"
    return "✓ unchanged"


def _show(
    out: Console, config: Config, outcomes: dict[str, Outcome], lists: dict[str, Reading]
) -> None:
    from monitor.cli.printing import output
    from monitor.cli.printing.full_texts import of_full_texts
    from monitor.cli.rules.routes import of_target, route

    names = _feed_names(config)
    out.print(f"{config.path}", style="bold", markup=False)
    out.print(f"Database {config.database}, times in {config.timezone.key}", markup=False)
    out.print(f"Full texts: {of_full_texts(config)}\n", markup=False)
    out.print(
        output.table(
            ["Rule", "Watches for", "Tells"],
            [
                [
                    rule.name,
                    rule.canonical,
                    route(config.policies[rule.name], config.targets, names),
                ]
                for rule in config.rules
            ],
        )
    )
    for rule in config.rules:
        for term, aliases in rule.aliases.items():
            also = few(aliases[:6], more=len(aliases) - 6)
            out.print(
                f"  {rule.name}: {term} also as {also}",
                style="dim",
                markup=False,
            )
    out.print()
    columns = ["Feed", "Tags"] + (["Got"] if outcomes else [])
    out.print(
        output.table(
            columns,
            [
                [
                    feed.name or feed.url,
                    ", ".join(feed.tags) or "–",
                    *([_said(outcomes[feed.url], config.timezone)] if outcomes else []),
                ]
                for feed in config.feeds
            ],
        )
    )
    if config.subscriptions:
        from monitor.durations import format_duration

        out.print()
        out.print(
            output.table(
                ["List of feeds", "Tags", "Read every"] + (["Got"] if lists else []),
                [
                    [
                        each.url,
                        ", ".join(each.tags) or "–",
                        format_duration(each.every),
                        *([_said_of_list(lists.get(each.url))] if lists else []),
                    ]
                    for each in config.subscriptions
                ],
            )
        )
    out.print()
    out.print(
        output.table(
            ["Target", "Kind", "When"],
            [
                [target.name, target.kind.value, of_target(target, names)]
                for target in config.targets.values()
            ],
        )
    )
    out.print()
    warnings = _by_kind(config.warnings)
    for warning in warnings:
        out.print(f"! {clean_lines(warning)}", style="yellow", markup=False, soft_wrap=True)
    wrong = [
        (sum(_failed(outcome) for outcome in outcomes.values()), "feed"),
        (sum(bool(reading.row.error) for reading in lists.values()), "list"),
    ]
    failed = listed(plural(count, noun) for count, noun in wrong if count)
    warned = f" {plural(len(warnings), 'warning')}." if warnings else ""
    sound = "No mistakes found, and every feed can be read." if outcomes else "No mistakes found."
    verdict = f"{failed} failed." if failed else "It can be used." if warnings else sound
    colour = "red" if failed else "yellow" if warnings else "green"
    out.print(
        f"{plural(len(config.rules), 'rule')}, {plural(len(config.feeds), 'feed')}, "
        f"{plural(len(config.targets), 'target')}.{warned} {verdict}",
        style=f"bold {colour}",
        markup=False,
    )


def _by_kind(warnings: Iterable[Problem]) -> list[str]:
    """Each kind of warning once, with where it was met."""
    kinds: dict[str, list[Problem]] = {}
    for each in warnings:
        kinds.setdefault(each.kind or each.message, []).append(each)
    return [
        str(found[0]) if len(found) == 1 else f"{_places(found)}: {kind}"
        for kind, found in kinds.items()
    ]


def _places(warnings: Sequence[Problem]) -> str:
    named = [
        (f'"{each.name}"' if each.name else each.path) + (f" (line {each.line})" * bool(each.line))
        for each in warnings[:PLACES]
    ]
    more = len(warnings) - len(named)
    return ", ".join(named) + f" and {more:,} more" * bool(more)


def _feed_names(config: Config) -> dict[str, str]:
    return {feed.url: feed.name for feed in config.feeds if feed.name}


def _plain(
    config: Config, outcomes: dict[str, Outcome], lists: dict[str, Reading]
) -> dict[str, object]:
    from monitor.cli.rules.routes import of_target, route

    names = _feed_names(config)
    return {
        "config": str(config.path),
        "database": str(config.database),
        "timezone": config.timezone.key,
        "full_texts": {
            "installed": config.full_texts.installed,
            "full_text": config.full_texts.wish.value,
            "kept": config.full_texts.keep,
            "per_hour": config.full_texts.per_hour,
        },
        "rules": [
            {
                "name": rule.name,
                "canonical": rule.canonical,
                "targets": list(config.policies[rule.name].targets),
                "route": route(config.policies[rule.name], config.targets, names),
                "aliases": {term: list(words) for term, words in rule.aliases.items()},
                "warnings": list(rule.warnings),
            }
            for rule in config.rules
        ],
        "feeds": [
            {
                "url": feed.url,
                "name": feed.name,
                "tags": list(feed.tags),
                "full_text": feed.full_text.value,
                **(
                    {
                        "ok": not _failed(outcomes[feed.url]),
                        "got": _said(outcomes[feed.url], config.timezone),
                    }
                    if outcomes
                    else {}
                ),
            }
            for feed in config.feeds
        ],
        "subscriptions": [
            {
                "url": each.url,
                "tags": list(each.tags),
                **(
                    {
                        "ok": not lists[each.url].row.error,
                        "got": _said_of_list(lists[each.url]),
                        "feeds": len(lists[each.url].row.feeds),
                    }
                    if each.url in lists
                    else {}
                ),
            }
            for each in config.subscriptions
        ],
        "targets": [
            {
                "name": target.name,
                "kind": target.kind.value,
                "when": of_target(target, names),
            }
            for target in config.targets.values()
        ],
        "warnings": [
            {"path": warning.path, "line": warning.line, "message": warning.message}
            for warning in config.warnings
        ],
    }
