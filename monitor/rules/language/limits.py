"""What a term or a scope may be: limits, and what to say of one that is beyond them.

A complaint is a pair: what is wrong, and what to write instead. Without this module a rule such as
``a*`` would be accepted, match nearly every item and flood its targets.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from typing import Any, TypeAlias

import re2

from monitor.rules.language.query import TermKind

MAX_TEXT = 50_000
"""Characters of a rule. No rule within the other limits has a longer canonical text."""
MAX_TERM = 100
"""Characters of a term: fuzzy matching costs length times length."""
MAX_REGEX = 200
"""Characters of a regular expression."""
MAX_TERMS = 200
MAX_DEPTH = 50
"""Parentheses inside parentheses."""
MAX_DISTANCE = 100
"""Words between the two sides of NEAR."""
MIN_STEM = 3
"""Letters before ``*`` or ``~``: with fewer, half the dictionary would match."""

SCOPES = ("title", "body", "feed", "site", "lang", "author", "tag")
NAME_SCOPES = ("feed", "site", "lang")
"""They look at where an item comes from, not at what it says."""
_SAME_AS = {
    **dict.fromkeys(("headline", "heading", "intitle"), "title"),
    **dict.fromkeys(("text", "content", "summary", "description", "intext"), "body"),
    **dict.fromkeys(("domain", "host", "url", "inurl", "website"), "site"),
    **dict.fromkeys(("category", "topic", "label", "keyword"), "tag"),
    "source": "feed",
    "language": "lang",
    "byline": "author",
}
"""What other programs call our scopes."""

Complaint: TypeAlias = tuple[str, str]
"""What is wrong, and what to write instead."""

_REGEX_OPTIONS = re2.Options()
_REGEX_OPTIONS.log_errors = False
_REGEX_OPTIONS.max_mem = 1 << 20  # bytes RE2 may use for one expression
_BYTE = re.compile(r"(?<!\\)(?:\\\\)*\\C")
_SHOWN = 60
"""Characters of a rule's part that a message repeats."""


def compile_regex(pattern: str) -> Any:
    """Compile a term's regular expression.

    Raises:
        re2.error: RE2 can't read it, or it is too large; ``term_complaint`` says it to the user.
    """
    return re2.compile(pattern, _REGEX_OPTIONS)


def shorten(text: str) -> str:
    """Return a part of a rule for a message to quote: on one line, cut to 60 characters."""
    shown = " ".join(text.split())
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def count_letters(text: str) -> int:
    """Count letters and digits of any script."""
    return sum(map(str.isalnum, text))


def term_complaint(text: str, kind: TermKind) -> Complaint | None:
    """Return what is wrong with a term; None if nothing is."""
    if kind is TermKind.REGEX:
        return _regex_complaint(text)
    letters = count_letters(text)
    if not text:
        return "There is nothing between these quotation marks.", "Write a word or phrase in them."
    if len(text) > MAX_TERM:
        return (
            f"This term has {len(text)} characters; {MAX_TERM} are the limit.",
            "Name its few important words, with + between them.",
        )
    if not letters:
        return (
            f"{text} has no letter or digit, so it can't be found.",
            "Write a word, or leave it out.",
        )
    if kind is TermKind.PREFIX and " " in text:
        return (
            "The * works on one word, not on a phrase.",
            'For the phrase with a word left open write "Tim Cook" ONEAR/0 visit*.',
        )
    if kind in (TermKind.PREFIX, TermKind.TYPOS) and letters < MIN_STEM:
        mark = "*" if kind is TermKind.PREFIX else "~"
        if mark == "*" and any(unicodedata.east_asian_width(char) == "W" for char in text):
            hint = f"Leave out the {mark}: {text} is found inside longer words anyway."
        else:
            hint = f"Write more of the word, or {text} without the {mark}."
        return f"{mark} needs at least {MIN_STEM} letters before it.", hint
    return None


def _regex_complaint(pattern: str) -> Complaint | None:
    if len(pattern) > MAX_REGEX:
        return (
            f"This regular expression has {len(pattern)} characters; {MAX_REGEX} are the limit.",
            "Use + and | between shorter ones.",
        )
    if _BYTE.search(pattern):
        return "\\C finds parts of characters.", "Write a dot for any character."
    try:
        regex = compile_regex(pattern)
    except re2.error as error:
        return _regex_error(error)
    if regex.search("") or any(not found[0] for found in regex.finditer("a 1.")):
        return (
            "This regular expression matches nothing at all, so it would find every item.",
            "Use + instead of *, or name something it must contain.",
        )
    return None


def _regex_error(error: Exception) -> Complaint:
    reason = error.args[0] if error.args else ""
    reason = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
    what, _, where = reason.partition(": ")
    if "too large" in reason:
        hint = "Write smaller numbers in its braces, or use + and | between shorter ones."
    elif "perl operator" in what and "(?" in where:
        hint = (
            "Look-ahead, look-behind and atomic groups aren't supported, which is what keeps it "
            "fast. Use NOT or ONEAR instead: Apple - pie, Apple ONEAR/0 Pay."
        )
    elif "escape" in what and where[1:].isdigit():
        hint = "References such as \\1 aren't supported, which is what keeps it fast."
    else:
        hint = "See https://github.com/google/re2/wiki/Syntax, or quote a name with slashes in it."
    return f"This regular expression can't be read: {reason}.", hint


def name_complaint(scope: str, text: str) -> Complaint | None:
    """Return what is wrong with a name in one of ``NAME_SCOPES``; None if nothing is."""
    if scope == "site":
        host = text.partition("://")[2] or text
        host = host.partition("/")[0].removeprefix("www.")
        if " " in text:
            return (
                "site: takes one address.",
                f"Write + before the next term: site:{text.replace(' ', ' + ', 1)}.",
            )
        if "/" in text:
            return "site: takes only the site's name.", f"Write site:{host}."
    if scope == "lang" and not _is_language(text):
        code = text.replace("_", "-").partition("-")[0].lower()
        if _is_language(code):
            return f"lang: takes no regions such as {text}.", f"Write lang:{code}."
        return (
            f"{text} isn't the code of a language.",
            "Write lang:en for English, lang:de for German, lang:zh for Chinese.",
        )
    return None


def _is_language(code: str) -> bool:
    return 2 <= len(code) <= 3 and code.isascii() and code.isalpha()


def unknown_scope(name: str) -> str:
    """Return the scope probably meant by a word before a colon; empty for an ordinary word."""
    same = _SAME_AS.get(name.lower())
    return same or next(iter(get_close_matches(name.lower(), SCOPES, n=1, cutoff=0.8)), "")
