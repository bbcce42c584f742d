"""How many examples a property is tried with: 50 by the suite, thousands by ``make fuzz``.

``@settings(max_examples=times(1.5))``: 75 by the suite, for what is worth more than others.
"""

from __future__ import annotations

from hypothesis import settings

SUITE = 50


def times(factor):
    """So many times as many as other properties get."""
    return round(factor * settings.default.max_examples)
