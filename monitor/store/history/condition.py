"""Condition: one condition on a match, and how it is best looked for.

Without it ``narrowing`` could not choose the index by which a page of the history is read fastest.
"""

from __future__ import annotations

from dataclasses import dataclass

BY_ITEM = "sqlite_autoindex_matches_1"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a match."""

    sql: str
    values: tuple[object, ...] = ()
    index: str = ""
    """The index that finds the matches of this part; where it is led by one value, newest first."""
    sample: str = ""
    """Gives a row for each of its matches, or of what leads to them, so that few can be told from
    many. Takes ``values``."""
    probe: str = ""
    """The same condition, where that is quicker to see of one match than to find all that meet it.
    """
    probe_values: tuple[object, ...] = ()
    probe_from: int = 0
    """So many rows of ``sample`` make looking worth while."""
