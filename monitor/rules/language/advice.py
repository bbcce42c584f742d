"""Advice on rules that can be read but were probably meant otherwise, in plain sentences.

Each sentence says how the rule was read and gives the text to write instead; writing the meant
parentheses or quotes always silences it. Without this module ``a | b + c`` could watch, for years,
for something that its author didn't mean.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.rules.language.canonical import canonical
from monitor.rules.language.limits import count_letters
from monitor.rules.language.query import (
    And,
    NOf,
    Not,
    Or,
    Query,
    Scoped,
    Term,
    TermKind,
    all_of,
    any_of,
    terms,
    walk,
)
from monitor.rules.language.tokens import join_words

_OPERATORS = {
    **dict.fromkeys(("and", "And"), "+"),
    **dict.fromkeys(("or", "Or"), "|"),
    **dict.fromkeys(("not", "Not"), "-"),
    **dict.fromkeys(("near", "Near"), "NEAR/5"),
}
_WRITTEN = frozenset(_OPERATORS.values())
_DANGLING = frozenset(("and", "or"))
"""Neither begins nor ends a name."""
_SHORT = 2
"""Letters of a term that stands in too many texts by chance, unless it is an acronym."""
_LONG_PHRASE = 3
_SEPARATOR = re.compile(
    r"\s+[^\w\s]+\s+"  # Johnson & Johnson
    r"|(?<!\d)[,;]\s*|[,;]\s*(?!\d)"  # Paris, London; but not 1,000
    r"|(?<=[^\W\d_])\+(?:\s+|(?=[^\W\d_]))"  # Apple+China; but not C++
)
_LISTED = re.compile(r"[,;](?!\d)|(?<!\d)[,;]")
_OPERATOR_INSIDE = re.compile(r"\s(?:\+|-|AND|OR|NOT)\s|\|")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A rule's tree, and what its text said that the tree doesn't."""

    query: Query
    bare: frozenset[int]
    """Positions of the terms that were written without quotes or marks."""
    mixed: tuple[tuple[tuple[Query, ...], ...], ...]
    """For each run of ``|`` that relies on precedence: its alternatives, each a run of ``+``."""


def advise(parsed: Parsed) -> tuple[str, ...]:
    """Return a sentence for each thing in a rule that is probably not meant."""
    return tuple(dict.fromkeys(_sentences(parsed)))


def _sentences(parsed: Parsed) -> Iterator[str]:
    nodes = list(walk(parsed.query))
    names = {  # what stands in these scopes is often short
        term.position
        for node in nodes
        if isinstance(node, Scoped) and node.scope not in ("title", "body")
        for term in terms(node)
    }
    for node in nodes:
        if isinstance(node, Term) and node.kind is TermKind.WORDS:
            yield from (_bare if node.position in parsed.bare else _quoted)(node.text)
            if node.position not in names:
                yield from _short(node.text)
        if isinstance(node, And | Or | NOf):
            yield from _repeated(node.parts)
        if isinstance(node, And):
            yield from _contradicted(node.parts)
            yield from _needless(node.parts, Or)
        if isinstance(node, Or):
            yield from _needless(node.parts, And)
    for alternatives in parsed.mixed:
        yield from _precedence(alternatives)


# Terms


def _bare(phrase: str) -> Iterator[str]:
    words = phrase.split()
    if (
        len(words) > 1
        and set(words) - _OPERATORS.keys()
        and (
            _OPERATORS.keys() & set(words[1:-1])
            or words[0] in ("not", "Not")
            or {words[0], words[-1]} & _DANGLING
        )
    ):
        word = next(word for word in words if word in _OPERATORS)
        yield f'"{word}" is an ordinary word here. {_did_you_mean(_with_operators(words), phrase)}'
        return
    apart = [part for part in _SEPARATOR.split(phrase) if count_letters(part)]
    if len(apart) > 1:
        # Who lists things means any of them; who writes a sign between two means both.
        is_list = "".join(_LISTED.sub("", phrase).split()) == "".join("".join(apart).split())
        mark = " | " if is_list else " + "
        yield f"{phrase} is read as one phrase. {_did_you_mean(mark.join(apart), phrase)}"
    elif len(words) >= _LONG_PHRASE:
        yield (
            f"{phrase} is read as one phrase of {len(words)} words. "
            f"{_did_you_mean(' + '.join(map(join_words, words)), phrase)}"
        )


