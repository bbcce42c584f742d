"""Advice: what is said to whoever writes a rule, wherever that is: command line or page. Pure.

None of it is a mistake; each says how the rule may miss what is meant. Without this module a person
would learn of it at one place and not at another.
"""

from __future__ import annotations

from dataclasses import replace

from monitor.rules.rule import Rule
from monitor.rules.suggest.capitals import only_as_names
from monitor.rules.suggest.misspelled import misspelled
from monitor.rules.suggest.pairs import read_as_phrases
from monitor.rules.vocabulary.known_words import KnownWords


def with_advice(rule: Rule, known: KnownWords) -> Rule:
    """Return the rule with all that is to be said of it among its warnings.

    Args:
        rule: The rule, with its aliases.
        known: The words people use.
    """
    said = (*misspelled(rule, known), *only_as_names(rule, known), *read_as_phrases(rule))
    return replace(rule, warnings=(*rule.warnings, *said))
