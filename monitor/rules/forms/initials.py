"""Initials: a person's first letters are the same name with and without space (J.K., J. K., JK).

Newspapers differ in how they set them, each by its own style book. Without this module a rule for
J.K. Rowling would find what half of them print.
"""

from __future__ import annotations

import re
from typing import Final

_LETTER: Final = r"[^\W\d_]"
_APART: Final = re.compile(rf"(?<![\w.])(?:{_LETTER}\.?\s){{1,3}}{_LETTER}(?:\.|(?=\s))")
_TOGETHER: Final = re.compile(rf"(?<![\w.])(?:{_LETTER}\.){{2,4}}|(?<!\S)[A-Z]{{2,3}}(?=\s)")
_LETTERS: Final = re.compile(_LETTER)
_NAME: Final = re.compile(rf"(?<![\w.]){_LETTER}{{3,}}")


def set_otherwise(name: str) -> str:
    """Return a name with its initials together where they stood apart, and the other way round.

    Args:
        name: Several words. Initials are capitals, and of a name if a word in capitals follows.

    Returns:
        The other spelling; empty if there are no initials.
    """
    if "." not in name and not any(map(str.isupper, name.split())):
        return ""  # most names have neither, which is soon seen
    for pattern, between in ((_APART, ""), (_TOGETHER, " ")):
        found = pattern.search(name)
        if found is None or not found[0].isupper():
            continue
        word = _NAME.search(name, found.end())
        if word is not None and word[0][0].isupper():
            letters = between.join(_LETTERS.findall(found[0]))
            return f"{name[: found.start()]}{letters} {name[found.end() :].lstrip()}"
    return ""
