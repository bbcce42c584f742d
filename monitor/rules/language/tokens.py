"""Rule text → tokens: words, quotes, marks and operators, each with its place in the text.

Knows every way to write a mark (full-width, curly, dashes) and folds them into one; knows what
makes a word. Without this module a rule typed on a Chinese keyboard (＋ “ ”) would be misread.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from monitor.errors import RuleError
from monitor.rules.language.limits import (
    MAX_DISTANCE,
    MAX_TEXT,
    SCOPES,
    shorten,
    term_complaint,
    unknown_scope,
)
from monitor.rules.language.query import TermKind

_FOLD = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # full-width ASCII
    **dict.fromkeys(map(ord, "“”„‟«»‹›「」『』〝〞〟"), '"'),
    **dict.fromkeys(map(ord, "’‘ʼ"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    ord("、"): ",",
    ord("＋"): "＋",  # stays: unlike +, it needs no white space (苹果＋中国)
}
OPERATOR_WORDS = ("AND", "OR", "NOT", "NEAR", "ONEAR")
_SCOPE = re.compile(r"([A-Za-z]+):")
_NOF = re.compile(r"([0-9]{1,4})\s*of(?=\s*\()", re.IGNORECASE)
_NEAR = re.compile(r"(O?NEAR)(?:/([0-9]{1,4}))?")
_NEAR_AMISS = re.compile(
    r"O?NEAR[/:~]([0-9]{0,6}).*"
    r"|(?i:o?near[/:~]?([0-9]{1,6})|o?near/|(?:w|n|pre|adj|within)/([0-9]{1,6}))"
)
_AROUND = re.compile(r"AROUND ?\( ?([0-9]{1,4}) ?\)")
_TIME = re.compile(r"(?:when|after|before|qdr):(?=[0-9])")
"""Google's, of which rules have no need: they watch for what comes."""
_HEBREW = re.compile(r"[\u0590-\u05ff\ufb1d-\ufb4f]")
_TAIL = re.compile(r"[*~]*")
_KIND_OF_TAIL = {"*": TermKind.PREFIX, "~": TermKind.TYPOS}


class Mark(StrEnum):
    """What a token is."""

    TERM = "term"
    AND = "+"
    OR = "|"
    NOT = "-"
    NEAR = "NEAR"
    ONEAR = "ONEAR"
    SCOPE = "scope"
    NOF = "of"
    OPEN = "("
    CLOSE = ")"
    COMMA = ","
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One mark or term of a rule's text."""

    mark: Mark
    start: int
    end: int
    """Span in the rule's text as the user wrote it."""
    text: str = ""
    """A term's words without their marks, or a scope's name."""
    kind: TermKind = TermKind.WORDS
    bare: bool = False
    """A word without quotes or marks, which joins its neighbours to a phrase."""
    number: int = 0
    """The n of NEAR/n and of nof."""


def tokenize(text: str, *, in_list: bool = False) -> list[Token]:
    """Split a rule's text into tokens, the last of which is ``Mark.END``.

    Args:
        text: As the user wrote it.
        in_list: Read it as standing between the commas of ``2of(…)``.

    Raises:
        RuleError: A quote or regex isn't closed or can't be read, or a mark is misused.
    """
    scanner = _Scanner(text, in_list=in_list)
    while scanner.skip_space():
        scanner.step()
    scanner.take(Mark.END, 0)
    return scanner.found


def join_words(words: str) -> str:
    """Return bare words as a term's text, without the punctuation a sentence leaves around it."""
    words = words.rstrip(",;:")
    if len(words) > 2 and words[0] == words[-1] == "'":
        words = words[1:-1]
    return unicodedata.normalize("NFC", " ".join(words.split()))


