"""The configuration as it is written, what was changed in it, and taking that back.

Without this module the page could show only what is in use: no paused rule, nothing of what was
just added, and no way back.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.config import Config
from monitor.config.editing import history
from monitor.config.editing.entries import Entry, entries_of
from monitor.config.editing.history import Version
from monitor.config.editing.replacing import may_write
from monitor.config.editing.undo import go_back
from monitor.config.load import load_what_is_right
from monitor.config.reading.secrets import is_reference
from monitor.config.reading.syntax import parse, read_text
from monitor.config.tables.targets import holds_secret
from monitor.errors import MonitorError
from monitor.human import TAKES_EFFECT, plural

__all__ = [
    "Entry",
    "Version",
    "Written",
    "in_use",
    "is_paused",
    "last_change",
    "may_write",
    "takes_effect",
    "undo",
    "versions",
    "written",
]

_SECRET = ("headers", "auth", "proxy", "secret", "app_token")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The entries of a configuration file as they are written, paused ones too; no secrets.

    By name; feeds by their address. A name that several have stands for the first.
    """

    rules: Mapping[str, Entry]
    feeds: Mapping[str, Entry]
    targets: Mapping[str, Entry]


def written(path: Path) -> Written:
    """Return the entries of a configuration file.

    Raises:
        ConfigError: it can't be read, or isn't TOML.
    """
    document = parse(read_text(path), source=str(path))

    def named(kind: str, key: str) -> dict[str, Entry]:
        try:
            entries = entries_of(document, kind, path)
        except MonitorError:  # a mistake that is told where the file is read whole
            return {}
        found: dict[str, Entry] = {}
        for entry in entries:
            found.setdefault(str(entry.get(key, "")), _without_secrets(entry, kind))
        return found

    return Written(
        rules=named("rules", "name"), feeds=named("feeds", "url"), targets=named("targets", "name")
    )


def is_paused(entry: Mapping[str, Any]) -> bool:
    """Whether an entry is switched off until somebody resumes it."""
    return entry.get("enabled") is False


def in_use(config: Config) -> Written:
    """Return the entries of a configuration that was read before, as far as they matter."""
    return Written(
        rules={rule.name: {"name": rule.name, "match": rule.match} for rule in config.rules},
        feeds={feed.url: {"url": feed.url, "name": feed.name} for feed in config.feeds},
        targets={name: {"name": name} for name in config.targets},
    )


def takes_effect(path: Path) -> str:
    """Say when what was just changed in a configuration file takes effect."""
    _, found = load_what_is_right(path, environ=os.environ)
    if mistakes := [each for each in found if not each.missing]:
        return (
            f"It takes effect once {plural(len(mistakes), 'mistake')} elsewhere in the file "
            f"{'is' if len(mistakes) == 1 else 'are'} mended: news-monitor check."
        )
    return TAKES_EFFECT


def _without_secrets(entry: Mapping[str, Any], kind: str) -> Entry:
    found = {key: held for key, held in entry.items() if key not in _SECRET}
    url = str(entry.get("url", ""))
    if kind == "targets" and not is_reference(url) and holds_secret(url):
        found["url"] = ""
    return found


def last_change(path: Path) -> int:
    """Return the number of the last change of a configuration file (``Version``); 0: none."""
    return history.last_number(path)


def versions(path: Path, *, most: int = history.KEPT) -> tuple[Version, ...]:
    """Return the earlier states of a configuration file, the newest first, so many at most.

    Raises:
        ConfigError: it, or its history, can't be read.
    """
    return history.versions(path, most=most)


def undo(path: Path, number: int | None = None) -> tuple[str, ...]:
    """Return to an earlier state of a configuration file; its present state is kept as well.

    Args:
        path: The file.
        number: Which state; None: that before the last change.

    Returns:
        What that has changed, in words.

    Raises:
        NoSuchError: there is no such state.
        NotWritable: the file can't be written.
        MonitorError: that state couldn't be used any more; the file is as it was.
    """
    return go_back(path, number)
