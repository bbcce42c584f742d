"""Counted: whether what looks like a name is an amount of something: 3M, "3M people".

A letter behind a number is a million or a thousand as well as a name's, and only the words around
it tell. Without this module a rule for the company 3M would find every flood.
"""

from __future__ import annotations

import re
from typing import Final

from monitor.rules.words.words import Word

_NAME: Final = re.compile(r"[0-9][MKBT]")
_BEFORE: Final = re.compile(
    r"(?:[$€£¥₹]|\b(?:more than|less than|fewer than|up to|at least|at most|close to|as many as"
    r"|over|under|above|below|nearly|almost|about|around|roughly|some|approximately|another|extra"
    r"|additional|estimated|than|exceeds?|tops?|hits?|reach(?:es|ed)?|worth|plus"
    r"|mehr als|über|rund|knapp|fast|etwa|plus de|près de|environ|más de|casi|unos|oltre|quasi"
    r"|circa|mais de|cerca de|meer dan|bijna|ruim))[\s-]*$",
    re.IGNORECASE,
)
_BEHIND: Final = re.compile(
    r"[\s-]+(?:[a-z]+\s)?(?:accounts?|acres|adults|albums|americans|animals|barrels|bottles"
    r"|businesses|buyers|buyout|cars|cases|children|citizens|clicks|commuters|consumers|contract"
    r"|copies|customers|deal|deals|deaths|devices|dollars|donation|doses|downloads|drivers|employees"
    r"|euros|families|fans|farmers|fee|fine|followers|fund|funding|gallons|grant|hectares|homes|hours"
    r"|households|houses|images|jobs|kids|kilometres|kilometers|km|likes|listeners|litres|liters"
    r"|loan|members|meters|metres|migrants|miles|pages|passengers|patients|payout|pensioners|people"
    r"|photos|players|pounds|prize|pupils|readers|records|refugees|residents|riders|rounds|sales"
    r"|shares|shots|signatures|sites|spectators|square|streams|students|subscribers|tests|tickets"
    r"|times|tonnes|tons|tourists|transfer|travell?ers|trees|units|users|vaccines|vehicles|viewers"
    r"|views|visitors|visits|voters|votes|women|workers|years"
    r"|menschen|einwohner|personen|personnes|habitants|personas|habitantes|persone|pessoas|mensen)\b",
    re.IGNORECASE,
)


def may_be_amount(word: Word) -> bool:
    """Whether a name in a term may be an amount as well: 3M, 4K; $3M and 100K are amounts."""
    return word.acronym and not word.mark and _NAME.fullmatch(word.surface) is not None


def is_amount(text: str, start: int, end: int) -> bool:
    """Whether the words around what stands there show that something is counted."""
    if _BEHIND.match(text, end):
        return True
    return _BEFORE.search(text, max(start - 24, 0), start) is not None
