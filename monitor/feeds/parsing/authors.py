"""Authors: what feeds write in the place of a name → the names.

``ruth@wire.example (Ruth Ashby)``, ``Ruth Ashby (mailto:…)``, ``Ruth Ashby <…>``: RSS asks for an
address, people write what they like. Without this module ``author:Ashby`` would miss Ruth Ashby,
and addresses would stand where readers expect a name. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.feeds.parsing.plaintext import fold, text_of_title

_ADDRESS = r"(?:mailto:)?[^\s<>()\[\]@,;:\"]+@[^\s<>()\[\]@,;:\"]+(?:\?subject=\S*)?"
_FOUND = re.compile(_ADDRESS, re.IGNORECASE)
_BRACKETED = re.compile(rf"[(<\[]\s*{_ADDRESS}\s*[)>\]]", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[,;]|\band\b|&)\s*(?![^()]*\))")
_AROUND = " \t-–—|,;:/\"'"
_WRAPPED = re.compile(r"\(((?:[^()]|\([^()]*\))+)\)")
_LONGEST = 2_000


def names(written: Iterable[str]) -> list[str]:
    """Return the names of authors, each once.

    Args:
        written: What stands in the feed, one text an element; may hold markup and addresses.

    Returns:
        Plain names; addresses where none has a name.
    """
    found: dict[str, str] = {}
    for text in written:
        folded = fold(text[:_LONGEST])
        parts = _BETWEEN.split(folded) if folded.count("@") > 1 else [folded]
        if not all("@" in part for part in parts):
            parts = [folded]
        for part in parts:
            name = text_of_title(_name(part))
            if name:
                found.setdefault(name.casefold(), name)
    named = [name for name in found.values() if not is_address(name)]
    return named or list(found.values())


def is_address(name: str) -> bool:
    """Whether what stands for a name is only an address."""
    return _FOUND.fullmatch(name) is not None


def _name(written: str) -> str:
    address = _FOUND.search(written) if "@" in written else None
    if not address:
        return written
    rest = _FOUND.sub("", _BRACKETED.sub("", written)).strip(_AROUND)
    if wrapped := _WRAPPED.fullmatch(rest):  # as RSS has it: address (name)
        rest = wrapped[1].strip(_AROUND)
    return rest or re.sub(r"(?i)^mailto:|\?subject=.*$", "", address[0])
