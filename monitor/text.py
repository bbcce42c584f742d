"""Text: folding, and words with their place in the original text. No rules and no languages here.

Two spellings of a word that a reader takes for the same fold to the same string: HTML entities,
compatibility forms (full-width letters), invisible characters, capitals and accents go. A token
remembers where it stood *before* all that, so that a hit can be marked in what the feed sent.

Text is cut at white space into chunks first, and a chunk is tokenised on its own: the outcome for
one chunk never depends on its neighbours, which is what lets the matcher remember it.

Scripts written without spaces (Chinese, Japanese, Thai …; Korean too, whose particles stick to
the word) give one token a character; everything else gives one token a word.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

# Characters of scripts in which a word's borders can't be seen.
_SPACELESS: Final = (
    "\u0e01-\u0e3a\u0e40-\u0e4e"  # Thai
    "\u0e81-\u0edf\u1000-\u109f\u1780-\u17d3"  # Lao, Myanmar, Khmer
    "\u1100-\u11ff\u3131-\u318e\uac00-\ud7af"  # Hangul
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029"  # radicals, 々〆〇
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # kana
    "\u3105-\u312f\u31a0-\u31bf"  # Bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
# Marks that belong to the letter before them; Python's \w leaves them out.
_MARKS: Final = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0900-\u0963\u0966-\u0dff"  # the Indic blocks but for their full stops
)
_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
    "\u2120\u2122"  # ℠ ™, which would be letters of the word before
)
# Apostrophes that Unicode calls letters: Ukrainian has ’ as well as ʼ, Uzbek ' as well as ʻ.
_APOSTROPHES: Final = "\u02b9\u02bb\u02bc"
_WORD: Final = rf"(?:[^\W_{_APOSTROPHES}]|[{_MARKS}])"
_SPACED: Final = rf"(?:(?![{_SPACELESS}])[^\W_{_APOSTROPHES}]|[{_MARKS}])"
_LETTER: Final = rf"(?![{_SPACELESS}])[^\W\d_{_APOSTROPHES}]"

_TOKEN: Final = re.compile(
    rf"(?P<spaceless>[{_SPACELESS}])"
    rf"|(?P<dotted>(?<!{_WORD})(?:{_LETTER}\.)+{_LETTER}(?!{_WORD})\.?)"
    rf"|(?P<amp>(?<!{_WORD}){_LETTER}{{1,3}}(?:&{_LETTER}{{1,3}})+(?!{_WORD}))"
    rf"|(?P<word>{_SPACED}+)(?P<mark>[+#]{{1,2}}(?!{_WORD}))?"
)
# The same for plain ASCII, which most chunks are, in a third of the time.
_ASCII_TOKEN: Final = re.compile(
    r"(?P<dotted>(?<![A-Za-z0-9])(?:[A-Za-z]\.)+[A-Za-z](?![A-Za-z0-9])\.?)"
    r"|(?P<amp>(?<![A-Za-z0-9])[A-Za-z]{1,3}(?:&[A-Za-z]{1,3})+(?![A-Za-z0-9]))"
    r"|(?P<word>[A-Za-z0-9]+)(?P<mark>[+#]{1,2}(?![A-Za-z0-9]))?"
)
_POSSESSIVE: Final = re.compile(rf"['’ʼ`´][sS](?!{_WORD})")
POSSESSIVE: Final = "'"
CONTINUED: Final = ","
_ENTITY: Final = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]{1,31};?)")
_HIDDEN: Final = re.compile(f"[{_INVISIBLE}]")
_EXTENDS: Final = re.compile(rf"[{_MARKS}\u1160-\u11ff\u3099\u309a\uff9e\uff9f]")
_JOINERS: Final = frozenset(f"-‐‑–−'‘’{_APOSTROPHES}")
_MONEY: Final = frozenset("$€£¥₹₽₩₺")
_DIGITS_GO_ON: Final = re.compile("[0-9][.,][0-9]")
_YEAR: Final = re.compile("(?:19|20)[0-9][0-9]")
_LONGEST_CLUSTER: Final = 16  # Unicode's own bound is 30 marks on a letter; real writing needs 4
# What folds to itself, and whatever may stand around it that neither is a word nor folds to one.
_ONLY_SPACELESS: Final = re.compile(
    "[\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "!-%'-/:-@\\[-`{-~\u00b7\u2010-\u2027\u2030-\u205e\u3001\u3002\u3008-\u3011\u3014-\u301f"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+"
)
_ANY_SPACELESS: Final = re.compile(f"[{_SPACELESS}]")
_NOT_PLAIN: Final = re.compile(f"[{_SPACELESS}{_APOSTROPHES}]")
ASCII_EDGES: Final = ".,;:!?\"'()[]"
_CHUNK: Final = re.compile(r"\S+")

# Letters whose diacritic Unicode doesn't take apart, and Arabic spellings that vary freely.
_PLAIN: Final = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i",
        "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ə": "e",
        "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "ـ": None,
    }
)  # fmt: skip
# Marks that may be left out in writing. Kana's voicing marks and Indic vowels may not.
_OPTIONAL_MARK: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]+"
)
_SHORT_I: Final = "\ue000"  # й is a letter of its own; it sits out the folding of accents as this


class Token(NamedTuple):
    """One word, or one character of a script without spaces."""

    folded: str
    """Without capitals, accents and the dots of an acronym."""
    surface: str
    """As written, but for entities, compatibility forms, invisible characters and dots."""
    start: int
    end: int
    """Span in the original text, possessive ending and marks left out."""
    gap: str
    """What separates it from the token before: ``""`` nothing, ``"-"`` a hyphen, dash (F–35) or
    apostrophe, ``" "`` white space only, ``"."`` anything else (also before the first)."""
    mark: str
    """``+`` or ``#`` that belongs to it (C++, C#, Disney+); ``$`` for an amount of money in any
    currency (€3m); ``'`` for a possessive (Wendy's); ``,`` for what continues a number (the 5 of
    2.5), a year left out (31.12.2026); else empty."""
    spaceless: bool
    """One character of a script without spaces."""
    dotted: bool
    """An acronym written with dots (U.S.)."""


class Chunk(NamedTuple):
    """The tokens of a stretch without white space, with spans relative to its start."""

    tokens: tuple[Token, ...]
    opens: bool
    """A token stands at the very beginning: nothing parts it from the chunk before but space."""
    closes: bool
    """A token stands at the very end."""


def fold(text: str) -> str:
    """Reduce to what two spellings of one word share: compatibility forms, case, accents.

    ``"Müller"`` → ``"muller"``, ``"ＡＩ"`` → ``"ai"``, ``"ёлка"`` → ``"елка"``; ``й`` stays.
    Doesn't unescape HTML or drop invisible characters: ``tokenise`` does.
    """
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    if folded.isascii():
        return folded
    folded = unicodedata.normalize("NFD", folded.replace("й", _SHORT_I))
    folded = _OPTIONAL_MARK.sub("", folded)
    folded = unicodedata.normalize("NFC", folded).translate(_PLAIN)
    return folded.replace(_SHORT_I, "й")


def fold_all(words: Sequence[str]) -> list[str]:
    """Fold many words, in a tenth of the time that ``fold`` takes for one after another."""
    folded = fold("\n".join(words)).split("\n") if words else []
    # Whatever stands before or behind a line's end is folded as at the beginning or end of a text.
    return folded if len(folded) == len(words) else [fold(word) for word in words]


_fold_character = lru_cache(maxsize=10_000)(fold)
"""Of a script without spaces: there a text has a token a character, and few distinct ones."""


def is_spaceless(chunk: str) -> bool:
    """Whether a chunk holds only punctuation and characters of scripts without spaces.

    And all of these characters fold to themselves. A quick test: False may be wrong, True never is.
    """
    return _ONLY_SPACELESS.fullmatch(chunk) is not None


def spaceless_characters(chunk: str) -> list[str]:
    """The characters of scripts without spaces in a chunk, in order."""
    return _ANY_SPACELESS.findall(chunk)


def is_word(chunk: str) -> bool:
    """Whether a chunk is one word of ASCII letters and digits, perhaps between punctuation.

    A quick test: False may be wrong, True never is.
    """
    return chunk.isascii() and chunk.strip(ASCII_EDGES).isalnum()


def bare(chunk: str) -> str:
    """Take the punctuation off a chunk that is one word of letters or digits; else leave it.

    Quick, so some punctuation may stay. ``read_chunk`` finds the same words either way.
    """
    word = chunk.strip(ASCII_EDGES)
    is_one = word.isalnum() if word.isascii() else is_plain(word)
    return word if is_one else chunk


def is_letters(folded: str) -> bool:
    """Whether a folded word has only letters, and the marks that are a part of them in Indic."""
    return folded.isalpha() or (
        not folded.isascii() and not any(map(str.isdigit, folded)) and folded.isprintable()
    )


def is_plain(chunk: str) -> bool:
    """Whether a chunk is one word of letters that stand for themselves, in a script with spaces."""
    return chunk.isalpha() and (
        chunk.isascii()
        or (unicodedata.is_normalized("NFKC", chunk) and _NOT_PLAIN.search(chunk) is None)
    )


def read_chunk(chunk: str) -> Chunk:
    """Tokenise a stretch of text that holds no white space (``str.split``'s sense)."""
    if chunk.isascii():
        if chunk.isalpha():
            token = Token(chunk.lower(), chunk, 0, len(chunk), ".", "", False, False)
            return Chunk((token,), True, True)
        if "&" not in chunk:
            return _tokens(chunk, None)
    elif (
        "&" not in chunk
        and unicodedata.is_normalized("NFKC", chunk)
        and _HIDDEN.search(chunk) is None
    ):
        return _tokens(chunk, None)
    return _tokens(*_plain(chunk))


def chunks(text: str) -> Iterator[tuple[str, int]]:
    """Yield the chunks of a text as ``text.split()`` cuts it, each with its offset in the text."""
    for found in _CHUNK.finditer(text):
        yield found.group(), found.start()


def tokenise(text: str) -> list[Token]:
    """Cut a text into words. Spans and gaps are those of the whole text."""
    tokens: list[Token] = []
    open_end = False
    for chunk, offset in chunks(text):
        open_end = place(read_chunk(chunk), offset, after=open_end, into=tokens)
    return tokens


def place(chunk: Chunk, offset: int, *, after: bool, into: list[Token]) -> bool:
    """Append a chunk's tokens, moved to their place in the text.

    Args:
        chunk: what ``read_chunk`` gave.
        offset: where in the text it starts.
        after: whether the chunk before closed with a token.
        into: the text's tokens so far.

    Returns:
        ``after`` for the next chunk.
    """
    first = True
    for folded, surface, start, end, chunk_gap, mark, spaceless, dotted in chunk.tokens:
        gap = chunk_gap
        if first:
            gap = " " if after and chunk.opens else "."
            first = False
        into.append(
            Token(folded, surface, start + offset, end + offset, gap, mark, spaceless, dotted)
        )
    return chunk.closes


def _plain(chunk: str) -> tuple[str, list[int]]:
    """Unescape, compose and drop what can't be seen.

    Returns:
        The plain text and where its characters came from: character ``i`` of it stood in the chunk
        from ``origin[2 * i]`` to ``origin[2 * i + 1]``.
    """
    units: list[tuple[str, int, int]] = []
    at = 0
    while at < len(chunk):
        entity = _ENTITY.match(chunk, at) if chunk[at] == "&" else None
        if entity is not None and (plain := html.unescape(entity.group())) != entity.group():
            units += [(char, at, entity.end()) for char in plain]
            at = entity.end()
        else:
            units.append((chunk[at], at, at + 1))
            at += 1
    clusters: list[tuple[str, int, int]] = []
    for char, start, end in units:
        if _HIDDEN.match(char):
            continue
        extends = unicodedata.combining(char) or _EXTENDS.match(char)
        if clusters and extends and len(clusters[-1][0]) < _LONGEST_CLUSTER:
            before, first, _ = clusters[-1]
            clusters[-1] = (before + char, first, end)
        else:
            clusters.append((char, start, end))
    plain_text: list[str] = []
    origin: list[int] = []
    for cluster, start, end in clusters:
        normal = unicodedata.normalize("NFKC", cluster)
        plain_text.append(normal)
        origin += [start, end] * len(normal)
    return "".join(plain_text), origin


def _gap(between: str) -> str:
    """What parts two tokens, reduced to what matters of it."""
    if not between or between.isspace():
        return between and " "
    return "-" if between in _JOINERS else "."


def _tokens(text: str, origin: list[int] | None) -> Chunk:
    """Tokenise plain text that came from ``origin`` (see ``_plain``; None: it is the original)."""
    tokens: list[Token] = []
    at = 0
    opens = closes = False
    for found in (_ASCII_TOKEN if text.isascii() else _TOKEN).finditer(text):
        start, end = found.span()
        if start < at:  # the s of a possessive
            continue
        kind = found.lastgroup
        mark = ""
        surface = found.group()
        gap = _gap(text[at:start]) if tokens else "."
        at = end
        if kind == "dotted":
            surface = surface.replace(".", "")
        elif kind == "mark":
            mark = found.group("mark")
            surface = found.group("word")
            end -= len(mark)
        elif start and surface[0].isdigit() and text[start - 1] in _MONEY:
            mark = "$"
        elif start > 1 and _DIGITS_GO_ON.match(text, start - 2) and not _YEAR.fullmatch(surface):
            mark = CONTINUED
        folded = _fold_character(surface) if kind == "spaceless" else fold(surface)
        if not folded:
            continue
        closes = at == len(text)
        if kind != "spaceless" and (possessive := _POSSESSIVE.match(text, at)) is not None:
            at = possessive.end()
            mark = mark or POSSESSIVE
        if not tokens:
            opens = start == 0
        tokens.append(
            Token(
                folded,
                surface,
                start if origin is None else origin[2 * start],
                end if origin is None else origin[2 * end - 1],
                gap,
                mark,
                kind == "spaceless",
                kind == "dotted",
            )
        )
    return Chunk(tuple(tokens), opens, closes)
