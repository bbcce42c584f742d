"""Ampersand: "&" and "and" between two names are the same (Marks & Spencer, Marks and Spencer).

And a number may be joined to what has one: S&P 500, S&P500.

Newspapers differ in which they print, each by its own style book. Without this module a rule for
Marks & Spencer would find what half of them print.
"""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = r"[^\W\d_]"
_SIGN: Final = re.compile(rf"(?<={_NAME}{{2}})\s*&\s*(?={_NAME}{{2}})")
_AND: Final = re.compile(rf"(?<={_NAME}{{2}}) and (?={_NAME}{{2}})")
_BEFORE_NUMBER: Final = re.compile(rf"(?<=&{_NAME}) (?=\d)")


def with_and_otherwise(name: str) -> tuple[str, ...]:
    """Return a name with "and" for its "&", or the other way round; or joined to its number.

    Args:
        name: A term. What stands on both sides are names: they have capitals and three letters or
            more (AT&T is one word).

    Returns:
        The other spellings, some of them empty.
    """
    if "&" in name:
        return _replaced(_SIGN, " and ", name), _joined_to_number(name)
    return (_replaced(_AND, " & ", name),) if " and " in name else ()


def _joined_to_number(name: str) -> str:
    return _BEFORE_NUMBER.sub("", name) if _BEFORE_NUMBER.search(name) else ""


def _replaced(pattern: re.Pattern[str], other: str, name: str) -> str:
    found = pattern.search(name)
    if found is None:
        return ""
    before, after = name[: found.start()], name[found.end() :]
    first, second = before.split()[-1], after.split()[0]
    if not (first[0].isupper() and second[0].isupper() and min(len(first), len(second)) >= 3):
        return ""
    return f"{before}{other}{after}"
