"""Designations: names of letters and a number, which are one name however they are joined.

F-35, F35 and F 35 are one, and F-35s are several; F-15 is another, and so is A321 beside A320. A
capital behind the number names a variant (F-35A, C-130J), which is a part of what the name means.
What begins with the number (3M, 5G, 4K) looks like an amount, and needs its capital: "5g of salt".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_lowercase
from typing import Final

from monitor.text import POSSESSIVE, Token

_LETTERS: Final = "A-Za-zА-яІіЇїЄєҐґ"
_HEADED: Final = re.compile(rf"([{_LETTERS}]{{1,6}})([0-9]{{1,4}}[{_LETTERS}]{{0,2}})")
_CYRILLIC: Final = "абвгдежзиклмнопрстуфхцчшэю"
_AMOUNT: Final = re.compile(r"[0-9]+[A-Za-z]{1,2}")
_ARTICLES: Final = frozenset("ai")
"""Letters that also are words: in "A 320-seat hall" there is no aeroplane."""

_NUMBERED: Final = re.compile(
    r"\b(?:Amendment|Article|Artículo|Articolo|Artigo|Bill|Block|Capítulo|Capitolo|Category|Chapitre"
    r"|Chapter|Class|Clause|Convoy|Day|Directive|Episode|Fase|Flight|Gate|Grade|Group|Highway|Lane|Level"
    r"|Line|Measure|Paragraph|Part|Phase|Platform|Proposition|Reactor|Regulation|Resolution|Resolución"
    r"|Résolution|Risoluzione|Room|Round|Route|Rule|Season|Section|Stage|Step|Tier|Title|Type|Unit"
    r"|Vlucht|Vol|Volo|Volume|Voo|Vuelo|Week|Zone)(?=[ -][0-9])"
)
"""What is counted rather than named: papers write phase 3 and flight 171 in small letters, too."""


def without_capitals(text: str) -> str:
    """A term with what is counted in small letters: ``"Phase 3"`` → ``"phase 3"``."""
    return _NUMBERED.sub(lambda found: found.group().lower(), text)


def joined(tokens: Sequence[Token]) -> str:
    """Return the designation that a term's tokens spell, as one word; empty if they spell none.

    Args:
        tokens: One, or two with a hyphen or white space between.
    """
    if len(tokens) > 2 or any(
        token.mark not in ("", POSSESSIVE) or token.dotted for token in tokens
    ):
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


def forms(folded: str) -> tuple[str, ...]:
    """The folded forms of a designation: its own, its plural and its variants."""
    if not folded[-1].isdigit():
        return (folded, f"{folded}s")
    letters = ascii_lowercase if folded[0] in ascii_lowercase else _CYRILLIC
    return (folded, *(folded + letter for letter in letters))


def is_plural_or_variant(own: str, written: str, *, upper: bool, hyphen: bool) -> bool:
    """Whether a form of a name with a number is its plural (F-35s) or a variant of it (F-35A).

    A variant that is written as one word needs two digits, or it is some other name (M1A, A4B).

    Args:
        own: The name, folded.
        written: One of its other ``forms`` as the text has it, or the end of it.
        upper: The text is all in capitals.
        hyphen: The text has a hyphen before the number.
    """
    letter = written[-1]
    if letter in "sS":
        return upper or letter == "s"
    return letter.isupper() and (hyphen or own[-2:].isdigit())


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
    shortest = 3 if head.isascii() else 2
    if head.isupper():
        return head.isascii() or len(head) >= shortest  # В 2027 году is no name
    return len(head) >= shortest and head[0].isupper()


def is_like_amount(folded: str) -> bool:
    """Whether a name looks like a number with its unit: 3M, 5G, 4K."""
    return _AMOUNT.fullmatch(folded) is not None
