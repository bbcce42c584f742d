"""The meaning of rules written the slow, obvious way: every word against every token.

No memo, no index, no candidates, no chunks: what the engine must agree with. It shares with the
engine what single words accept (``terms`` and ``spaceless``, tested on their own), how text is cut
into tokens (``text``), which marks part a phrase (``side_by_side``) and what around a number makes
it an amount (``counted``), and nothing else.
"""

from __future__ import annotations

from itertools import pairwise, product
from urllib.parse import urlsplit

import re2

from monitor.item import Item
from monitor.rules.language.query import And, Near, NOf, Not, Or, Query, Scoped, Term, TermKind
from monitor.rules.matching.counted import is_amount, may_be_amount
from monitor.rules.matching.side_by_side import MOST_ASIDE, Manner, are_parted, is_aside, lacks_sign
from monitor.rules.rule import Rule
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.prefixes import is_part_of_next
from monitor.rules.words.readings import readings
from monitor.rules.words.spaceless import stands
from monitor.rules.words.terms import SPACELESS_FOUND, accepts, accepts_pair
from monitor.rules.words.text_context import Caps, TextContext
from monitor.rules.words.words import Mode, edits
from monitor.text import fold, tokenise

SCOPES = {
    "title": ["title"], "body": ["summary", "content"], "author": ["author"], "tag": ["tag"],
    "feed": ["feed"], "site": ["site"], "lang": ["lang"],
}  # fmt: skip

Place = tuple[int, int, int, int, float]
"""First and last token (last before first: it covers none), start and end in the text, score."""


