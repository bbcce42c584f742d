"""Names of companies, products and people that are everyday words in small letters: hinge, fiat.

A list of frequencies doesn't show it: these words are rarer than those it can tell, or have no
other forms. So the capital is asked for whatever the list says (``words.ordinary``). Left out is
what people watch for as a thing, too, and may write with a capital: rice, snow, avalanche.
"""

from __future__ import annotations

from typing import Final

EVERYDAY_NAMES: Final = frozenset(
    """
    acorns affirm anthropic boric bumble caterpillar celsius chevron chewy chime clover cohere
    continental converse copilot cursor discord domino dominos emergent fiat fidelity gemini
    grail grok hinge intel kraken ledger lemonade lucid maverick micron mistral moody moodys
    mosaic musk nestle ouster outlander overstock patriot peloton pence perplexity plaid polygon
    prudential puma ripple rippling safran sentinel snowflake stellar tableau tandem tenable
    tether tinder truss tusk uber united vanguard vertex voyager west
    """.split()  # noqa: SIM905 - a list is four times as long
)
"""Folded; one list for all languages, since small letters mean the thing in any of them."""

OF_ONE: Final = frozenset(
    """
    alphabet amazon apple arm block bolt bumble caterpillar chad chase chevron chime coach
    compass discord domino dove gap grab hinge jersey ledger lemonade lime match
    meta monster nest next oracle orange peloton phoenix ping polygon puma ring sandwich shell
    signal slack snap snowflake spirit square stellar stripe subway target telegram tether
    tinder toast turkey visa waterloo yahoo yeti zoom
    """.split()  # noqa: SIM905
)
"""Names of companies and places that have no plural, while the everyday word has one that begins
many a headline: shells, visas, arms, turkeys. Left out is whose products are called by it, too
(jaguars, patriots, ubers)."""
WITH_APOSTROPHE: Final = frozenset(
    """
    arbys caseys chilis claires dennys dickies dominos gimbels kelloggs kohls levis lloyds lowes
    mcdonalds moodys papas peets sainsburys wendys zaxbys
    """.split()  # noqa: SIM905
)
"""Companies in apostrophe and s whose owner's name is in so much use that it seems a word."""
