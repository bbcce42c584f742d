"""Designations: names of letters and a number, which are one name however they are joined.

F-35, F35 and F 35 are one, and F-35s are several; F-15 is another, and so is A321 beside A320.
What begins with the number (3M, 5G, 4K) looks like an amount, and needs its capital: "5g of salt".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from monitor.text import Token

_HEADED: Final = re.compile(r"([A-Za-z]{1,6})([0-9]{1,4}[A-Za-z]{0,2})")
_AMOUNT: Final = re.compile(r"[0-9]+[A-Za-z]{1,2}")
_ARTICLES: Final = frozenset("ai")
"""Letters that also are words: in "A 320-seat hall" there is no aeroplane."""


def joined(tokens: Sequence[Token]) -> str:
    """Return the designation that a term's tokens spell, as one word; empty if they spell none.

    Args:
        tokens: One, or two with a hyphen or white space between.
    """
    if len(tokens) > 2 or any(token.mark or token.dotted for token in tokens):
        return ""
    spelled = "".join(token.surface for token in tokens)
    found = _HEADED.fullmatch(spelled)
    if found is None:
        return ""
    head = found.group(1)
    if head.islower() and len(head) < 3:
        return ""
    if len(tokens) == 2:
        spaced = tokens[1].gap == " "
        if tokens[0].surface != head or (spaced and not head.isupper()):
            return ""
        if tokens[1].gap not in (" ", "-"):
            return ""
    return spelled


def head_length(folded: str) -> int:
    """How many letters stand before a designation's number."""
    found = _HEADED.fullmatch(folded)
    return 0 if found is None else len(found.group(1))


def may_stand_apart(head: str, *, beside_a_name: bool = False) -> bool:
    """Whether a text's head of a designation (F 35) may have white space after it.

    Args:
        head: As the text writes it.
        beside_a_name: The designation stands beside another word of its term: Airbus A 380.
    """
    if head.lower() in _ARTICLES and not (beside_a_name and head.isupper()):
        return False
    return head.isupper() or (len(head) >= 3 and head[0].isupper())


def is_like_amount(folded: str) -> bool:
    """Whether a name looks like a number with its unit: 3M, 5G, 4K."""
    return _AMOUNT.fullmatch(folded) is not None
