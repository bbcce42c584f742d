"""A rule → the feeds of search engines that bring what it may match, each with its query. Pure.

What an engine can't take is left out so that it finds more, not less, and the rule still decides.
Where it must be less (an engine that heeds ten words has no room for every alias), that is said.
Without this module somebody who knows no feed for a subject would write these addresses by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from monitor.human import plural
from monitor.rules.rule import Rule
from monitor.search_feeds.clauses import Asked, Clause, Wanted, Where, asked
from monitor.search_feeds.editions import Edition
from monitor.search_feeds.engines import Engine
from monitor.text import tokenise

Zipf = Callable[[str, Iterable[str]], float]

MAX_QUERIES = 4
"""Feeds made of one rule for one engine and language, where it wants more words than fit in one."""
_LONGEST_NAME = 60
_ENGLISH = Edition("en", "US")
"""What is written on the engines that have no editions."""

_PLAIN = re.compile(r"[^\W_]+")
_OPERATORS = frozenset({"AND", "OR", "NOT", "NEAR", "AROUND"})
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_LATIN = re.compile("[\x00-\u024f\u1e00-\u1eff\u2010-\u2027]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFeed:
    """One search as a feed, for a person to confirm."""

    engine: Engine
    query: str
    """In the engine's own operators."""
    url: str
    name: str
    """What the feed would be called."""
    notes: tuple[str, ...] = ()
    """What of the rule this query doesn't ask, or otherwise than it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searches:
    """What came of a rule."""

    feeds: tuple[SearchFeed, ...]
    notes: tuple[str, ...]
    """What holds for all engines."""
    impossible: tuple[str, ...] = ()
    """Which engines can't be asked at all, and why."""


def search_feeds(
    rule: Rule,
    *,
    engines: Iterable[Engine],
    editions: Sequence[Edition],
    label: str = "",
    zipf: Zipf = lambda _word, _langs: 0.0,
) -> Searches:
    """Return the feeds of search engines that bring what a rule may match.

    Args:
        rule: With its aliases.
        engines: Which to ask.
        editions: The languages to ask in; at least one. Engines without editions are asked once.
        label: What to call the search; empty: by the rule's text.
        zipf: How often a folded word is used in languages (``rules.KnownWords.zipf``), by which the
            aliases of the language asked come first.
    """
    wanted = asked(rule)
    label = label or rule.canonical
    if len(label) > _LONGEST_NAME:
        label = f"{label[: _LONGEST_NAME - 1]}…"
    feeds, impossible = [], []
    for engine in engines:
        for edition in editions if engine.has_editions else (_ENGLISH,):
            query = _Query(engine, edition, zipf)
            texts = query.texts(wanted)
            if not texts:
                reason = ", ".join(query.notes) or "nothing in this rule can be searched for"
                impossible.append(f"{engine.name}: {reason}")
                break
            for number, text in enumerate(texts, 1):
                language = f" ({edition.label})" if engine.has_editions else ""
                part = f" {number}" if len(texts) > 1 else ""
                feeds.append(
                    SearchFeed(
                        engine=engine,
                        query=text,
                        url=engine.address(engine.base, text, edition),
                        name=f"{engine.name}: {label}{language}{part}",
                        notes=tuple(dict.fromkeys(query.notes)),
                    )
                )
    return Searches(feeds=tuple(feeds), notes=wanted.notes, impossible=tuple(impossible))


