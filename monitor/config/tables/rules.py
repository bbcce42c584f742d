"""The [[rules]] tables → Rules with their aliases, and where the alerts of each go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from monitor.alerts.planning.policy import Group, Policy
from monitor.config.reading.file_context import FileContext
from monitor.config.reading.lines import Place
from monitor.config.reading.problems import path_text
from monitor.config.reading.schema import RuleTable
from monitor.config.reading.table import read_table
from monitor.config.tables.aliases import Aliases, alias_key, aliases_for, keyed
from monitor.config.tables.policies import FeedNames, read_policy
from monitor.config.tables.targets import check_names
from monitor.errors import RuleError
from monitor.rules.language.parser import parse_rule
from monitor.rules.language.query import TermKind, terms
from monitor.rules.rule import Rule


def read_rules(
    entries: list[object],
    context: FileContext,
    *,
    targets: Iterable[str],
    paused: frozenset[str] = frozenset(),
    aliases: Aliases,
    feeds: FeedNames,
    group: Group = Group.STORY,
    spike: bool = False,
    judged: bool = True,
) -> tuple[tuple[Rule, ...], dict[str, Policy]]:
    """Return the rules that can be used, and their policies by name; note what is wrong.

    Args:
        entries: The tables as written.
        context: The file's; collects the problems.
        targets: The names of all targets, usable or not.
        paused: Those of them that nothing is sent to.
        aliases: The user's and the pack's.
        feeds: The names of the feeds.
        group: What a rule makes one message of if it doesn't say so itself.
        spike: Whether it tells of spikes if it doesn't say so itself.
        judged: Whether there is a model that says what items are about.
    """
    rules: list[Rule] = []
    policies: dict[str, Policy] = {}
    known = tuple(targets)
    seen: dict[str, Place] = {}
    for index, value in enumerate(entries):
        place = ("rules", index)
        table = read_table(RuleTable, value, place, context.problems)
        if table is None or not table.enabled:
            continue
        if not table.name:
            context.problems.add((*place, "name"), "is empty")
        first = seen.setdefault(table.name.casefold(), place)
        if first != place:
            context.problems.add(
                (*place, "name"), f'"{table.name}" is there already, as {path_text(first)}'
            )
        told = known if table.targets is None else tuple(dict.fromkeys(table.targets))
        check_names(table.targets or (), (*place, "targets"), context.problems, known=known)
        policy = read_policy(
            table,
            tuple(name for name in told if name not in paused),
            place,
            context,
            feeds,
            paused=tuple(name for name in told if name in paused),
            group=table.group or group,
            spike=spike if table.spike is None else table.spike,
        )
        if table.about and not judged:
            context.problems.warn(
                (*place, "about"), "isn't used, as there is no [judge]: see docs/judge.md"
            )
        rule = _read_rule(table, place, context, aliases)
        if rule is not None:
            rules.append(rule)
            policies[rule.name] = policy
    return tuple(rules), policies


def make_rule(
    text: str, *, name: str, aliases: Aliases, own: Aliases | None = None, fuzzy: bool = True
) -> Rule:
    """Parse a rule and give its terms their aliases.

    Args:
        text: The rule's text.
        name: The rule's name.
        aliases: The user's and the pack's: ``Config.aliases``.
        own: The rule's own, by ``alias_key``.
        fuzzy: False: match words as written, but for case and accents.

    Raises:
        RuleError: The text can't be read.
    """
    rule = parse_rule(text, name=name, aliases={}, fuzzy=fuzzy)
    return replace(rule, aliases=aliases_for(_widened(rule), own or {}, aliases))


def _widened(rule: Rule) -> list[str]:
    """Return the terms that aliases may widen: not those asked for exactly or by a pattern."""
    kinds = {TermKind.WORDS, TermKind.TYPOS}
    return [term.text for term in terms(rule.query) if term.kind in kinds]


def _read_rule(
    table: RuleTable, place: Place, context: FileContext, aliases: Aliases
) -> Rule | None:
    if not table.match.strip():
        context.problems.add((*place, "match"), "is empty; write what to watch for")
        return None
    own = keyed(table.aliases)
    try:
        rule = make_rule(table.match, name=table.name, aliases=aliases, own=own, fuzzy=table.fuzzy)
    except RuleError as error:
        context.problems.add((*place, "match"), str(error))
        return None
    for warning in rule.warnings:
        context.problems.warn((*place, "match"), warning)
    used = {alias_key(term) for term in _widened(rule)}
    used |= {key.casefold() for key in used}
    for term in table.aliases:
        if alias_key(term) not in used:
            context.problems.warn(
                (*place, "aliases", term), f'the rule has no term "{term}" that it could widen'
            )
    return rule
