"""Hit words marked in text, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import sqlite_utils
from rich.text import Text

from monitor.alerts.wording.passage import Piece, passage_of
from monitor.item import Item
from monitor.printable import clean, clean_lines
from monitor.rules.matching.explain import marked
from monitor.rules.rule import Hit, HitKind
from monitor.store.search.fts_expression import Sought, sought

HIT_STYLE = "bold black on yellow"


def marked_text(text: str, hits: Sequence[Hit], field: str) -> Text:
    """``text`` with its hits marked; in brackets too where there is no colour to see."""
    made = Text()
    for segment, hit in marked(text, hits, field):
        made.append(clean_lines(segment), style=HIT_STYLE if hit else "")
    return made


def pieces_text(pieces: Iterable[Piece]) -> Text:
    """A passage with its hits marked."""
    made = Text()
    for piece in pieces:
        made.append(clean_lines(piece.text), style=HIT_STYLE if piece.hit else "")
    return made


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks the words of a search in the items that it found."""

    sought: Sought | None = None

    @classmethod
    def of(cls, db: sqlite_utils.Database, search: str) -> Self:
        """Return the marks of a search; for an empty search, no marks.

        Raises:
            SearchError: The search can't be read.
        """
        return cls(sought(db, search) if search else None)

    def beside(self, hits: Sequence[Hit], item: Item) -> tuple[Hit, ...]:
        """Return a rule's hits in an item together with the search's."""
        return (*hits, *(self.sought.hits(item) if self.sought else ()))

    def passage(self, item: Item) -> Text | None:
        """Return the lines that hold the search's words, if the title holds none; else None."""
        hits = self.beside((), item)
        if not hits or hits[0].field == "title":
            return None
        return pieces_text(passage_of(item, hits))

    def title(self, text: str) -> Text:
        """A title by itself."""
        return marked_text(text, self.sought.hits_in(text) if self.sought else (), "title")


def reason(hit: Hit) -> str:
    """``AI → artificial intelligence (alias)``, ``Praha → Praze (inflected: lemma)``."""
    means = f": {hit.means}" if hit.means else ""
    how = "" if hit.kind is HitKind.EXACT else f" ({hit.kind.value}{means})"
    place = " in the full text" if hit.field == "full_text" else ""
    return f"{hit.term} → {clean(hit.found)}{how}{place}"
