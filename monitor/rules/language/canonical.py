"""Query → the one spelling that every equal rule shares, which reads back as the same query.

``+``, ``|`` and `` - `` with white space around them, parentheses only where precedence needs
them, quotes around phrases and around words that wouldn't read back as themselves. Operands keep
their order. Leaves reading to ``language``.
"""

from __future__ import annotations

from monitor.errors import RuleError
from monitor.rules.language.query import And, Near, NOf, Not, Or, Query, Scoped, Term, TermKind
from monitor.rules.language.tokens import OPERATOR_WORDS, Mark, join_words, tokenize


def canonical(query: Query) -> str:
    """Return the canonical text of a query that came from ``parser.parse_rule``."""
    match query:
        case Term(text=text, kind=kind):
            return _term(text, kind)
        case And(parts=parts):
            return "".join(_conjunct(part, first=not index) for index, part in enumerate(parts))
        case Or(parts=parts):
            return " | ".join(map(canonical, parts))
        case Not(part=part):
            return f"- {_tight(part)}"
        case Near(left=left, right=right, distance=distance, ordered=ordered):
            operator = "ONEAR" if ordered else "NEAR"
            return f"{_tight(left)} {operator}/{distance} {_tight(right)}"
        case NOf(count=count, parts=parts):
            return f"{count}of({', '.join(map(canonical, parts))})"
        case Scoped(scope=scope, part=part):
            inside = canonical(part)
            return f"{scope}:{inside}" if isinstance(part, Term | NOf) else f"{scope}:({inside})"


def _conjunct(part: Query, *, first: bool) -> str:
    if isinstance(part, Not):
        return canonical(part) if first else f" {canonical(part)}"
    text = f"({canonical(part)})" if isinstance(part, Or) else canonical(part)
    return text if first else f" + {text}"


def _tight(part: Query) -> str:
    """What stands behind NOT or beside NEAR."""
    return f"({canonical(part)})" if isinstance(part, And | Or) else canonical(part)


def _term(text: str, kind: TermKind) -> str:
    match kind:
        case TermKind.REGEX:
            return f"/{text}/"
        case TermKind.EXACT:
            bare, quoted = f"={text}", f'="{text}"'
        case TermKind.PREFIX:
            bare, quoted = f"{text}*", f'"{text}"*'
        case TermKind.TYPOS:
            bare, quoted = f"{text}~", f'"{text}"~'
        case TermKind.WORDS:
            bare, quoted = text, f'"{text}"'
    return bare if _reads_as(bare, text, kind) else quoted


def _reads_as(written: str, text: str, kind: TermKind) -> bool:
    if text.isascii() and text.isalpha() and text not in OPERATOR_WORDS:
        return True  # as most do; spares reading them again
    try:
        token, *rest = tokenize(written, in_list=True)
    except RuleError:
        return False
    found = join_words(token.text) if token.bare else token.text
    return (
        token.mark is Mark.TERM
        and (found, token.kind) == (text, kind)
        and [other.mark for other in rest] == [Mark.END]
    )
