"""Phrasal verbs: a walkout is that somebody walks out.

Headlines have the verb where rules have the noun ("Ryanair crews walk out"), and no dictionary
knows that the two are one. Listed are those that mean the same: who takes over as chief is no
takeover, and what sets back may be a clock.
"""

from __future__ import annotations

from typing import Final

_VERBS: Final = """
    bail out, break up, buy out, clamp down, climb down, crack down, cut back, flare up, hand over,
    lay off, lock down, melt down, phase out, pull out, roll back, roll out, sell off, shake up,
    shut down, spin off, walk out, wipe out
"""
_OF_NOUN: Final = {
    verb.replace(" ", ""): verb for verb in (" ".join(each.split()) for each in _VERBS.split(","))
}


def as_verb(term: str) -> str:
    """Return the verb that a term of one word is the noun of; empty if it is none.

    Args:
        term: ``walkout``, ``walk-outs``; with a capital it is a name.
    """
    if not term.islower():
        return ""
    noun = term.replace("-", "")
    return _OF_NOUN.get(noun, "") or _OF_NOUN.get(noun.removesuffix("s"), "")
