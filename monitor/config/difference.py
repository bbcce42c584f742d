"""What has changed from one configuration to the next, in words. Pure.

``+1 feed: BBC``, ``rule "Apple": apple → apple + china``, ``1 target changed: desk``. Never a value
that may be secret. Without this module a reload would say that it happened, and nobody could tell
whether it did what was meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from monitor.config.config import Config
from monitor.feeds.state.feed import Feed
from monitor.human import few, plural
from monitor.net.location import shown
from monitor.rules.rule import Rule

NAMED = 5
"""Of what came or went at once, so many are named."""
LONGEST = 80
"""Characters of a rule's text that are quoted."""
_SETTINGS = {
    "timezone": "timezone",
    "group": "group",
    "health_targets": "[health] targets",
    "heartbeat": "[heartbeat]",
    "judge": "[judge]",
    "gather": "gather",
    "full_texts": "which articles are read",
    "keep": "how long items are kept",
    "web": "[web]",
    "allow_private": "allow_private",
}


class _Entry(NamedTuple):
    """Something that comes, goes and changes."""

    name: str
    value: object


def differences(before: Config, after: Config) -> tuple[str, ...]:
    """Say what is different, a line each; empty: nothing that the program heeds."""
    lines = _compare("feed", "feeds", _feeds(before.feeds), _feeds(after.feeds))
    lines += _compare("list of feeds", "lists of feeds", _lists(before), _lists(after))
    lines += _rules(before, after)
    lines += _compare("target", "targets", _targets(before), _targets(after))
    for verb, one, other in (("paused", after, before), ("resumed", before, after)):
        if names := sorted(one.paused_targets - other.paused_targets):
            lines.append(f"{verb}: {_few(names)}")
    lines += [
        f"{said}: changed"
        for name, said in _SETTINGS.items()
        if getattr(before, name) != getattr(after, name)
    ]
    words = sorted(
        word
        for word in before.aliases.keys() | after.aliases.keys()
        if before.aliases.get(word) != after.aliases.get(word)
    )
    if words:
        lines.append(f"aliases: changed for {_few(words)}")
    if before.database != after.database:
        lines.append("database: changed, which takes effect at the next start")
    if before.cluster != after.cluster:
        lines.append("[polling]: changed, which takes effect at the next start")
    return tuple(lines)


def changed_rules(before: Iterable[Rule], after: Iterable[Rule]) -> tuple[list[str], list[Rule]]:
    """Return the names of the rules that went, and the rules that are new or read differently."""
    old, new = {rule.name: rule for rule in before}, {rule.name: rule for rule in after}
    gone = [name for name in old if name not in new]
    changed = [rule for name, rule in new.items() if name not in old or not _same(old[name], rule)]
    return gone, changed


def _feeds(feeds: Iterable[Feed]) -> dict[str, _Entry]:
    return {feed.url: _Entry(feed.name or shown(feed.url), feed) for feed in feeds}


def _lists(config: Config) -> dict[str, _Entry]:
    return {each.url: _Entry(each.label, each) for each in config.subscriptions}


def _targets(config: Config) -> dict[str, _Entry]:
    entries: dict[str, object] = {**config.targets, **dict.fromkeys(config.paused_targets)}
    return {name: _Entry(name, target) for name, target in entries.items()}


def _compare(
    one: str, many: str, before: Mapping[str, _Entry], after: Mapping[str, _Entry]
) -> list[str]:
    came = [entry.name for key, entry in after.items() if key not in before]
    went = [entry.name for key, entry in before.items() if key not in after]
    other = [
        entry.name
        for key, entry in after.items()
        if key in before and before[key].value != entry.value
    ]
    return [
        f"{sign}{plural(len(names), one, many)}{verb}: {_few(names)}"
        for sign, names, verb in (("+", came, ""), ("−", went, ""), ("", other, " changed"))
        if names
    ]


def _rules(before: Config, after: Config) -> list[str]:
    old = {rule.name: rule for rule in before.rules}
    new = {rule.name: rule for rule in after.rules}
    lines = [
        f"{sign}{plural(len(names), 'rule')}: {_few(names)}"
        for sign, names in (
            ("+", [name for name in new if name not in old]),
            ("−", [name for name in old if name not in new]),
        )
        if names
    ]
    both = [name for name in new if name in old]
    changed = [name for name in both if not _same(old[name], new[name])]
    if len(changed) > NAMED:
        lines.append(f"{plural(len(changed), 'rule')} changed: {_few(changed)}")
    else:
        lines += [_rule(old[name], new[name]) for name in changed]
    if sent := [name for name in both if before.policies.get(name) != after.policies.get(name)]:
        lines.append(f"how alerts are sent: changed for {_few(sent)}")
    return lines


def _same(old: Rule, new: Rule) -> bool:
    return old.canonical == new.canonical and old.fuzzy == new.fuzzy and old.aliases == new.aliases


def _rule(old: Rule, new: Rule) -> str:
    if old.canonical != new.canonical:
        return f'rule "{new.name}": {_cut(old.canonical)} → {_cut(new.canonical)}'
    if old.fuzzy != new.fuzzy:
        return f'rule "{new.name}": fuzzy = {str(new.fuzzy).lower()}'
    return f'rule "{new.name}": its aliases changed'


def _few(names: list[str]) -> str:
    return few(names[:NAMED], more=len(names) - NAMED)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
