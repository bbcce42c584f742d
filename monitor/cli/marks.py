"""Hit words marked in text, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from monitor.cli.output import printable
from monitor.rules.explain import marked
from monitor.rules.rule import Hit, HitKind

HIT_STYLE = "bold black on yellow"


def marked_text(text: str, hits: Sequence[Hit], field: str) -> Text:
    """``text`` with its hits marked; in brackets too where there is no colour to see."""
    made = Text()
    for segment, hit in marked(text, hits, field):
        made.append(printable(segment), style=HIT_STYLE if hit else "")
    return made


def reason(hit: Hit) -> str:
    """``AI → artificial intelligence (alias)``."""
    how = "" if hit.kind is HitKind.EXACT else f" ({hit.kind.value})"
    return f"{hit.term} → {printable(hit.found)}{how}"
