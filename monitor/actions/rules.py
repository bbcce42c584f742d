"""Add rules to config.toml, change, pause and remove them, change one as was suggested.

Without this module rules could only be edited by hand, and what ``rules suggest`` has found would
have to be copied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from monitor.config.editing import amend, edit
from monitor.config.editing.entries import statement_text
from monitor.errors import MonitorError
from monitor.rules import Rule, parse_rule
from monitor.rules.suggest.suggestion import Kind, Suggestion

_BY = ("name",)


def add(
    path: Path,
    name: str,
    match: str,
    *,
    targets: Sequence[str] = (),
    more: Mapping[str, object] | None = None,
) -> Rule:
    """Add a rule to a configuration file, after the last one; its comments stay.

    Args:
        path: The file.
        name: What to call it.
        match: What to watch for.
        targets: Whom to tell; empty: all.
        more: Other keys of the rule's table (docs/configuration.md), such as ``mode``.

    Returns:
        The rule as it is read, with its warnings.

    Raises:
        RuleError: ``match`` can't be read.
        MonitorError: one of that name is there already, or it can't be used; the file is as it was.
    """
    rule = parse_rule(match, name=name)
    edit.add_rule(path, name, match, targets=targets, more=more)
    return rule


def change(path: Path, name: str, values: Mapping[str, object]) -> None:
    """Change what a rule in a configuration file says; every other line stays.

    Args:
        path: The file.
        name: The rule's, in any capitals.
        values: The new values by key (docs/configuration.md), such as ``match``; None takes a key
            out. The name stays: the rule's history goes by it.

    Raises:
        RuleError: ``match`` can't be read.
        NoSuchError: there is no such rule.
        MonitorError: it can't be used so; the file is as it was.
    """
    if "name" in values:
        raise MonitorError("a rule keeps its name, for its history goes by it; add another rule")
    match = values.get("match")
    if isinstance(match, str):
        parse_rule(match, name=name)
    edit.change(path, "rules", name, values, by=_BY)


def pause(path: Path, name: str) -> None:
    """Watch for a rule no longer, until it is resumed; raises as ``change`` does."""
    edit.change(path, "rules", name, {"enabled": False}, by=_BY)


def resume(path: Path, name: str) -> None:
    """Watch for a paused rule again; raises as ``change`` does."""
    edit.change(path, "rules", name, {"enabled": None}, by=_BY)


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
        edit.change(path, "rules", name, {"match": suggestion.rule.match}, by=_BY)


def line_of(path: Path, name: str, suggestion: Suggestion) -> str:
    """The line of the rule that ``follow`` would change, as it would be; nothing is written.

    Raises:
        MonitorError: there is no such rule.
    """
    if suggestion.kind is Kind.ALIAS:
        return amend.aliases_line(path, name, suggestion.term, suggestion.text)
    return statement_text("match", suggestion.rule.match)