class Oracle:
    """One item, asked about one rule after another."""

    def __init__(self, item: Item, known: KnownWords) -> None:
        self.item = item
        self.known = known
        self.fields: list[tuple[str, str, TextContext]] = []
        main = [item.title, item.summary, item.content]
        small = not any(char.isupper() for text in main for char in text)
        texts = [("title", item.title), ("summary", item.summary), ("content", item.content)]
        texts += [("author", item.author), *(("tag", tag) for tag in item.tags)]
        for name, text in texts:
            uppers = sum(char.isupper() for char in text)
            letters = sum(char.isalpha() for char in text)
            caps = Caps.MIXED
            if text.isupper() and 2 * uppers > letters:
                caps = Caps.UPPER
            elif small:
                caps = Caps.LOWER
            if text:
                self.fields.append((name, text, TextContext(item.lang, caps)))

    def holds(self, rule: Rule) -> bool:
        return self._score(rule.query, rule, ["title", "summary", "content"]) is not None

    def score(self, rule: Rule) -> float | None:
        return self._score(rule.query, rule, ["title", "summary", "content"])

    def spans(self, rule: Rule, term: Term, name: str) -> set[tuple[int, int]]:
        """Where a term stands in the (first) field of a name."""
        for field in self.fields:
            if field[0] == name:
                return {(start, end) for _, _, start, end, _ in self._places(term, rule, field)}
        return set()

    def _score(self, query: Query, rule: Rule, names: list[str]) -> float | None:
        match query:
            case Term():
                return self._term(query, rule, names)
            case And(parts):
                scores = [self._score(part, rule, names) for part in parts]
                return None if None in scores else min(scores)
            case Or(parts):
                return self._at_least(1, parts, rule, names)
            case NOf(count, parts):
                return self._at_least(count, parts, rule, names)
            case Not(part):
                return 1.0 if self._score(part, rule, names) is None else None
            case Scoped(scope, part):
                return self._score(part, rule, SCOPES[scope])
            case Near(left, right):
                best = None
                for field in self.fields:
                    if field[0] not in names:
                        continue
                    for a, b in product(
                        self._any(left, rule, field), self._any(right, rule, field)
                    ):
                        after = _between(a, b)
                        before = _between(b, a)
                        if 0 <= after <= query.distance or (
                            not query.ordered and 0 <= before <= query.distance
                        ):
                            score = min(a[4], b[4])
                            best = score if best is None else max(best, score)
                return best
        raise TypeError(query)

    def _at_least(self, count, parts, rule, names):
        scores = [self._score(part, rule, names) for part in parts]
        held = sorted((score for score in scores if score is not None), reverse=True)
        return held[count - 1] if len(held) >= count else None

    def _term(self, term: Term, rule: Rule, names: list[str]) -> float | None:
        if names in (["feed"], ["site"], ["lang"]):
            return 1.0 if self._origin(term, names[0]) else None
        scores = [
            place[4]
            for field in self.fields
            if field[0] in names
            for place in self._places(term, rule, field)
        ]
        return max(scores, default=None)

    def _origin(self, term: Term, name: str) -> bool:
        wanted = term.text.lower()
        if name == "feed":
            return wanted in self.item.feed.lower() or wanted in self.item.source.lower()
        if name == "lang":
            return bool(self.item.lang) and self.item.lang == wanted
        host = urlsplit(self.item.link).hostname or ""
        return f".{host}".endswith(f".{wanted}")

    def _any(self, query: Query, rule: Rule, field) -> list[Place]:
        parts = query.parts if isinstance(query, Or) else (query,)
        return [place for part in parts for place in self._places(part, rule, field)]

    def _places(self, term: Term, rule: Rule, field) -> list[Place]:
        _, text, context = field
        tokens = tokenise(text)
        if term.kind is TermKind.REGEX:
            found = []
            plain = text.encode("utf-8", "replace").decode()
            for match in re2.finditer(term.text, plain):
                inside = [
                    i
                    for i, token in enumerate(tokens)
                    if token.end > match.start() and token.start < match.end()
                ]
                before = sum(token.end <= match.start() for token in tokens)
                first, last = (inside[0], inside[-1]) if inside else (before, before - 1)
                if match.end() > match.start():
                    found.append((first, last, match.start(), match.end(), 1.0))
            return found
        aliases = [
            alias
            for name, others in rule.aliases.items()
            if fold(name) == fold(term.text)
            for alias in others
        ]
        best: dict[tuple[int, int], Place] = {}
        for reading in readings(term, aliases, fuzzy=rule.fuzzy):
            manner = Manner.of(reading.alias or term.text, len(reading.words), context)
            for run in self._runs(reading.words, tokens, context, text, manner):
                start, end = tokens[run[0][0]].start, tokens[run[-1][1]].end
                is_lone = len(reading.words) == 1
                if is_lone and may_be_amount(reading.words[0]) and is_amount(text, start, end):
                    continue
                if (
                    sum(accepted.edits for _, _, accepted in run)
                    > edits(sum(len(word.folded) for word in reading.words))
                    and len(run) > 1
                ):
                    continue
                named = [
                    accepted.doubtful
                    for word, (_, _, accepted) in zip(reading.words, run, strict=True)
                    if word.capital or word.acronym
                ]
                if named and all(named):
                    continue
                score = min(accepted.score for _, _, accepted in run)
                if reading.alias:
                    score = min(score, 0.95)
                old = best.get((start, end))
                if old is None or old[4] < score:
                    best[start, end] = (run[0][0], run[-1][1], start, end, score)
        return list(best.values())

    def _runs(self, words, tokens, context, text, manner):
        """All ways the words stand side by side."""
        runs = [[place] for place in self._stands(words[0], tokens, context)]
        for i, (previous, word) in enumerate(pairwise(words), start=1):
            places = self._stands(word, tokens, context)
            named = previous.capital and word.capital
            runs = [
                [*run, place]
                for run in runs
                for place in places
                if self._follows(tokens, run[-1], place, named, text, manner)
                and not (i in manner.linked and self._lacks_sign(tokens, run[-1], place, text))
            ]
        return runs

    def _follows(self, tokens, before, after, named, text, manner):
        begins = tokens[after[0]].start
        start, end = tokens[before[0]].start, tokens[before[1]].end
        if before[1] + 2 <= after[0] <= before[1] + 1 + MOST_ASIDE:
            return named and is_aside(text[end:begins])
        return after[0] == before[1] + 1 and not are_parted(text, (start, end), begins, manner)

    def _lacks_sign(self, tokens, before, after, text):
        spans = [(tokens[first].start, tokens[last].end) for first, last, _ in (before, after)]
        return lacks_sign(text, *spans)

    def _spelled(self, tokens, at, word, context):
        spelled = stands(tuple(tokens), at, word.folded, context, self.known)
        return SPACELESS_FOUND if spelled else None

    def _stands(self, word, tokens, context):
        if word.mode is Mode.SPACELESS:
            length = len(word.folded)
            return [
                (i, i + length - 1, accepted)
                for i in range(len(tokens) - length + 1)
                if (accepted := self._spelled(tokens, i, word, context))
            ]
        found = []
        for i, token in enumerate(tokens):
            accepted = accepts(word, token, context, self.known)
            part = word.is_lone_name and is_part_of_next(tokens, i, context.langs, self.known)
            if accepted and not part:
                found.append((i, i, accepted))
            if i + 1 < len(tokens):
                accepted = accepts_pair(word, token, tokens[i + 1], context, self.known)
                if accepted is not None:
                    found.append((i, i + 1, accepted))
        return found


def _between(one: Place, other: Place) -> int:
    """Words between two places; -1 unless the other follows."""
    wordless = one[1] < one[0] or other[1] < other[0]
    return -1 if wordless and other[2] < one[3] else other[0] - one[1] - 1
