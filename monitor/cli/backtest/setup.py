"""What a backtest is to run, and with what to compare it: from the command's words to values."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.cli.options import find_config, load
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.alerts.planning.policy import Policy, Target
    from monitor.config import Config
    from monitor.judge.model import Judge
    from monitor.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What is to be run, and what it is compared with."""

    rules: tuple[Rule, ...]
    policies: Mapping[str, Policy]
    targets: Mapping[str, Target]
    zone: ZoneInfo
    database: Path | None
    current: Mapping[str, Rule]
    aliases: Mapping[str, tuple[str, ...]]
    """Under which names things are known."""
    judge: Judge | None = None
    """The user's model, its key still a reference."""
    directory: Path = Path()
    """The configuration's folder."""


_STAND_IN = "you"
"""The target that stands in where none is configured."""


def course_of(match: str, name: str, path: Path | None, *, stored: bool) -> Course:
    """Return what a backtest is to run, by the command's arguments.

    Args:
        match: A rule's text, or a rule's name; may be empty.
        name: A rule's name; may be empty. With a text: the rule that it is a new text of.
        path: The configuration file that was named, if any. Without a text its rules (or the one
            of that name) are run, and compared with those of the daemon's configuration.
        stored: Whether the items come from the database.

    Raises:
        MonitorError: There is no such rule, no configuration, or no database.
    """
    from monitor.config import shipped_pack
    from monitor.config.reading.timezones import system_timezone

    config = _load(path, needed=stored or bool(name) or (not match))
    current = _configured(path) if path is not None and not match else config
    rules = _rules(match, name, config)
    policies = dict(config.policies) if config else {}
    targets = dict(config.targets) if config else {}
    for rule in rules:
        if rule.name not in policies:
            targets = targets or {_STAND_IN: _stand_in()}
            policies[rule.name] = _policy(rule.name, tuple(targets), config)
    return Course(
        rules=rules,
        policies=policies,
        targets=targets,
        zone=config.timezone if config else system_timezone(os.environ),
        database=_database(config, current) if stored else None,
        current={rule.name: rule for rule in (current.rules if current else ())},
        aliases=config.aliases if config else shipped_pack(),
        judge=config.judge if config else None,
        directory=config.directory if config else Path(),
    )


def _stand_in() -> Target:
    from monitor.alerts.planning.policy import Target, TargetKind

    return Target(name=_STAND_IN, url="console:", kind=TargetKind.CONSOLE)


def _policy(rule: str, targets: tuple[str, ...], config: Config | None) -> Policy:
    from monitor.alerts.planning.policy import Group, Policy

    return Policy(rule=rule, targets=targets, group=config.group if config else Group.STORY)


def _load(path: Path | None, *, needed: bool) -> Config | None:
    from monitor.cli.feeds.feeds import load_or_none

    return load(path, secrets=False) if needed else load_or_none(path)


def _configured(path: Path) -> Config:
    """What the daemon runs by, where ``path`` is another file; else what ``path`` says."""
    from monitor.errors import ConfigError

    try:
        usual = find_config(None)
    except ConfigError:
        return load(path, secrets=False)
    return load(path if usual.resolve() == path.resolve() else usual, secrets=False)


def _database(config: Config | None, current: Config | None) -> Path:
    """The new configuration's database; the current one's where that isn't there yet."""
    for each in (config, current):
        if each is not None and each.database.exists():
            return each.database
    assert config is not None
    raise MonitorError(
        f"{config.database} isn't there yet; has 'news-monitor run' been started? "
        "Without it, name a file of items with --items"
    )


def _rules(match: str, name: str, config: Config | None) -> tuple[Rule, ...]:
    from monitor.cli.rules.rules import find_rule
    from monitor.config import make_rule
    from monitor.config.reading.problems import suggest
    from monitor.config.tables.aliases import keyed

    configured = {rule.name.casefold(): rule for rule in (config.rules if config else ())}
    old = configured.get(name.casefold())
    if match and name:
        assert config is not None
        own = keyed(old.aliases) if old else None
        fuzzy = old.fuzzy if old else True
        made = make_rule(match, name=name, aliases=config.aliases, own=own, fuzzy=fuzzy)
        return (replace(made, name=old.name) if old else made,)
    if name:
        if old is None:
            near = suggest(name, [each.name for each in config.rules] if config else [])
            raise MonitorError(
                f'there is no rule "{name}"{near}; `news-monitor rules` lists them. '
                "To try a new rule, give its text too"
            )
        return (old,)
    if match:
        found = find_rule(match, config)
        known = config is not None and found in config.rules
        return (found if known else replace(found, name=match),)
    assert config is not None
    if not config.rules:
        raise MonitorError(f"{config.path} has no rules; give a rule's text")
    return config.rules
