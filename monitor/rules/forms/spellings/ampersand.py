"""Ampersand: "&" and "and" between two names are the same (Marks & Spencer, H and M, C und A).

And a number may be joined to what has one: S&P 500, S&P500.

Newspapers differ in which they print, each by its own style book. Without this module a rule for
Marks & Spencer would find what half of them print.
"""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = r"[^\W\d_]"
_AND: Final = ("and", "und", "et", "y", "e", "en", "och", "og", "i", "и")
_SIGN: Final = re.compile(rf"(?<={_NAME}{{2}})\s*&\s*(?={_NAME}{{2}})")
_WORD: Final = re.compile(rf"(?<={_NAME}{{2}}) (?:{'|'.join(_AND)}) (?={_NAME}{{2}})")
_LETTERS: Final = re.compile(r"([A-Z]{1,2})\s*&\s*([A-Z]{1,2})(?=\s|$)")
"""Initials: in them the word stands between capitals (H and M), which show what it is."""
_BEFORE_NUMBER: Final = re.compile(rf"(?<=&{_NAME}) (?=\d)")


def with_and_otherwise(name: str) -> list[str]:
    """Return a name with "and" for its "&", or the other way round; or joined to its number.

    Args:
        name: A term. What stands on both sides are names of three letters or more, with capitals;
            or one or two initials.
    """
    if "&" not in name:
        return [_replaced(_WORD, " & ", name)]
    if letters := _LETTERS.match(name):
        first, second = letters.groups()
        ways = [f"{first} {word} {second}{name[letters.end() :]}" for word in _AND]
    else:
        ways = [_replaced(_SIGN, f" {word} ", name) for word in _AND]
    return [*ways, _joined_to_number(name)]


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
