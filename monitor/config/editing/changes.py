"""Changes: what differs between two states of config.toml, in words. Pure.

Says which entries and which keys, never a value: the file may hold secrets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from monitor.net.location import shown
from monitor.printable import clean

Tables = Mapping[str, Any]
NOUNS = {"feeds": "feed", "subscriptions": "list of feeds", "rules": "rule", "targets": "target"}


def changes(before: Tables | None, after: Tables | None) -> tuple[str, ...]:
    """Return what has changed, each in a few words such as ``rule "Tea" added``.

    Args:
        before: The tables as they were; None: they couldn't be read.
        after: As they are.
    """
    if before is None or after is None:
        return ("a slip in the file" if after is None else "a slip in the file mended",)
    found = [each for key, noun in NOUNS.items() for each in _entries(before, after, key, noun)]
    found += [
        f"{key} {_happened(before.get(key), after.get(key))}"
        for key in dict.fromkeys([*before, *after])
        if key not in NOUNS and before.get(key) != after.get(key)
    ]
    return tuple(found) or ("only comments or the layout",)


def _happened(before: object, after: object) -> str:
    return "added" if before is None else "removed" if after is None else "changed"


def _entries(before: Tables, after: Tables, key: str, noun: str) -> Iterator[str]:
    old, new = _by_name(before.get(key)), _by_name(after.get(key))
    for name in dict.fromkeys([*new, *old]):
        if old.get(name) == new.get(name):
            continue
        label = f'{noun} "{clean(shown(name) if "://" in name else name)}"'
        if name not in old:
            yield f"{label} added"
        elif name not in new:
            yield f"{label} removed"
        else:
            yield f"{label} {_keys(old[name], new[name])}"


def _keys(old: Tables, new: Tables) -> str:
    keys = [key for key in dict.fromkeys([*old, *new]) if old.get(key) != new.get(key)]
    said = []
    if "enabled" in keys and old.get("enabled", True) != new.get("enabled", True):
        said.append("resumed" if new.get("enabled", True) else "paused")
    if rest := [key for key in keys if key != "enabled"]:
        said.append(f"changed: {', '.join(rest)}")
    return ", ".join(said) or "changed"


def _by_name(entries: object) -> dict[str, Tables]:
    """Entries by the name that people know them by; those that can't be told apart are numbered."""
    if isinstance(entries, dict):
        return {name: held for name, held in entries.items() if isinstance(held, dict)}
    found: dict[str, Tables] = {}
    for held in entries if isinstance(entries, list) else ():
        if not isinstance(held, dict):
            continue
        name = str(held.get("name") or held.get("url") or "")
        if name in found:
            name = f"{name} ({sum(other.startswith(name) for other in found) + 1})"
        found[name] = held
    return found
