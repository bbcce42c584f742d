"""Compare: what a rule gains and loses against its current version, or against what is recorded.

Counts a match at a time; of the differences the newest are kept. Without this module the author of
a change could not see which items it loses.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet

from monitor.backtest.report import Against, Change, Difference
from monitor.item import Item
from monitor.rules.rule import Match
from monitor.store.reading.backtest_items import PastItem

Explain = Callable[[Item], str]
"""What a rule misses in an item, in a sentence."""


class AgainstVersion:
    """Compares two versions of one rule: the new one with the current one."""

    def __init__(self, canonical: str, *, listed: int) -> None:
        """Begin to count.

        Args:
            canonical: The current version's canonical text.
            listed: How many differences of each kind to keep.
        """
        self._canonical = canonical
        self._kept = self._gained = self._lost = 0
        self._gains: deque[Difference] = deque(maxlen=listed)
        self._losses: deque[Difference] = deque(maxlen=listed)

    def add(self, past: PastItem, new: Match | None, current: Match | None) -> None:
        """Count an item that one of the two versions matches, or both."""
        if new is not None and current is not None:
            self._kept += 1
        elif new is not None:
            self._gained += 1
            self._gains.append(Difference(past=past, hits=new.hits))
        elif current is not None:
            self._lost += 1
            self._losses.append(Difference(past=past, hits=current.hits))

    def change(self, *, alerts: int, explain: Explain) -> Change:
        """Return what was gained, lost and kept.

        Args:
            alerts: How many alerts the current version would have sent.
            explain: Says why the new version doesn't match an item.
        """
        return Change(
            against=Against.VERSION,
            canonical=self._canonical,
            kept=self._kept,
            gained=self._gained,
            lost=self._lost,
            gained_items=tuple(reversed(self._gains)),
            lost_items=tuple(
                Difference(past=each.past, hits=each.hits, why=explain(each.past.item))
                for each in reversed(self._losses)
            ),
            alerts=alerts,
        )


class AgainstRecords:
    """Compares a rule with the matches that the history has of it."""

    def __init__(self, recorded: AbstractSet[int], *, listed: int) -> None:
        """Begin to count.

        Args:
            recorded: Ids of the items that the rule is recorded to have matched.
            listed: How many differences of each kind to keep.
        """
        self._recorded = recorded
        self._listed = listed
        self._gained = 0
        self._kept: set[int] = set()
        self._looked_at: list[int] = []
        self._gains: deque[Difference] = deque(maxlen=listed)

    def add(self, past: PastItem, match: Match) -> None:
        """Count an item that the rule matches now."""
        if past.id in self._recorded:
            self._kept.add(past.id)
        else:
            self._gained += 1
            self._gains.append(Difference(past=past, hits=match.hits))

    def look(self, ids: Iterable[int]) -> None:
        """Note the ids of the items that were looked at, matching or not, in order."""
        self._looked_at += [id_ for id_ in ids if id_ in self._recorded]

    def change(
        self, *, by_ids: Callable[[Sequence[int]], list[PastItem]], explain: Explain
    ) -> Change:
        """Return what was gained, lost and kept.

        Args:
            by_ids: Reads the items with these ids.
            explain: Says why the rule, as it is now, doesn't match an item.
        """
        lost = [id_ for id_ in self._looked_at if id_ not in self._kept]
        listed = lost[max(0, len(lost) - self._listed) :]
        by_id = {past.id: past for past in by_ids(listed)}
        found = [by_id[id_] for id_ in listed if id_ in by_id]
        return Change(
            against=Against.RECORDS,
            kept=len(self._kept),
            gained=self._gained,
            lost=len(lost),
            gained_items=tuple(reversed(self._gains)),
            lost_items=tuple(
                Difference(past=past, why=explain(past.item)) for past in reversed(found)
            ),
        )
