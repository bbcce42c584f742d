r"""The rule language: rule text → tree → canonical text; errors with a caret.

This is the language's definition:

    rule    = either
    either  = both { "|" both }                       one of them is enough
    both    = not { [ "+" ] not }                     all of them; only a NOT needs no "+"
    not     = [ "-" ] near                            not this
    near    = scoped [ "NEAR/n" scoped ]              near each other, in either order
    scoped  = [ scope ":" ] operand                   only there
    operand = term | "(" either ")" | n "of(" either { "," either } ")"
    term    = word { word } | '"' phrase '"' | "=" word | word "*" | word "~" | "/" regex "/"

So NOT binds tighter than AND, AND tighter than OR: ``a | b + c - d`` is ``a | (b + c - d)``.

Operators
    ``+``       also AND. A plus inside a word, at its end or before its digits belongs to the word:
                ``C++``, ``Disney+``, ``+1``. The full-width ＋ needs no white space.
    ``|``       also ``||`` or OR.
    ``-``       also ``!`` or NOT, or a dash; it needs white space (or a parenthesis or operator)
                before it, so ``e-commerce`` is a word. ``a - b`` and ``a -b`` are the same; so are
                ``a + NOT b`` and ``a - b``.
    ``NEAR/n``  at most n words (0 to 100, 4 if left out) between the two; ``ONEAR/n``: and in this
                order. Both sides are terms or parentheses with terms and ``|``.
    AND OR NOT NEAR ONEAR are operators only in capitals, ``n of`` only before a parenthesis.

Terms
    Words side by side are a phrase: ``Joe Tsai`` is ``"Joe Tsai"``. Two terms of which one has
    quotes or marks must not stand side by side: that could mean a phrase or AND.
    ``=AI``     exactly as written, capitals and all; also ``="Air China"``.
    ``micro*``  words that begin so; at least 3 letters.
    ``nvidia~`` typos allowed even if the word is short (at least 3 letters); also
                ``"Joe Tsai"~``.
    ``/regex/`` RE2 syntax, at most 200 characters; ``\/`` for a slash.
    A word is what stands between white space, parentheses, ``|`` and double quotes, in ``nof`` also
    commas (but not the one in 1,000): ``AT&T``, ``U.S.``, ``O'Brien``, ``24/7``, ``.NET``,
    ``http://example.org``, ``50%``. Marks count only where they stand above; in quotes nothing is
    an operator. Commas, colons and semicolons at the end and single quotes around are dropped.
    A term has at most 100 characters and at least one letter or digit.

Scopes: ``title:`` ``body:`` (summary and content) ``feed:`` ``site:`` ``lang:`` ``author:``
    ``tag:``, in any capitals, white space allowed behind, one scope not inside another.
    ``feed:``, ``site:`` (as in ``reuters.com``) and ``lang:`` (as in ``zh``) take a plain name, or
    several with ``|`` between them in parentheses. An unknown word before a colon is a mere word
    (``Re:Zero``), unless it is like a scope's name (``titel:``).

Kinds of white space, full-width and curly forms (＋ ｜ （ ） ， “ ” 「 」 and so on) and invisible
characters make no difference. A rule must look for something, and so must each alternative, each
part of ``nof``, each scope and what stands behind a NOT. At most 50,000 characters, 200 terms and
50 parentheses inside each other.

Without this module a rule would be a text that nothing can look for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NoReturn

from monitor.errors import RuleError
from monitor.rules.language.advice import Parsed, advise
from monitor.rules.language.canonical import canonical
from monitor.rules.language.limits import (
    MAX_DEPTH,
    MAX_TERMS,
    NAME_SCOPES,
    name_complaint,
    term_complaint,
)
from monitor.rules.language.mistakes import (
    OPERANDS,
    distant_number,
    nothing_there,
    side_by_side,
)
from monitor.rules.language.query import (
    Near,
    NOf,
    Not,
    Or,
    Query,
    Scoped,
    Term,
    TermKind,
    all_of,
    any_of,
    is_positive,
)
from monitor.rules.language.tokens import Mark, Token, join_words, tokenize
from monitor.rules.rule import Rule

__all__ = ["canonical", "parse_rule"]


def parse_rule(
    text: str,
    *,
    name: str = "",
    aliases: Mapping[str, Sequence[str]] | None = None,
    fuzzy: bool = True,
) -> Rule:
    """Read a rule.

    Args:
        text: In the language that this module's docstring defines.
        name: The rule's name, as alerts will show it.
        aliases: What else a term accepts: term → other words, already merged from all sources.
        fuzzy: False: match words as written, but for case and accents.

    Returns:
        The rule, with ``warnings`` on what is probably not meant.

    Raises:
        RuleError: The text can't be read; knows where, and what to write instead.
    """
    parsed = _Parser(text).parse()
    kept = {
        term: tuple(filter(None, map(str.strip, words))) for term, words in (aliases or {}).items()
    }
    return Rule(
        name=name,
        match=text,
        query=parsed.query,
        canonical=canonical(parsed.query),
        aliases={term: words for term, words in kept.items() if words},
        fuzzy=fuzzy,
        warnings=advise(parsed),
    )


class _Parser:
    """One method for each line of the grammar."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.at = 0
        self.terms = 0
        self.depth = 0
        self.scope = ""
        self.last = 0
        """The token that the last whole operand began with."""
        self.bare: set[int] = set()
        self.mixed: list[tuple[tuple[Query, ...], ...]] = []

    def parse(self) -> Parsed:
        if self.token.mark is Mark.END:
            self.fail(0, "This rule is empty.", "Write what to look for: Apple + China + AI.")
        query = self.either()
        self.close(Mark.END)
        if not is_positive(query):
            message = "This rule says only what you don't want."
            self.fail(0, message, "Add what to look for before it: Apple - pie.")
        return Parsed(query, frozenset(self.bare), tuple(self.mixed))

    # The grammar

    def either(self) -> Query:
        starts, alternatives = [self.token.start], [self.both()]
        while self.take(Mark.OR):
            starts.append(self.token.start)
            alternatives.append(self.both())
        parts = [all_of(operands) for operands in alternatives]
        if len(parts) == 1:
            return parts[0]
        for start, part in zip(starts, parts, strict=True):
            self.need_positive(start, part, "This alternative")
        if any(len(operands) > 1 for operands in alternatives):
            self.mixed.append(tuple(map(tuple, alternatives)))
        return any_of(parts)

    def both(self) -> list[Query]:
        parts = [self.negation()]
        while self.take(Mark.AND) or self.token.mark is Mark.NOT:
            parts.append(self.negation())
        return parts

    def negation(self) -> Query:
        if not self.take(Mark.NOT):
            return self.near()
        start = self.token.start
        if self.token.mark is Mark.NOT:
            self.fail(start, "Two NOTs follow each other.", "Leave one or both of them out.")
        part = self.near()
        if not is_positive(part):
            self.fail(start, "A NOT follows another NOT.", "Leave both of them out.")
        return Not(part)

    def near(self) -> Query:
        start, left = self.token.start, self.scoped()
        operator = self.token
        if operator.mark not in (Mark.NEAR, Mark.ONEAR):
            return left
        self.at += 1
        self.check_near(start, left)
        if error := distant_number(self.text, self.tokens, operator, self.at):
            raise error
        start, right = self.token.start, self.scoped()
        self.check_near(start, right)
        if self.token.mark in (Mark.NEAR, Mark.ONEAR):
            hint = "Write a NEAR/5 b + b NEAR/5 c."
            self.fail(self.token.start, "NEAR joins only two terms.", hint)
        return Near(left, right, operator.number, ordered=operator.mark is Mark.ONEAR)

    def scoped(self) -> Query:
        first, scope = self.at, self.token
        part = self.inside(scope) if self.take(Mark.SCOPE) else self.operand()
        self.last = first
        return part

    def inside(self, scope: Token) -> Scoped:
        if self.scope:
            hint = f"Write {self.scope}:apple + {scope.text}:china."
            self.fail(scope.start, f"{scope.text}: stands inside {self.scope}:.", hint)
        self.scope = scope.text
        start, part = self.token.start, self.operand()
        self.scope = ""
        self.need_positive(start, part, f"{scope.text}: here")
        if scope.text in NAME_SCOPES:
            part = self.name(start, scope.text, part)
        return Scoped(scope.text, part)

    def operand(self) -> Query:
        token = self.token
        if token.mark is Mark.TERM:
            return self.phrase()
        if self.take(Mark.OPEN):
            self.enter(token)
            part = self.either()
            self.leave(token)
            return part
        if self.take(Mark.NOF):
            return self.some(token)
        raise nothing_there(self.text, self.tokens, self.at)

    def some(self, counted: Token) -> Query:
        opening = self.token
        self.at += 1
        self.enter(opening)
        parts: list[Query] = []
        while not parts or self.take(Mark.COMMA):
            start = self.token.start
            parts.append(self.either())
            self.need_positive(start, parts[-1], "This part")
        self.leave(opening)
        if not 1 <= counted.number <= len(parts):
            message = f"{counted.number} of {len(parts)} is impossible."
            hint = f"Write a number from 1 to {len(parts)} before the of."
            if len(parts) == 1:
                hint = "Put commas between its parts: 2of(Apple, Alibaba, Huawei)."
            self.fail(counted.start, message, hint)
        return NOf(counted.number, tuple(parts))

    def phrase(self) -> Term:
        first = self.token
        self.at += 1
        self.terms += 1
        if self.terms > MAX_TERMS:
            message = f"This is the rule's term number {self.terms}; {MAX_TERMS} are the limit."
            self.fail(first.start, message, "Split it into several rules.")
        if not first.bare:
            return Term(first.text, first.kind, first.start)
        words = [first.text]
        while self.token.mark is Mark.TERM and self.token.bare:
            words.append(self.token.text)
            self.at += 1
        text = join_words(" ".join(words))
        complaint = term_complaint(text or " ".join(words), TermKind.WORDS)
        if complaint:
            self.fail(first.start, *complaint)
        self.bare.add(first.start)
        return Term(text, TermKind.WORDS, first.start)

    # What may not be

    def name(self, start: int, scope: str, part: Query) -> Query:
        """Return what ``feed:``, ``site:`` or ``lang:`` looks for, if it is a name or several."""
        if isinstance(part, Or):
            return Or(tuple(self.name(start, scope, one) for one in part.parts))
        if not isinstance(part, Term) or part.kind is not TermKind.WORDS:
            at = part.position if isinstance(part, Term) else start
            hint = "Write, for example, feed:bbc, site:(reuters.com | apnews.com) or lang:de."
            message = f"{scope}: takes a plain name, or several with | between them."
            self.fail(at, message, hint)
        text = part.text if scope == "feed" else part.text.lower()
        complaint = name_complaint(scope, part.text) or term_complaint(text, part.kind)
        if complaint:
            self.fail(part.position, *complaint)
        return Term(text, part.kind, part.position)

    def check_near(self, start: int, part: Query) -> None:
        parts = part.parts if isinstance(part, Or) else (part,)
        if all(isinstance(one, Term) for one in parts):
            return
        if isinstance(part, Scoped):
            hint = f"Put the scope around both: {part.scope}:(Apple NEAR/5 China)."
        else:
            hint = "Only words, phrases and (a | b) can stand beside NEAR."
        self.fail(start, "This can't stand beside NEAR.", hint)

    def need_positive(self, start: int, part: Query, what: str) -> None:
        if not is_positive(part):
            message = f"{what} says only what you don't want, so nearly every item would match."
            hint = "Put the NOT after what you do want: (Apple | iPhone) - pie."
            self.fail(start, message, hint)

    def close(self, mark: Mark) -> None:
        """Expect this mark behind an operand; else say what is wrong with what stands there."""
        token = self.token
        if token.mark in OPERANDS:
            raise side_by_side(self.text, self.tokens, self.last, self.at)
        if token.mark is not mark:
            self.fail(token.start, "This ) closes nothing.", "Leave it out, or add ( before.")

    # Tokens

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self, mark: Mark) -> bool:
        if self.token.mark is not mark:
            return False
        self.at += 1
        return True

    def enter(self, opening: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            message = f"More than {MAX_DEPTH} parentheses stand inside each other here."
            self.fail(opening.start, message, "Split the rule into several.")

    def leave(self, opening: Token) -> None:
        if self.token.mark is Mark.END:
            self.fail(opening.start, "This ( is never closed.", "Add ) where it should end.")
        self.close(Mark.CLOSE)
        self.at += 1
        self.depth -= 1

    def fail(self, position: int, message: str, hint: str) -> NoReturn:
        raise RuleError(message, text=self.text, position=position, hint=hint)
