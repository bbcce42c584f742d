"""load_rules: the rules of a file by themselves, for matching without a daemon.

The file is a config.toml or only a part of one: ``[[rules]]``, and ``[aliases]`` if there are any.
"""

from __future__ import annotations

from pathlib import Path

from monitor.config.load import read_aliases
from monitor.config.reading.file_context import FileContext
from monitor.config.reading.problems import Problems
from monitor.config.reading.schema import RootTable
from monitor.config.reading.syntax import parse, read_text
from monitor.config.reading.table import read_table
from monitor.config.tables.policies import FeedNames
from monitor.config.tables.rules import read_rules
from monitor.errors import ConfigError, Problem
from monitor.rules.rule import Rule


def load_rules(path: Path) -> tuple[Rule, ...]:
    """Read a file's rules and ignore what else is in it.

    In a file with neither feeds nor targets the shipped alias pack widens terms only if it says
    ``alias_pack = true``. In a whole configuration the rules mean what they mean to the daemon.

    Raises:
        ConfigError: The rules can't be used, or there are none; the error has all mistakes.
    """
    document = parse(read_text(path), source=str(path))
    problems = Problems(document.lines, document.tables)
    root = read_table(RootTable, document.tables, (), problems) or RootTable()
    context = FileContext(
        path=path, directory=path.absolute().parent, environ={}, problems=problems, secrets=False
    )
    if "alias_pack" not in root.model_fields_set and not root.feeds and not root.targets:
        root = root.model_copy(update={"alias_pack": False})
    aliases = read_aliases(root, problems)
    names = FeedNames(root.feeds, more=True)
    targets = root.targets or _told(root.rules)  # without any, a rule's targets don't matter
    rules, _ = read_rules(root.rules, context, targets=targets, aliases=aliases, feeds=names)
    mistakes = problems.mistakes
    if not rules and not mistakes:
        mistakes = (Problem("rules", 'there are none; write [[rules]] with name = "…" and match'),)
    if mistakes:
        raise ConfigError(str(path), mistakes)
    return rules


def _told(entries: list[object]) -> list[str]:
    """Return the targets that the rules name, ignoring anything that isn't text."""
    named = (entry.get("targets") for entry in entries if isinstance(entry, dict))
    return [name for names in named if isinstance(names, list) for name in names]
