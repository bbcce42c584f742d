"""What to say where a rule's tokens don't go together: the error, and what to write instead.

``parser`` finds the place; here are the words. Without this module authors would learn that a rule
is wrong, but not what to write instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.errors import RuleError
from monitor.rules.language.limits import shorten
from monitor.rules.language.query import TermKind
from monitor.rules.language.tokens import Mark, Token

OPERANDS = (Mark.TERM, Mark.OPEN, Mark.SCOPE, Mark.NOF)
"""What an operand can begin with."""

_LOWER_CASE = {"and": "+", "or": "|", "not": "-", "near": "NEAR/5"}


def nothing_there(text: str, tokens: Sequence[Token], at: int) -> RuleError:
    """Return the error for a token that stands where an operand should begin."""
    token, before = tokens[at], tokens[at - 1] if at else None
    if not before or before.mark in (Mark.TERM, Mark.CLOSE):
        message = f"There is nothing before the {text[token.start : token.end]} here."
        hint = "Write what to look for first, or leave it out."
        return RuleError(message, text=text, position=token.start, hint=hint)
    found = text[before.start : before.end]
    if token.mark is Mark.NOT:
        message = f"A NOT can't come right after {found}."
        hint = "Write NOT after + or after what you do look for: Apple - pie."
        return RuleError(message, text=text, position=token.start, hint=hint)
    hint = "Write a word, a phrase or a parenthesis there."
    if token.mark is Mark.END and at > 1 and tokens[at - 2].bare:
        hint += (
            f' If {found} belongs to a name, quote it: "{shorten(tokens[at - 2].text)} {found}".'
        )
    message = f"There is nothing after the {found} here."
    return RuleError(message, text=text, position=before.start, hint=hint)


def side_by_side(text: str, tokens: Sequence[Token], first: int, edge: int) -> RuleError:
    """Return the error for two operands with no operator between them.

    Args:
        text: The rule's text.
        tokens: All of its tokens.
        first: Index of the token that the left operand begins with.
        edge: Index of the token that the right operand begins with.
    """
    ended, begun = tokens[edge - 1], tokens[edge]
    left, right = _show(text, tokens, first, edge), _operand(text, tokens, edge)
    message = f"There is no operator between {left} and {right}."
    kinds = [token.kind for token in (tokens[first], begun) if token.mark is Mark.TERM]
    if begun.bare and begun.text in _LOWER_CASE:
        message = f'"{begun.text}" in lower case is an ordinary word and joins nothing.'
        right = _operand(text, tokens, edge + 1)
        hint = f"Write {left} {_LOWER_CASE[begun.text]} {right}."
    elif ended.bare and ended.text in _LOWER_CASE and edge - first > 1:
        message = f'"{ended.text}" in lower case is an ordinary word and joins nothing.'
        left = _show(text, tokens, first, edge - 1)
        hint = f"Write {left} {_LOWER_CASE[ended.text]} {right}."
    elif ended.bare and ended.text[-1:] in ("+", "-"):
        mark = ended.text[-1]
        hint = f"Write {left[:-1]} {mark} {right}, with white space around the {mark}."
    elif begun.bare and ended.end == begun.start and not begun.text[0].isalnum():
        hint = f'Put all of it in one pair of quotes: "{ended.text}{begun.text}".'
    elif kinds == [TermKind.WORDS] * 2:
        phrase = f"{left} {right}".replace('"', "")
        hint = f'Write {left} + {right} to ask for both, or "{phrase}" for the phrase.'
    elif len(kinds) == 2:
        hint = f"Write {left} + {right} to ask for both, or {left} ONEAR/0 {right} for a phrase."
    else:
        hint = f"Write {left} + {right} to ask for both, or {left} | {right} for one of them."
    return RuleError(message, text=text, position=begun.start, hint=hint)


def distant_number(
    text: str, tokens: Sequence[Token], operator: Token, at: int
) -> RuleError | None:
    """Return the error for ``NEAR 5 recall``: the number was meant for the distance.

    Args:
        text: The rule's text.
        tokens: All of its tokens.
        operator: The NEAR or ONEAR.
        at: Index of the token behind it.
    """
    number, *following = tokens[at : at + 2]
    if not following:  # the end: there is nothing at all
        return None
    (word,) = following
    written = text[operator.start : operator.end]
    if "/" in written or not (number.bare and number.text.isdecimal() and word.bare):
        return None
    return RuleError(
        f"The distance must stand right behind {written}.",
        text=text,
        position=number.start,
        hint=f"Write {written}/{number.text} {word.text}. If the {number.text} is to be found, "
        f'too, quote it: {written} "{number.text} {word.text}".',
    )


def _operand(text: str, tokens: Sequence[Token], first: int) -> str:
    """Return the operand that begins with this token as the user wrote it, or its outline."""
    token = tokens[first]
    match token.mark:
        case Mark.SCOPE:
            return f"{token.text}:{_operand(text, tokens, first + 1)}"
        case Mark.NOF:
            return f"{token.number}of(…)"
        case Mark.OPEN:
            return "(…)"
        case Mark.TERM:
            end = first + 1
            while token.bare and tokens[end].bare:
                end += 1
            return _show(text, tokens, first, end)
        case _:
            return "…"


def _show(text: str, tokens: Sequence[Token], first: int, end: int) -> str:
    return shorten(text[tokens[first].start : tokens[end - 1].end])
