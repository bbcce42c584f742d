"""Aliases: which other words a term accepts, by the rule, the user's ``[aliases]`` and the pack.

They add up, nearest first: what a rule says of a term, then ``[aliases]``, then the pack. An empty
list ends it there: ``US = []`` in ``[aliases]`` switches the pack's aliases of US off for all
rules, in a rule's ``aliases`` those of the pack and of ``[aliases]`` for that rule.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from monitor.shipped import shipped

Aliases = Mapping[str, tuple[str, ...]]
"""By ``alias_key``; an empty tuple switches off what stands further away."""

_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")
_LONGEST_ACRONYM = 5
_PACK = ("aliases.toml", "names.toml", "events.toml")


def alias_key(term: str) -> str:
    """Return the key that a term is looked up by: its letters without regard to case.

    An acronym (capitals only, at most five: AI, US, U.S.) keeps its capitals, so that what is
    written for US isn't taken for the pronoun.
    """
    plain = " ".join(unicodedata.normalize("NFKC", term).split())
    letters = plain.replace(".", "") if _DOTTED.fullmatch(plain) else plain
    if letters.isalpha() and letters.isupper() and len(letters) <= _LONGEST_ACRONYM:
        return letters
    return plain.casefold()


def keyed(table: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return an alias table by ``alias_key``; the words of two spellings of a term are joined."""
    by_key: dict[str, tuple[str, ...]] = {}
    for term, words in table.items():
        key = alias_key(term)
        by_key[key] = unique((*by_key.get(key, ()), *words))
    return by_key


def layered(near: Aliases, far: Aliases) -> Aliases:
    """Join two alias tables: for each term the words of ``near``, then those of ``far``."""
    both = dict(far)
    for key, words in near.items():
        both[key] = unique((*words, *far.get(key, ()))) if words else ()
    return both


def aliases_for(terms: Iterable[str], own: Aliases, shared: Aliases) -> dict[str, tuple[str, ...]]:
    """Return the aliases of the terms that have any, by the term as written.

    A word in capitals that isn't known as an acronym is looked up as a word (CHINA: China), and a
    plural in small letters that isn't listed as what there are several of (explosions).
    """
    found = {}
    for term in terms:
        near, far = _look_up(term, own), _look_up(term, shared)
        if near == ():
            continue
        key = alias_key(term)
        words = unique(word for word in (*(near or ()), *(far or ())) if alias_key(word) != key)
        if words:
            found[term] = words
    return found


def shipped_pack() -> Aliases:
    """Read the alias pack that comes with the program, and the names in other languages.

    Raises:
        FileNotFoundError: The pack isn't where the program was installed.
    """
    return _read(*map(shipped, _PACK))


@lru_cache(maxsize=1)
def _read(*files: Path) -> Aliases:
    """Read alias tables, once in a process: it takes 30 ms, and a reload would do it again."""
    tables = [tomllib.loads(file.read_text("utf-8"))["aliases"] for file in files]
    terms = dict.fromkeys(term for table in tables for term in table)
    joined = {term: [word for table in tables for word in table.get(term, ())] for term in terms}
    return MappingProxyType(keyed(joined))


def unique(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words, of several with the same ``alias_key`` the first."""
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(alias_key(word), word)
    return tuple(first.values())


def _look_up(term: str, table: Aliases) -> tuple[str, ...] | None:
    key = alias_key(term)
    found = table.get(key, table.get(key.casefold()))
    if found is None and term.islower() and term.isalpha() and term.endswith("s"):
        return table.get(key.removesuffix("s"))
    return found
