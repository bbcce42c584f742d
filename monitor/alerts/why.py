"""Why: what was found for each term of a rule, in one line for people. Pure.

Without this module each format would say in its own way that 苹果 stands for Apple.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.printable import clean
from monitor.rules.rule import Hit, HitKind

MAX_NAME = 100
"""Characters of a term, and of what was found for it."""
MAX_REASONS = 8

_PLACES = {
    **dict.fromkeys(("title", "summary", "content"), ""),
    "full_text": " (in the full text)",
}
_HOW = {
    HitKind.EXACT: "",
    HitKind.INFLECTED: " (another form)",
    HitKind.JOINED: " (joined or split)",
    HitKind.ALIAS: " (alias)",
    HitKind.COMPOUND: " (compound)",
    HitKind.PREFIX: "",
    HitKind.REGEX: "",
    HitKind.TYPO: " (typo)",
}


def why(hits: Iterable[Hit]) -> str:
    """Return in one line what was found for each term, the surest hit of each.

    ``Apple · China · AI → artificial intelligence (alias)``
    """
    best: dict[str, Hit] = {}
    for hit in hits:
        known = best.get(hit.term)
        if known is None or hit.score > known.score:
            best[hit.term] = hit
    reasons = [_reason(hit) for hit in best.values()]
    more = len(reasons) - MAX_REASONS
    return " · ".join(reasons[:MAX_REASONS]) + (f" · {more} more" if more > 0 else "")


def _reason(hit: Hit) -> str:
    term, found = clean(hit.term, limit=MAX_NAME), clean(hit.found, limit=MAX_NAME)
    place = _PLACES.get(hit.field, f" (in {hit.field})")
    if term.casefold() == found.casefold():
        return term + place
    return f"{term} → {found}{_HOW[hit.kind]}{place}"
