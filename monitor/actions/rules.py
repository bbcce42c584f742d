"""Add rules to config.toml and take them out, change one as was suggested.

A running daemon reads the file when it is restarted. Without this module rules could only be edited
by hand, and what ``rules suggest`` has found would have to be copied.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from monitor.config.editing import amend, edit
from monitor.rules import Rule, parse_rule
from monitor.rules.suggest.suggestion import Kind, Suggestion


def add(path: Path, name: str, match: str, *, targets: Sequence[str] = ()) -> Rule:
    """Add a rule to a configuration file, after the last one; its comments stay.

    Args:
        path: The file.
        name: What to call it.
        match: What to watch for.
        targets: Whom to tell; empty: all.

    Returns:
        The rule as it is read, with its warnings.

    Raises:
        RuleError: ``match`` can't be read.
        MonitorError: one of that name is there already, or it can't be used; the file is as it was.
    """
    rule = parse_rule(match, name=name)
    edit.add_rule(path, name, match, targets=targets)
    return rule


def remove(path: Path, name: str) -> None:
    """Take a rule out of a configuration file; its history stays.

    Args:
        path: The file.
        name: The rule's, in any capitals.

    Raises:
        MonitorError: there is none; the file is as it was.
    """
    edit.remove_rule(path, name)


def follow(path: Path, name: str, suggestion: Suggestion) -> None:
    """Change a rule in a configuration file as was suggested; every other line stays.

    Args:
        path: The file.
        name: The rule's, in any capitals.
        suggestion: What is to be changed.

    Raises:
        MonitorError: there is no such rule, or it can't be used so; the file is as it was.
    """
    if suggestion.kind is Kind.ALIAS:
        amend.add_alias(path, name, suggestion.term, suggestion.text)
    else:
        amend.change_match(path, name, suggestion.rule.match)


def line_of(path: Path, name: str, suggestion: Suggestion) -> str:
    """The line of the rule that ``follow`` would change, as it would be; nothing is written.

    Raises:
        MonitorError: there is no such rule.
    """
    if suggestion.kind is Kind.ALIAS:
        return amend.aliases_line(path, name, suggestion.term, suggestion.text)
    return amend.match_line(suggestion.rule.match)
