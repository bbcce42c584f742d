"""``rules suggest``: how a rule could do better, by votes and near misses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, JsonOption, load, takes_effect
from monitor.errors import MonitorError
from monitor.human import plural
from monitor.printable import clean

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.rules import Rule
    from monitor.rules.suggest.suggestion import Judged, Suggestion


def suggest(
    name: Annotated[str, typer.Argument(help="The rule's name.")],
    apply: Annotated[
        int | None,
        typer.Option("--apply", min=1, help="Write the suggestion of this number into the file."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose what to exclude from a rule and which aliases to add, each with its effect.

    Words to exclude come from matches that were voted bad ('news-monitor vote'), aliases from near
    misses in stories the rule found. Every proposal is tried on all of them.

    Example: [bold]news-monitor rules suggest 'Apple in China'[/bold]
    """
    from monitor.actions.rules import line_of
    from monitor.cli.printing import output
    from monitor.rules.suggest.in_words import change_of, effect_of
    from monitor.rules.suggest.suggest import suggest as propose
    from monitor.rules.vocabulary.known_words import known_beside
    from monitor.store.database import reading
    from monitor.store.history import feedback

    loaded = load(config, secrets=False)
    rule = _rule(name, loaded)
    with reading(loaded.database) as db:
        matched, missed = feedback.matched(db, rule.name), feedback.missed(db, rule.name)
    known = known_beside(loaded.database)
    found = propose(rule, matched, missed, known=known)
    if apply is not None:
        _apply(found, apply, rule, loaded)
        return
    if as_json:
        output.print_json(
            [_plain(number, each, rule, loaded) for number, each in enumerate(found, 1)]
        )
        return
    out = output.console()
    out.print(f"{clean(rule.name)}  ", style="bold", end="", markup=False)
    out.print(clean(rule.canonical), markup=False)
    out.print(f"  {_known(matched, len(missed))}", style="dim")
    if not found:
        out.print(_nothing(matched))
        return
    for number, each in enumerate(found, 1):
        out.print()
        out.print(f"{number}. {clean(change_of(each))}", style="bold", markup=False)
        out.print(f"   {effect_of(each.effect)}", markup=False)
        out.print(
            f"   {line_of(loaded.path, rule.name, each)}",
            style="cyan",
            markup=False,
            soft_wrap=True,
        )
    out.print(
        f"\nTo apply one: news-monitor rules suggest {_quoted(rule.name)} --apply 1. "
        "To see its full effect first: news-monitor backtest.",
        style="dim",
        markup=False,
    )


def _rule(name: str, config: Config) -> Rule:
    from monitor.config.reading.problems import suggest as near_names

    for rule in config.rules:
        if rule.name.casefold() == name.casefold():
            return rule
    near = near_names(name, [rule.name for rule in config.rules])
    raise MonitorError(f'there is no rule "{name}"{near}; `news-monitor rules` lists them')


def _known(matched: list[Judged], missed: int) -> str:

    votes = [each.vote for each in matched]
    return (
        f"looked at {plural(len(matched), 'match', 'matches')} ({votes.count(1):,} good, "
        f"{votes.count(-1):,} bad) and {plural(missed, 'near miss', 'near misses')}"
    )


def _nothing(matched: list[Judged]) -> str:
    if any(each.vote for each in matched):
        return (
            "Nothing to suggest: no word separates bad matches from good ones, or one "
            "near miss from another."
        )
    return (
        "Nothing to suggest yet. Vote on some matches first: 'news-monitor matches --ids' lists "
        "them, 'news-monitor vote ID bad' votes."
    )


def _plain(number: int, each: Suggestion, rule: Rule, config: Config) -> dict[str, object]:
    from dataclasses import asdict

    from monitor.actions.rules import line_of

    return {
        "number": number,
        "kind": each.kind.value,
        "text": each.text,
        "term": each.term or None,
        "line": line_of(config.path, rule.name, each),
        "canonical": each.rule.canonical,
        "effect": asdict(each.effect),
    }


def _apply(found: tuple[Suggestion, ...], number: int, rule: Rule, config: Config) -> None:
    from monitor.actions.rules import follow
    from monitor.rules.suggest.in_words import change_of
    from monitor.rules.suggest.suggestion import Kind

    if number > len(found):
        raise MonitorError(f"there is no suggestion {number}; there are {len(found)}")
    each = found[number - 1]
    follow(config.path, rule.name, each)
    said = change_of(each) if each.kind is Kind.ALIAS else each.rule.canonical
    typer.echo(f"Changed {rule.name}: {said}")
    typer.echo(takes_effect(config.path))


def _quoted(name: str) -> str:
    import shlex

    return shlex.quote(name)
