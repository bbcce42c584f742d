"""Searches: what people type into a search box → a tree, which ``fts_expression`` looks for.

The marks are those of rules (``language.parser``), less those that full text has no answer for:

    apple china       both, anywhere; also ``apple + china``, ``apple AND china``
    apple | huawei    one of them; also ``apple OR huawei``; AND binds tighter
    apple -huawei     without it; also ``NOT huawei``
    "joe tsai"        side by side
    resign            with its forms: resigns, resigned
    =resign           without
    alib*             a beginning, of three letters or more
    title:apple       only there, or in ``body:``; also before parentheses

What is misspelt isn't found, and there is no NEAR, ``nof`` or regular expression: each is refused
in words, as is anything that can't be read.
"""

from __future__ import annotations

from typing import Final, NoReturn

from monitor.errors import RuleError, SearchError
from monitor.rules.language.limits import MAX_DEPTH, count_letters, shorten
from monitor.rules.language.query import Not, Query, Scoped, Term, TermKind, all_of, any_of
from monitor.rules.language.tokens import Mark, Token, join_words, tokenize
from monitor.search_tokens import search_tokens

MAX_TEXT: Final = 2_000
MAX_TERMS: Final = 50
_SCOPES: Final = ("title", "body")
_ENDS: Final = (Mark.END, Mark.CLOSE, Mark.OR)
_REFUSED: Final = {
    TermKind.TYPOS: (
        "A search finds no misspellings.",
        "Leave out the ~; alib* finds every word that begins so.",
    ),
    TermKind.REGEX: (
        "A search takes no regular expressions.",
        "Write words; alib* finds every word that begins so.",
    ),
}


def read_search(text: str) -> Query:
    """Read a search.

    Returns:
        A tree of ``And``, ``Or``, ``Not``, ``Scoped`` (title, body) and ``Term`` (words, exact,
        prefix), each term with at least one word; as in rules, a ``Not`` stands beside something
        positive.

    Raises:
        SearchError: The text can't be read; the error knows where, and what to write instead.
    """
    if len(text) > MAX_TEXT:
        raise SearchError(
            f"This search has {len(text):,} characters; {MAX_TEXT:,} are the limit.",
            text=text,
            position=MAX_TEXT,
            hint="Name a few important words.",
        )
    try:
        return _Reader(text).read()
    except SearchError:
        raise
    except RuleError as error:
        raise SearchError(
            error.message, text=error.text, position=error.position, hint=error.hint
        ) from None


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.at = 0
        self.depth = 0
        self.terms = 0
        self.scope = ""

    def read(self) -> Query:
        if len(self.tokens) == 1:
            self.fail(self.tokens[0], "There is nothing to search for.", "Write a word: apple.")
        query = self.either()
        if self.token.mark is not Mark.END:
            self.fail(self.token, "This ) closes nothing.", "Leave it out, or add ( before.")
        return query

    def either(self) -> Query:
        parts = [self.both()]
        while self.take(Mark.OR):
            parts.append(self.both())
        return any_of(parts)

    def both(self) -> Query:
        first = self.token
        parts = [self.negation()]
        while self.take(Mark.AND) or self.token.mark not in _ENDS:
            parts.append(self.negation())
        if all(isinstance(part, Not) for part in parts):
            hint = "Add what to look for before it: apple -pie."
            self.fail(first, "This says only what you don't want.", hint)
        return all_of(parts)

    def negation(self) -> Query:
        if not self.take(Mark.NOT):
            return self.operand()
        if self.token.mark is Mark.NOT:
            self.fail(self.token, "Two NOTs follow each other.", "Leave one or both of them out.")
        return Not(self.operand())

    def operand(self) -> Query:
        token = self.token
        self.at += 1
        match token.mark:
            case Mark.TERM:
                return self.term(token)
            case Mark.OPEN:
                return self.inside(token)
            case Mark.SCOPE if token.text in _SCOPES:
                return Scoped(token.text, self.within(token))
            case Mark.SCOPE:
                hint = f'Leave it out, or put it in quotes: "{token.text}: …".'
                self.fail(token, f"A search can't look at {token.text}: alone.", hint)
            case Mark.NOF:
                self.fail(token, "A search can't count.", "Write AND, OR and parentheses.")
            case Mark.NEAR | Mark.ONEAR:
                hint = 'Write both words, or a phrase in quotes: "joe tsai".'
                self.fail(token, f"{token.mark} doesn't work in a search.", hint)
        raise self.missing(token)

    def within(self, scope: Token) -> Query:
        if self.scope:
            hint = f"Write {self.scope}:apple {scope.text}:china."
            self.fail(scope, f"{scope.text}: stands inside {self.scope}:.", hint)
        if self.token.mark in (Mark.SCOPE, Mark.NOT):
            hint = f"Write {scope.text}:apple, or {scope.text}:(apple OR pear)."
            self.fail(scope, f"A word or a parenthesis follows {scope.text}:.", hint)
        self.scope = scope.text
        part = self.operand()
        self.scope = ""
        return part

    def inside(self, opening: Token) -> Query:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            message = f"More than {MAX_DEPTH} parentheses stand inside each other here."
            self.fail(opening, message, "Leave out those that aren't needed.")
        part = self.either()
        if not self.take(Mark.CLOSE):
            self.fail(opening, "This ( is never closed.", "Add ) where it should end.")
        self.depth -= 1
        return part

    def term(self, token: Token) -> Term:
        self.terms += 1
        if self.terms > MAX_TERMS:
            message = f"This search has more than {MAX_TERMS} words; that is the limit."
            self.fail(token, message, "Name a few important ones.")
        if token.kind in _REFUSED:
            self.fail(token, *_REFUSED[token.kind])
        text = join_words(token.text) if token.bare else token.text
        if not count_letters(text) or not search_tokens(text):
            message = f"{shorten(token.text)} has no letter or digit, so it can't be found."
            self.fail(token, message, "Write a word, or leave it out.")
        return Term(text, token.kind, token.start)

    def missing(self, token: Token) -> SearchError:
        """What is lacking where an operand should begin."""
        before = self.tokens[self.at - 2] if self.at > 1 else None
        if before is None or before.mark in (Mark.TERM, Mark.CLOSE):
            mark = self.text[token.start : token.end]
            return self.error(token, f"There is nothing before this {mark}.", "Write a word there.")
        mark = self.text[before.start : before.end]
        hint = f'Write a word there, or put it in quotes to look for it: "{mark}".'
        if before.mark is Mark.OPEN:
            hint = "Write a word there, or leave it out."
        return self.error(before, f"There is nothing after this {mark}.", hint)

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self, mark: Mark) -> bool:
        if self.token.mark is not mark:
            return False
        self.at += 1
        return True

    def fail(self, token: Token, message: str, hint: str) -> NoReturn:
        raise self.error(token, message, hint)

    def error(self, token: Token, message: str, hint: str) -> SearchError:
        return SearchError(message, text=self.text, position=token.start, hint=hint)
