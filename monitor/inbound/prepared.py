"""Prepared: what can be worked out about an item before anybody knows whether it is new.

What the rules find in it, what it says to somebody who looks for its story, and the words that it
will be searched by, depend on the item alone. So a cluster's workers do that
(``feeds.cluster.preparation``), and the coordinator does what is left. Without this module a
hundred thousand rules would take all of its core long before a million feeds do.
"""

from __future__ import annotations

import pickle
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from monitor.feeds.state.outcome import Parsed
from monitor.item import Item
from monitor.rules import KnownWords, Match, Matcher, Rule
from monitor.rules.vocabulary.word_lists import shared_lists
from monitor.store.history import near_misses
from monitor.store.history.near_misses import RecordedNearMiss
from monitor.store.search import text_index
from monitor.store.search.text_index import Indexed
from monitor.stories import Names, Reader, ReadItem, read_item

_Travelling = tuple[str, bytes, Names | None, Mapping[str, str]]

_DECIDING: Final = ("PyStemmer", "rapidfuzz", "simplemma", "wordfreq")
"""Packages by whose version what a rule finds, or what an item says, may change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What was worked out about an item as it reads."""

    matches: tuple[Match, ...]
    near_misses: bytes
    """Near misses, as ``near_misses.unpack`` reads them: where many come, few are ever looked at
    (``near_miss_allowance``)."""
    undecided: tuple[str, ...]
    """The rules that it nearly matches, and may match by its article."""
    indexed: Indexed
    """What the index of all texts will hold of it."""
    read: ReadItem
    """What it says to somebody who looks for its story."""


class ByRules:
    """Prepares items by rules; it travels to the workers (``feeds.cluster.preparation``).

    Args:
        version: Another one whenever the rules have changed.
        rules: All of them, in order.
        names: By which names in stories are known.
    """

    def __init__(self, version: str, rules: Sequence[Rule], names: Names | None = None) -> None:
        self.version = version
        self._rules = rules
        self._names = names
        self._packed = b""
        """The rules of one that has travelled: to unfold them takes seconds, if they are many."""
        self._made_with: Mapping[str, str] = _versions()

    def __getstate__(self) -> _Travelling:
        packed = self._packed or pickle.dumps(self._rules, pickle.HIGHEST_PROTOCOL)
        return self.version, packed, self._names, self._made_with

    def __setstate__(self, state: _Travelling) -> None:
        self.version, self._packed, self._names, self._made_with = state
        self._rules = ()

    def unlike_here(self) -> str:
        """Say which package here has another version than where it was made; empty if none has."""
        here = _versions()
        return "; ".join(
            f"it has {name} {here.get(name) or '(none)'}, the coordinator has {there}"
            for name, there in self._made_with.items()
            if here.get(name) != there
        )

    def begin(self, folder: Path) -> Callable[[Item], Prepared]:
        """Compile the rules; return what prepares an item, for one thread at a time.

        Args:
            folder: Where the lists of words are kept, unless ``NEWS_MONITOR_WORDS`` says where.
        """
        # From a member of the cluster, who may run any code here.
        rules = pickle.loads(self._packed) if self._packed else self._rules  # noqa: S301
        known = KnownWords(cache=shared_lists() or folder)
        matcher, reader = Matcher(rules, known=known), Reader(known.zipf, self._names)
        # Whatever is made at the first item is made now.
        first = Item(feed="", key="", title="What the news of today says of it")
        matcher.match_and_near(first)
        read_item(reader, first)

        def prepare(item: Item) -> Prepared:
            matches, nearly = matcher.match_and_near(item)
            return Prepared(
                matches=tuple(matches),
                near_misses=near_misses.pack(map(RecordedNearMiss.of, nearly)),
                undecided=tuple(miss.rule for miss in nearly if miss.text_decides),
                indexed=text_index.indexed(
                    item.title, item.summary, item.content, item.lang, item.full_text
                ),
                read=read_item(reader, item),
            )

        return prepare


def prepared_by(version: str, outcome: Parsed) -> Mapping[str, Prepared]:
    """Return what was worked out about a poll's items, by their keys, if it was by this version."""
    if outcome.prepared_by != version:
        return {}
    return {key: each for key, each in outcome.prepared.items() if isinstance(each, Prepared)}


def _versions() -> dict[str, str]:
    found = {"Unicode": unicodedata.unidata_version}
    for name in _DECIDING:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found
