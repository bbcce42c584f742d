"""What we watch for: the rule language, its terms, and matching items against rules.

    rule = parse_rule("Apple + China + AI", name="Apple's AI", aliases={"AI": ("人工智能",)})
    matcher = Matcher([rule])
    for match in matcher.match(item):
        print(match.rule, match.score, [hit.found for hit in match.hits])

``docs/rules.md`` teaches the language, ``docs/matching.md`` explains the engine.
"""

from monitor.rules.language.parser import parse_rule
from monitor.rules.matching.explain import Explanation, explain, marked
from monitor.rules.matching.matcher import Matcher
from monitor.rules.rule import Hit, HitKind, Match, NearMiss, Rule, found_in_text
from monitor.rules.vocabulary.known_words import KnownWords

__all__ = [
    "Explanation",
    "Hit",
    "HitKind",
    "KnownWords",
    "Match",
    "Matcher",
    "NearMiss",
    "Rule",
    "explain",
    "found_in_text",
    "marked",
    "parse_rule",
]
