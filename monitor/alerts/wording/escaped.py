"""A card made ready for one format: each of its texts escaped, its links left as they are. Pure.

A template for Slack or for plain text is given such a card, so that no template, shipped or a
user's own, can forget to escape.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

T = TypeVar("T")

_LINKS = frozenset({"link", "page_url"})
"""Fields that ``clean.safe_link`` has made."""


def escaped(value: T, words: Callable[[str], str]) -> T:
    """Return the value, a dataclass or a tuple of them, with ``words`` applied to its texts."""
    plain = cast("Any", value)
    if isinstance(plain, str):
        return cast(T, words(plain))
    if isinstance(plain, tuple):
        return cast(T, tuple(escaped(part, words) for part in plain))
    if not is_dataclass(plain) or isinstance(plain, type):
        return value
    texts = {
        field.name: escaped(getattr(plain, field.name), words)
        for field in fields(plain)
        if field.name not in _LINKS
    }
    return cast(T, replace(plain, **texts))
