"""Phases: a phase 2b trial is one of phase 2, and a phase 2/3 trial is one of phase 3, too.

Of trials papers mostly write the part of the phase. Without this module a rule for "Phase 2" would
find none of those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_PHASE: Final = re.compile(r"\b([Pp]hase|[Ff]ase)([ -])([1-4]|I{1,3}|IV)\b(?![-/.,:]?\w)")
_ROMAN: Final = ("", "I", "II", "III", "IV")
_PARTS: Final = "abc"


def phased_otherwise(text: str) -> Iterator[str]:
    """Yield a term that names a phase in other figures and with its parts; nothing of another."""
    found = _PHASE.search(text)
    if found is None:
        return
    number = _ROMAN.index(found[3]) if found[3] in _ROMAN else int(found[3])
    head, tail = text[: found.start(3)], text[found.end(3) :]
    for written in (str, _ROMAN.__getitem__):
        yield from (f"{head}{written(number)}{part}{tail}" for part in ("", *_PARTS))
        if number > 1:
            yield f"{head}{written(number - 1)}/{written(number)}{tail}"