class _Scanner:
    def __init__(self, text: str, *, in_list: bool) -> None:
        self.text = text
        self.offsets = list(range(len(text) + 1))
        """For each character of ``folded`` its place in ``text``, and one more for the end."""
        if len(text) > MAX_TEXT:
            message = f"This rule has {len(text):,} characters; {MAX_TEXT:,} are the limit."
            self.fail(MAX_TEXT, message, "Split it into several rules.")
        self.folded = text
        """The text with one way to write each mark and nothing invisible in it."""
        if not (text.isascii() and text.isprintable()):
            kept = [offset for offset in range(len(text)) if self.is_visible(offset)]
            self.folded = "".join(_FOLD.get(ord(text[offset]), text[offset]) for offset in kept)
            self.offsets = [*kept, len(text)]
        self.at = 0
        self.lists = [in_list]
        """Whether commas separate here; one entry for each open parenthesis and one for none."""
        self.found: list[Token] = []

    def is_visible(self, offset: int) -> bool:
        char = self.text[offset]
        category = unicodedata.category(char)
        if category == "Cs":
            self.fail(offset, "This character is incomplete.", "Delete it and type it again.")
        # Zero-width spaces, soft hyphens, direction marks: pasted unseen.
        return category != "Cf" and (category != "Cc" or char.isspace())

    def fail(self, at: int, message: str, hint: str) -> NoReturn:
        raise RuleError(message, text=self.text, position=self.offsets[at], hint=hint)

    # Characters

    def peek(self, ahead: int = 0) -> str:
        index = self.at + ahead
        return self.folded[index] if 0 <= index < len(self.folded) else ""

    def is_blank(self, ahead: int) -> bool:
        return not self.peek(ahead).strip()

    def skip_space(self) -> bool:
        while self.at < len(self.folded) and self.folded[self.at].isspace():
            self.at += 1
        return self.at < len(self.folded)

    def is_operator_plus(self) -> bool:
        """Whether the plus here is AND; in ``+1`` and ``++`` it is part of a word."""
        following = self.peek(1)
        return self.is_blank(1) or following.isalpha() or following in "(\"'=-!/"

    def is_between(self, index: int, test: Callable[[str], bool]) -> bool:
        around = self.folded[max(index - 1, 0) : index] + self.folded[index + 1 : index + 2]
        return len(around) == 2 and all(map(test, around))

    def ends_word(self, index: int) -> bool:
        char = self.folded[index]
        if char == '"':  # but in צה"ל it is a letter's mark
            return not self.is_between(index, lambda near: bool(_HEBREW.match(near)))
        if char == ",":  # but in 1,000 it is part of the number
            return self.lists[-1] and not self.is_between(index, str.isdigit)
        if char == "＋":
            return self.is_between(index, lambda near: near not in "+＋" and not near.isspace())
        return char.isspace() or char in "()|"

    def word_end(self) -> int:
        end = self.at + 1
        while end < len(self.folded) and not self.ends_word(end):
            end += 1
        return end

    # Tokens

    def step(self) -> None:
        """Take the token that begins here."""
        char = self.peek()
        if char in "()":
            self.parenthesis()
        elif char == "|":
            self.take(Mark.OR, 2 if self.peek(1) == "|" else 1)
        elif char == "," and self.lists[-1]:
            self.take(Mark.COMMA)
        elif char == "!" or (char == "-" and self.peek(-1) != '"'):  # not in "AI"-powered
            self.take(Mark.NOT)
        elif char in "+＋" and self.is_operator_plus():
            self.take(Mark.AND)
        elif char == "/" and not self.is_blank(1):
            self.regex()
        elif char == '"' or (char == "=" and self.peek(1) == '"'):
            self.quoted(TermKind.WORDS if char == '"' else TermKind.EXACT)
        elif not self.scope() and not self.operator():
            self.word()

    def parenthesis(self) -> None:
        if self.peek() == "(":
            self.lists.append(bool(self.found) and self.found[-1].mark is Mark.NOF)
            self.take(Mark.OPEN)
        else:
            if len(self.lists) > 1:
                self.lists.pop()
            self.take(Mark.CLOSE)

    def take(self, mark: Mark, length: int = 1, *, text: str = "", number: int = 0) -> None:
        start, self.at = self.at, self.at + length
        span = (self.offsets[start], self.offsets[self.at])
        self.found.append(Token(mark, *span, text=text, number=number))

    def take_term(self, start: int, text: str, kind: TermKind, *, bare: bool = False) -> None:
        complaint = None if bare else term_complaint(text, kind)
        if complaint:
            self.fail(start, *complaint)
        span = (self.offsets[start], self.offsets[self.at])
        self.found.append(Token(Mark.TERM, *span, text=text, kind=kind, bare=bare))

    def scope(self) -> bool:
        named = _SCOPE.match(self.folded, self.at)
        if not named:
            return False
        name, length = named[1].lower(), len(named[0])
        if name in SCOPES:
            self.take(Mark.SCOPE, length, text=name)
            return True
        if _TIME.match(self.folded, self.at):
            hint = f'Leave it out: rules find what is new. Or quote a name: "{named[0]}…".'
            self.fail(self.at, f"{named[0]} isn't understood.", hint)
        meant = unknown_scope(name)
        if meant and (named[1] == name or not self.is_blank(length)):  # not "Source: Reuters"
            hint = f'Write {meant}:, or quote it if it is part of a name: "{named[0]}…".'
            self.fail(self.at, f"There is no scope {named[1]}:.", hint)
        return False

    def operator(self) -> bool:
        counted = _NOF.match(self.folded, self.at)
        if counted:
            self.take(Mark.NOF, len(counted[0]), number=int(counted[1]))
            return True
        word = self.folded[self.at : self.word_end()]
        if word in ("AND", "OR", "NOT"):
            self.take(Mark[word], len(word))
            return True
        if word == "&&":
            self.fail(self.at, "&& isn't understood.", "Write + (or AND) to ask for both.")
        if around := _AROUND.match(self.folded, self.at):
            hint = f"Write NEAR/{around[1]} for nearness (at most {MAX_DISTANCE})."
            self.fail(self.at, f"{around[0]} isn't understood.", hint)
        near = _NEAR.fullmatch(word)
        if near and int(near[2] or 4) <= MAX_DISTANCE:
            self.take(Mark[near[1]], len(word), number=int(near[2] or 4))
            return True
        amiss = _NEAR_AMISS.fullmatch(word)
        if amiss:
            distance = min(int(amiss[1] or amiss[2] or amiss[3] or 4), MAX_DISTANCE)
            right = f"{'ONEAR' if word[0] in 'oOpP' else 'NEAR'}/{distance}"
            found = shorten(word)
            hint = f'Write {right} for nearness (at most {MAX_DISTANCE}), or quote it: "{found}".'
            self.fail(self.at, f"{found} isn't understood.", hint)
        return False

    def word(self) -> None:
        start, end = self.at, self.word_end()
        exact = self.folded[start] == "="
        word = self.folded[start + exact : end]
        stem = word.rstrip("*~")
        if exact and not stem:
            self.fail(start, "There is nothing right after =.", "Write =AI, without a space.")
        if "*" in stem or stem.startswith("~") or not stem or re.search("~[0-9]+$", stem):
            at = start + exact + min(word.find(mark) for mark in "*~" if mark in word)
            self.misplaced(at, word)
        self.at = end - len(word) + len(stem)
        kind = self.tail(start, TermKind.EXACT if exact else TermKind.WORDS)
        bare = kind is TermKind.WORDS
        text = stem.replace("＋", "+")
        self.take_term(start, text if bare else _clean(text), kind, bare=bare)

    def quoted(self, kind: TermKind) -> None:
        start = self.at
        opening = start + (kind is TermKind.EXACT)
        closing = opening + 1
        while closing < len(self.folded) and (
            self.folded[closing] != '"' or not self.ends_word(closing)
        ):
            closing += 1
        if closing == len(self.folded):
            hint = 'Add " after the last word.'
            self.fail(opening, "This quotation mark is never closed.", hint)
        self.at = closing + 1
        kind = self.tail(start, kind)
        if kind is TermKind.TYPOS and self.peek().isdigit():
            hint = "For two words near each other write Apple NEAR/5 China."
            self.fail(self.at, "A number after ~ isn't understood.", hint)
        self.take_term(start, _clean(self.folded[opening + 1 : closing]), kind)

    def tail(self, start: int, kind: TermKind) -> TermKind:
        """Go past the ``*`` or ``~`` behind a word or quote; return the kind of term it makes."""
        found = _TAIL.match(self.folded, self.at)
        tail = found[0] if found else ""
        if not tail:
            return kind
        if len(tail) > 1:
            self.misplaced(self.at + 1, self.folded[start : self.at + len(tail)])
        if kind is TermKind.EXACT:
            hint = f"Leave one out: = finds a term just as written, {tail} more than is written."
            self.fail(start, f"= and {tail} contradict each other.", hint)
        self.at += 1
        return _KIND_OF_TAIL[tail]

    def misplaced(self, at: int, word: str) -> NoReturn:
        mark = self.folded[at]
        example = "micro*" if mark == "*" else "nvidia~"
        hint = (
            f'Write {example}; if the {mark} belongs to a name, quote the name: "{shorten(word)}".'
        )
        self.fail(at, f"{mark} can stand only once, at the end of a word.", hint)

    def regex(self) -> None:
        start = self.at
        closing = start + 1
        while closing < len(self.folded) and self.folded[closing] != "/":
            closing += 2 if self.folded[closing] == "\\" else 1
        if closing >= len(self.folded):
            message = "A / before a word opens a regular expression; this one is never closed."
            hint = 'Add / at its end, or quote a name that begins with a slash: "/e/OS".'
            self.fail(start, message, hint)
        self.at = closing + 1
        if self.peek().isalnum():
            hint = "Options stand inside, as in /(?i)apple/. A name with slashes needs quotes."
            self.fail(self.at, "Letters right after a closing / aren't understood.", hint)
        # As the user wrote it: folding would change what it finds.
        pattern = self.text[self.offsets[start + 1] : self.offsets[closing]]
        self.take_term(start, pattern, TermKind.REGEX)


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.replace("＋", "+").split()))
