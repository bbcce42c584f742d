"""Pairs: two words without quotes, which are a phrase, and may be meant as a search.

To a search engine ``tesla recall`` means both words, anywhere. Without this module who comes from
one would miss "Tesla announces recall", and nobody would say.
"""

from __future__ import annotations

from monitor.rules.language.query import TermKind, terms
from monitor.rules.rule import Rule


def read_as_phrases(rule: Rule) -> tuple[str, ...]:
    """Return a sentence for each pair that may not be meant as a phrase.

    Names (Joe Biden) are, and so is what stands in quotes. Of three words and more the rule's own
    warnings say it.

    Args:
        rule: The rule.
    """
    found = []
    for term in terms(rule.query):
        words = term.text.split()
        if (
            term.kind is TermKind.WORDS
            and len(words) == 2
            and not all(word[0].isupper() for word in words)
            and f'"{term.text}"' not in rule.match
        ):
            both = " + ".join(words)
            found.append(
                f'"{term.text}" is a phrase: these words side by side. To find both anywhere, '
                f"write {both}."
            )
    return tuple(dict.fromkeys(found))
