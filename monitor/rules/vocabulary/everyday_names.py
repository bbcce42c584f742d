"""Names of companies, products and people that are everyday words in small letters: hinge, fiat.

A list of frequencies doesn't show it: these words are rarer than those it can tell, or have no
other forms. So the capital is asked for whatever the list says (``words.ordinary``). Left out is
what people watch for as a thing, too, and may write with a capital: rice, snow, avalanche.
"""

from __future__ import annotations

from typing import Final

EVERYDAY_NAMES: Final = frozenset(
    """
    affirm bumble caterpillar celsius chevron chime converse copilot cursor discord domino dominos
    fiat fidelity gemini hinge intel kraken ledger lemonade maverick micron moody moodys mosaic
    musk nestle outlander patriot pence peloton plaid polygon prudential puma ripple sentinel
    snowflake stellar tableau tenable tether tinder truss united vanguard vertex voyager west
    """.split()  # noqa: SIM905 - a list is four times as long
)
"""Folded; one list for all languages, since small letters mean the thing in any of them."""
