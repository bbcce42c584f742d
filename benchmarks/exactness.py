"""Compares the matching engine with its oracle on real items and thousands of rules.

    python benchmarks/exactness.py ITEMS.jsonl [--rules 2000] [--items 300] [--seed 0]

ITEMS has an object a line: "id", "title", and if you like "summary" and "lang". Rules are made of
words that stand in the items, common and rare, joined by AND, OR, NOT and NEAR; in every second
item some words are corrupted as people corrupt them. For each item the oracle
(tests/rules/oracle.py) goes through all rules one by one; the engine must find the same rules with
the same scores. Prints how many decisions were compared and how many differ; exits with 1 if any
does.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import sys
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import track

from monitor.item import Item
from monitor.rules import KnownWords, Matcher, Rule
from monitor.rules.language.query import And, Near, Not, Or, Term, TermKind
from monitor.text import tokenise

ORACLE = Path(__file__).parents[1] / "tests" / "rules" / "oracle.py"


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("file", type=Path)
    options.add_argument("--rules", type=int, default=2_000)
    options.add_argument("--items", type=int, default=300)
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    rng = random.Random(given.seed)
    lines = given.file.read_text("utf-8").splitlines()
    items = [read(line) for line in rng.sample(lines, min(given.items, len(lines)))]
    rules = [make_rule(number, rng, items) for number in range(given.rules)]
    items = [corrupt(item, rng) if number % 2 else item for number, item in enumerate(items)]
    known = KnownWords()
    matcher = Matcher(rules, known=known)
    oracle = load_oracle()
    matches = differences = 0
    for item in track(items, "Items", console=Console(stderr=True), transient=True):
        slow = oracle(item, known)
        expected = {rule.name: score for rule in rules if (score := slow.score(rule)) is not None}
        found = {match.rule: match.score for match in matcher.match(item)}
        matches += len(found)
        for name in expected.keys() | found.keys():
            if expected.get(name) != found.get(name):
                differences += 1
                query = next(rule.query for rule in rules if rule.name == name)
                print(f"{item.key}: oracle {expected.get(name)}, engine {found.get(name)}: {query}")
    decisions = len(items) * len(rules)
    print(f"{decisions:,} decisions, {matches:,} matches, {differences} differences")
    return differences > 0


def read(line):
    fields = json.loads(line)
    return Item(
        feed="f",
        key=str(fields["id"]),
        title=fields["title"],
        summary=fields.get("summary") or "",
        lang=(fields.get("lang") or "en")[:2],
    )


def words_of(item):
    text = f"{item.title} {item.summary}"
    return [text[token.start : token.end] for token in tokenise(text)]


def make_rule(number, rng, items):
    """A rule of words that stand together in an item, now and then with a stranger."""
    words = words_of(rng.choice(items)) or ["nothing"]

    def term():
        at = rng.randrange(len(words))
        text = " ".join(words[at : at + rng.choice([1, 1, 1, 1, 2, 3])])
        kind = rng.choices(list(TermKind), [12, 1, 1, 1, 0])[0]
        if kind is TermKind.PREFIX:
            text = words[at][:4]
        return Term(text, kind)

    parts = [term() for _ in range(rng.choice([1, 2, 2, 3, 4]))]
    if rng.random() < 0.2:
        parts[0] = Or((parts[0], term()))
    if rng.random() < 0.2:
        left, right = term(), term()
        parts[0] = Near(left, right, rng.randrange(6), ordered=rng.random() < 0.5)
    if rng.random() < 0.2:
        parts.append(Not(Term(rng.choice(words_of(rng.choice(items)) or ["x"]))))
    query = And(tuple(parts)) if len(parts) > 1 else parts[0]
    return Rule(name=f"r{number}", match="", query=query, canonical="", fuzzy=rng.random() < 0.9)


def corrupt(item, rng):
    """Misspell some words: a letter left out, doubled, swapped, wrong; split, in capitals."""

    def spoil(word):
        if len(word) < 4 or rng.random() < 0.7:
            return word
        at = rng.randrange(1, len(word) - 1)
        return rng.choice(
            [
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + rng.choice("aeiourst") + word[at + 1 :],
                word[:at] + rng.choice("- \u00ad\u200b") + word[at:],
                word.upper(),
                word.lower(),
            ]
        )

    def spoilt(text):
        return " ".join(map(spoil, text.split(" ")))

    return replace(item, title=spoilt(item.title), summary=spoilt(item.summary))


def load_oracle():
    spec = importlib.util.spec_from_file_location("oracle", ORACLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Oracle


if __name__ == "__main__":
    sys.exit(main())