@dataclass(slots=True)
class _Query:
    """Fits what is wanted into one engine's language and limits."""

    engine: Engine
    edition: Edition
    zipf: Zipf
    notes: list[str] = field(default_factory=list)

    def texts(self, wanted: Asked) -> list[str]:
        """The query; several where the alternatives are too many for one; none if none is possible.

        Where there are too many words, those go first that only exclude, then aliases, then whole
        clauses.
        """
        clauses = [fit for clause in wanted.clauses if (fit := self._askable(clause))]
        without = self._excluded(wanted.without)
        if not clauses:
            return []
        if not self.engine.has_groups:
            clauses, without = [self._alone(clauses)], []
        if without and not self._fits(clauses, without):
            self.notes.append("what is excluded is left to the rule, as there are too many words")
            without = []
        clauses = self._without_aliases(clauses, without)
        while len(clauses) > 1 and not self._fits(clauses, without):
            longest = max(clauses, key=len)
            clauses.remove(longest)
            self.notes.append(f"{_shown(longest)} isn't searched for, as there are too many words")
        if not self._fits(clauses, without):
            return self._in_parts(clauses[0])
        anywhere = tuple(word for word in without if word.where is Where.ANYWHERE)
        if anywhere:
            self.notes.append(f"pages with {_shown(anywhere)} anywhere in them are left out")
        return [self._written(clauses, without)]

    def _askable(self, clause: Clause) -> Clause:
        """The clause as far as this engine can be asked for it; empty: not at all."""
        kept: list[Wanted] = []
        for word in clause:
            if word.is_alias and not self.edition.fits(word.text):
                continue  # a word of another language
            problem = self._problem(word)
            if not problem:
                kept.append(word)
                continue
            if word.is_alias:
                self.notes.append(problem)
                continue
            mains = [each for each in clause if not each.is_alias]
            if len(mains) > 1:
                problem += f", so {_shown(clause)} isn't searched for at all"
            elif len(clause) > 1:
                problem += ", so neither are its aliases"
            self.notes.append(problem)
            return ()
        mains = [word for word in kept if not word.is_alias]
        aliases = [word for word in kept if word.is_alias]
        return (*mains, *sorted(aliases, key=lambda word: self._strangeness(word.text)))

    def _strangeness(self, alias: str) -> tuple[int, float]:
        """How little an alias belongs to the language asked: its own words are worth most there.

        First come words in the language's own letters and those that it uses more than English,
        then others that it uses (names, above all), those that English uses, and all the rest.
        """
        if self.edition.is_own(alias):
            return 0, 0.0
        here, english = self._used(alias, self.edition.lang), self._used(alias, "en")
        if here > english:
            return 0, english - here
        return (1 if here else 2 if english else 3), 0.0

    def _used(self, phrase: str, lang: str) -> float:
        """How often a language uses the rarest word of a phrase, on the Zipf scale."""
        words = [token.folded for token in tokenise(phrase) if not token.folded.isdigit()]
        return min((self.zipf(word, [lang]) for word in words), default=0.0)

    def _problem(self, word: Wanted) -> str:
        if word.where is Where.SITE:
            return "" if self.engine.site else f"site:{word.text} can't be searched for"
        if not self.engine.scripts and not _LATIN.fullmatch(word.text):
            return f"{word.text} can't be searched for, as it isn't in Latin letters"
        shortest = min((len(each) for each in _PLAIN.findall(word.text)), default=0)
        if shortest < self.engine.shortest:
            return f"{word.text} is too short to be searched for"
        return ""

    def _excluded(self, without: Iterable[Wanted]) -> list[Wanted]:
        kept = []
        for word in without:
            known = {
                Where.TITLE: self.engine.title,
                Where.SITE: self.engine.site,
                Where.ANYWHERE: self.engine.minus,
            }[word.where]
            if known and self.engine.minus and not self._problem(word):
                kept.append(word)
            else:
                self.notes.append(f"NOT {word.text} is left to the rule")
        return kept

    def _alone(self, clauses: list[Clause]) -> Clause:
        """Of several clauses the one that says most, for an engine that takes only one."""
        chosen = min(clauses, key=lambda clause: (len(clause), -len(clause[0].text)))
        others = [_shown(clause) for clause in clauses if clause is not chosen]
        if others:
            self.notes.append(
                f"{' + '.join(others)} isn't searched for, as only one word or phrase can be"
            )
        return chosen

    def _without_aliases(self, clauses: list[Clause], without: list[Wanted]) -> list[Clause]:
        """Take aliases off, the last of the longest clause first, until the query fits."""
        dropped = 0
        while not self._fits(clauses, without):
            with_aliases = [clause for clause in clauses if clause[-1].is_alias]
            if not with_aliases:
                break
            longest = max(with_aliases, key=len)
            clauses = [clause[:-1] if clause is longest else clause for clause in clauses]
            dropped += 1
        if dropped:
            self.notes.append(
                f"{plural(dropped, 'alias', 'aliases')} of the rule's words "
                f"{'is' if dropped == 1 else 'are'} left out, as {self.engine.name} takes few words"
            )
        return clauses

    def _in_parts(self, clause: Clause) -> list[str]:
        """One clause of too many alternatives as several queries, of which each brings some."""
        parts: list[Clause] = [()]
        for word in clause:
            if parts[-1] and not self._fits([(*parts[-1], word)], []):
                parts.append(())
            parts[-1] = (*parts[-1], word)
        kept = [part for part in parts[:MAX_QUERIES] if self._fits([part], [])]
        asked_words = sum(map(len, kept))
        if asked_words < len(clause):
            self.notes.append(
                f"{plural(len(clause) - asked_words, 'alternative')} of {len(clause)} "
                "don't fit and aren't searched for; split the rule"
            )
        return [self._written([part], []) for part in kept]

    def _fits(self, clauses: list[Clause], without: list[Wanted]) -> bool:
        words = [word for clause in clauses for word in clause] + without
        terms = sum(max(1, len(_PLAIN.findall(word.text))) for word in words)
        length = len(self._written(clauses, without))
        return terms <= self.engine.max_terms and length <= self.engine.max_length

    def _written(self, clauses: list[Clause], without: list[Wanted]) -> str:
        if not self.engine.has_groups:
            return " OR ".join(word.text for word in clauses[0])
        parts = []
        for clause in clauses:
            words = [self._word(word) for word in clause]
            parts.append(words[0] if len(words) == 1 else f"({' OR '.join(words)})")
        text = self.engine.between.join(parts)
        return " ".join([text, *(self.engine.minus.format(self._word(word)) for word in without)])

    def _word(self, word: Wanted) -> str:
        text = " ".join(word.text.replace('"', " ").split())
        is_plain = bool(_PLAIN.fullmatch(text)) and text not in _OPERATORS
        unquoted = bool(_HAN.search(text)) and " " not in text and not self.engine.quotes_han
        written = text if is_plain or unquoted or word.where is Where.SITE else f'"{text}"'
        template = {Where.TITLE: self.engine.title, Where.SITE: self.engine.site}.get(word.where)
        return template.format(written) if template else written


def _shown(clause: Clause) -> str:
    """A clause in a few words, for a note."""
    mains = [word.text for word in clause if not word.is_alias]
    few = " | ".join(mains[:3]) + (" …" if len(mains) > 3 else "")
    return f"({few})" if len(mains) > 1 else few
