"""Alphabets: whether a text's letters can be of one language, to tell charsets apart. Pure.

The same bytes are "Győr" in one charset and "Gyõr" in another: õ, á and ö stand together in no
language. Without this module a charset would be taken for its neighbour, and a letter for another.
"""

from __future__ import annotations

from collections import Counter

_LETTERS = {
    "al": "çë", "at": "äöüß", "ca": "àçèéíïòóúü", "ch": "äöüàâçèéêëîïôœùû", "cz": "áčďéěíňóřšťúůýž",
    "de": "äöüßé", "dk": "åæøé", "ee": "äõöüšž", "es": "áéíñóúü", "fi": "åäöšž",
    "fr": "àâæçèéêëîïôœùûüÿ", "hr": "čćđšž", "ba": "čćđšž", "hu": "áéíóöőúüű", "is": "áæéíðóöúýþ",
    "it": "àèéìîòù", "lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "nl": "áéëèïóöü", "no": "åæøéèòó",
    "pl": "ąćęłńóśźż", "pt": "àáâãçéêíóôõú", "br": "àáâãçéêíóôõú", "ro": "ăâîşţșț",
    "se": "åäöé", "si": "čšž", "sk": "áäčďéíĺľňóôŕšťúýž", "tr": "âçğıîöşûü",
}  # fmt: skip
"""A country → the letters beyond ASCII of its language."""
_SIGNS = frozenset("–—‘’‚“”„«»‹›…€§°·•©®™ºª¿¡£¥±×½¼¾²³\u00a0\u00ad\ufeff")
"""What stands in a text of any language, if not within its words."""


def strangers(text: str, country: str = "") -> int:
    """Count the characters beyond ASCII that are strange to the language which has the fewest.

    Args:
        text: In Latin letters.
        country: Whose language it is in; empty, or one that isn't known here: any.
    """
    beyond = Counter(text.casefold() if "ß" not in text else text.lower())
    counted = {
        char: count
        for char, count in beyond.items()
        if not char.isascii() and char not in _SIGNS and char != "\u0307"
    }
    alphabets = [_LETTERS[country]] if country in _LETTERS else _LETTERS.values()
    return min(
        sum(count for char, count in counted.items() if char not in letters)
        for letters in alphabets
    )