def _did_you_mean(text: str, phrase: str) -> str:
    return f'Did you mean {text}? If it is a phrase, quote it: "{phrase}".'


def _with_operators(words: list[str]) -> str:
    """Write ``and``, ``or`` and ``not`` as operators, where they join anything."""
    written: list[str] = []
    for word in words:
        operator = _OPERATORS.get(word)
        if operator == "-" and written[-1:] == ["+"]:
            written[-1] = "-"
        elif operator and (operator == "-" or (written and written[-1] not in _WRITTEN)):
            written.append(operator)
        elif written or not operator:
            written.append(word)
    while written[-1] in _WRITTEN:
        written.pop()
    return " ".join(written)


def _quoted(text: str) -> Iterator[str]:
    if _OPERATOR_INSIDE.search(text):
        yield (
            f'Quotes make one phrase of "{text}", operators and all. '
            f"Did you mean {text}, without the quotes?"
        )
    if any(word.endswith("*") for word in text.split()):
        yield (
            f'The * in "{text}" is an ordinary character. To leave a word of a phrase open write, '
            'for example, "Tim Cook" ONEAR/0 visit*.'
        )


def _short(text: str) -> Iterator[str]:
    capitals, letters = text.upper(), count_letters(text)
    if " " in text or letters > _SHORT:
        return
    if text != capitals:
        yield (
            f"{text} is so short that it is found by chance. "
            f"Did you mean the acronym {capitals}? Otherwise ={text} finds it just as written."
        )
    elif text.isdigit() or (letters == 1 and text.lower() == text):  # 的, but neither X nor C++
        yield (
            f"{text} is so short that it is found by chance. "
            f"Write what stands beside it, too; or use ={text}, which finds it just as written."
        )


# What terms make together


def _repeated(parts: tuple[Query, ...]) -> Iterator[str]:
    for part, count in Counter(parts).items():
        if count > 1:
            yield f"{canonical(part)} appears {count} times here; once is enough."


def _contradicted(parts: tuple[Query, ...]) -> Iterator[str]:
    wanted = {part.part if isinstance(part, Scoped) else part for part in parts} | set(parts)
    for part in parts:
        if isinstance(part, Not):
            unwanted = part.part.parts if isinstance(part.part, Or) else (part.part,)
            for one in unwanted:
                if one in wanted:
                    text = canonical(one)
                    yield f"{text} is both asked for and excluded, so this never matches."


def _needless(parts: tuple[Query, ...], kind: type[And | Or]) -> Iterator[str]:
    why = "is asked for anyway" if kind is Or else "is enough"
    for part in parts:
        if isinstance(part, kind):
            for same in parts:
                if same in part.parts:
                    text = canonical(part)
                    yield f"{canonical(same)} {why}, so ({text}) adds nothing. Leave it out."


def _precedence(alternatives: tuple[tuple[Query, ...], ...]) -> Iterator[str]:
    read = " | ".join(
        f"({canonical(all_of(operands))})" if len(operands) > 1 else canonical(operands[0])
        for operands in alternatives
    )
    sentence = f"+ and - bind tighter than |, so this is read as {read}. "
    meant = _or_first(alternatives)
    yield sentence + (f"Did you mean {meant}? " if meant else "") + "Parentheses make it clear."


def _or_first(alternatives: tuple[tuple[Query, ...], ...]) -> str:
    """Return the same operands read as if ``|`` bound tighter than ``+``, if that has a sense."""
    clauses = [[one] for one in alternatives[0]]
    for first, *others in alternatives[1:]:
        clauses[-1].append(first)
        clauses.extend([one] for one in others)
    parts: list[Query] = []
    for first, *others in clauses:
        if any(isinstance(one, Not) for one in others):
            return ""
        if isinstance(first, Not):
            parts.append(Not(any_of([first.part, *others])))
        else:
            parts.append(any_of([first, *others]))
    return canonical(all_of(parts))
