"""One spelling for the many of a date: digits, dashes, letters with and without accents.

Names are looked up as they are spelt here, and the file of names (``names.json``) was made by the
same function: without it "Mär", "MÄR." and "mar" would be three words, and ٢٥ no number. Pure.
"""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(
    r"[^\W\d_](?:[^\W\d_]|'(?=[^\W\d_])"
    "|[\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])*"  # vowels; no letters to re
)
"""A word of a text that was spelt ``plain``."""
# Accents of Latin, Greek and Cyrillic letters; the vowel points of Arabic and Hebrew. Not the signs
# of Thai and of India, which are letters in all but name: without them มี.ค. (March) is ม.ค.
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640\u200c-\u200f]"
)
_SAME = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣⁻", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009\u3000\u2007\u2008\ufeff\u200b\u2028", " "),
        **dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", None),
        **dict.fromkeys("’ʼ‘`´ʻ", "'"),
        "،": ",", "、": ",", "٫": ".", "⁄": "/", "∶": ":", "・": ".", "·": ".", "º": "o", "ª": "a",
        "ı": "i", "ł": "l", "ø": "o", "đ": "d",
        # Persian keyboards and Arabic ones have different letters for the same sound.
        "ى": "ي", "ی": "ي", "ک": "ك", "ۀ": "ه", "ة": "ه", "ە": "ه",
    }
)  # fmt: skip


def plain(text: str) -> str:
    """Return a text in lower case, without accents, with ASCII digits, blanks and dashes."""
    if text.isascii():
        return text.lower()
    text = text.translate(_SAME)
    folded = unicodedata.normalize("NFKD", text).casefold()
    folded = unicodedata.normalize("NFC", _MARKS.sub("", folded)).translate(_SAME)
    return "".join(
        str(unicodedata.decimal(letter)) if letter > "\x7f" and letter.isdecimal() else letter
        for letter in folded
    )
