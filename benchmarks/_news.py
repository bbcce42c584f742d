"""Synthetic news and rules with a real vocabulary: anyone can make the same ones from a seed.

Words come from wordfreq's English list as often as people use them; a fixed share of the rarer ones
are names and have capitals. Texts have punctuation, numbers, possessives and, once in 500 words, a
typing error. No text of any publisher.

Modelled on agency and newspaper items with their first paragraphs, which have 70 to 80 words. In
61,000 real items, headlines with a sentence and Chinese ones among them (35 words on average),
13.7 % of the chunks between white space have more than letters and digits in them, here 13.5 %;
after 8,500 items a real one brings 4.5 chunks never seen, one from here 4.1. Real ones have more
capitals (29 %, here 16 %), since headlines have.
"""

from __future__ import annotations

import random
import string
from bisect import bisect
from itertools import accumulate

import wordfreq

from monitor.item import Item
from monitor.rules.language.query import And, Near, Not, Or, Query, Term
from monitor.rules.rule import Rule

SEED = 20261
MEAN_WORDS = 77


class Newsroom:
    """Makes items and rules."""

    def __init__(self, seed: int = SEED) -> None:
        self._random = random.Random(seed)
        frequencies = {
            word: frequency
            for word, frequency in wordfreq.get_frequency_dict("en").items()
            if word.isascii() and word.isalpha() and frequency >= 1e-8
        }
        picks = random.Random(1)
        self._words = []
        weights = []
        rule_weights = []
        for word, frequency in frequencies.items():
            name = frequency < 1e-4 and len(word) > 3 and picks.random() < 0.35
            self._words.append(word.capitalize() if name else word)
            weights.append(frequency)
            # Rules name what news is about: names and content words, as often as they stand there.
            fit = frequency <= 2e-4 and len(word) > 3
            rule_weights.append(frequency if fit else 0.0)
        self._cumulative = list(accumulate(weights))
        self._rule_cumulative = list(accumulate(rule_weights))

    def _pick(self, cumulative: list[float]) -> str:
        return self._words[bisect(cumulative, self._random.random() * cumulative[-1])]

    def text(self, count: int) -> str:
        rng = self._random
        out: list[str] = []
        starts = True
        for _ in range(count):
            roll = rng.random()
            if roll < 0.03:
                word = str(rng.choice((rng.randint(1, 99), rng.randint(1990, 2027), rng.random())))
                word = word[:5]
            elif roll < 0.13 and len(out) > 5:  # a text comes back to its subject
                word = rng.choice(out).strip(string.punctuation) or "it"
            else:
                word = self._pick(self._cumulative)
            if rng.random() < 0.002 and len(word) > 4:
                at = rng.randrange(1, len(word) - 1)
                word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            if starts:
                word = word[:1].upper() + word[1:]
            roll = rng.random()
            starts = False
            if roll < 0.05:
                word += "."
                starts = True
            elif roll < 0.10:
                word += ","
            elif roll < 0.11:
                word = f'"{word}"'
            elif roll < 0.125:
                word += "'s"
            out.append(word)
        return " ".join(out)

    def items(self, count: int) -> list[Item]:
        """Make items of about ``MEAN_WORDS`` words."""
        made = []
        for i in range(count):
            title = self.text(self._random.randint(6, 13))
            summary = self.text(max(5, int(self._random.gauss(MEAN_WORDS - 9.5, 20))))
            made.append(Item(feed="bench", key=str(i), title=title, summary=summary, lang="en"))
        return made

    def rules(self, count: int) -> list[Rule]:
        """Make rules of two to four terms, some with phrases, alternatives, NOT or NEAR."""
        made = []
        for i in range(count):
            query = self._query()
            made.append(Rule(name=f"r{i}", match="", query=query, canonical=""))
        return made

    def _query(self) -> Query:
        rng = self._random
        parts: list[Query] = [self._term() for _ in range(rng.choice((2, 2, 3, 3, 4)))]
        roll = rng.random()
        if roll < 0.15:
            parts[0] = Or((parts[0], self._term()))
        elif roll < 0.25:
            parts.append(Not(self._term()))
        elif roll < 0.30:
            parts[:2] = [Near(parts[0], parts[1])]
        return And(tuple(parts)) if len(parts) > 1 else parts[0]

    def _term(self) -> Term:
        word = self._pick(self._rule_cumulative)
        if self._random.random() < 0.1:
            word = f"{word} {self._pick(self._rule_cumulative)}"
        return Term(word)
