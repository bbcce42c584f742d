"""A suggestion in words: what is to be changed, and what that would have done. Pure.

The command line and the note about bad votes say it alike.
"""

from __future__ import annotations

from monitor.human import plural
from monitor.rules.suggest.suggestion import Effect, Kind, Suggestion


def change_of(suggestion: Suggestion) -> str:
    """What is to be changed: ``exclude "pie"``."""
    match suggestion.kind:
        case Kind.EXCLUDE:
            return f'exclude "{suggestion.text}"'
        case Kind.ALIAS:
            return f'accept "{suggestion.text}" for {suggestion.term}'
        case Kind.READMIT:
            return f"stop excluding {suggestion.text}"


def effect_of(effect: Effect) -> str:
    """What a change would have done, in words."""
    told = []
    if effect.bad_lost or effect.good_lost or effect.others_lost:
        lost = [
            f"{count:,} of {of:,} {name}"
            for count, of, name in (
                (effect.bad_lost, effect.bad, "bad"),
                (effect.good_lost, effect.good, "good"),
                (effect.others_lost, effect.others, "without a vote"),
            )
            if of
        ]
        told.append(f"would have lost {', '.join(lost)}")
    if effect.gained:
        gained = plural(effect.gained, "near miss", "near misses")
        told.append(
            f"would have gained {gained}, {effect.gained_told:,} of them "
            "in stories you were told about"
        )
    return "; ".join(told)
