"""Equal forms: the spellings of a term's word that count as the word itself.

Without them a rule for Müller would miss Mueller, and one for the Boeing 747 several of them.
"""

from __future__ import annotations

import re
from typing import Final

from monitor.text import fold

_MODEL: Final = re.compile(r"(?!(?:19|20)\d\d$)[0-9]{1,4}|[a-z]+[0-9]+[a-z]{3,}")  # 747, A320neo
_WRITTEN_OUT: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "å": "aa",
     "Ø": "Oe", "Å": "Aa"}
)  # fmt: skip


def equal_forms(
    folded: str, surface: str, *, fuzzy: bool = True, phrase: bool = False
) -> tuple[str, ...]:
    """The folded word, and it with its umlauts written out (Müller: Mueller).

    Of a name with a number there are several (Boeing 747s, Model 3s). A year's are a decade, and a
    digit's by itself are seconds.
    """
    is_model = not folded.isalpha() and _MODEL.fullmatch(folded)
    if is_model and fuzzy and (phrase or len(folded) > 1):
        return (folded, f"{folded}s")
    if surface.isascii() and folded.isascii():
        return (folded,) if surface.lower() == folded else (folded, surface.lower())
    written_out = fold(surface.translate(_WRITTEN_OUT))
    return (folded,) if written_out == folded else (folded, written_out)
