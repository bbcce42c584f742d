"""Opposites: words that say the reverse of each other, or another of a few.

Without this module "sales up" and "sales fall" would be one more report of the same.
"""

from __future__ import annotations

from typing import Final

from monitor.text import fold

_OPPOSITES: Final = (
    (
        """
        up rise rises rose rising gain gains gained jump jumps jumped climb climbs climbed grow
        grows grew increase increases increased surge surges surged soar soars soared higher
        steigt steigen wächst wachsen augmente augmentent progresse sube suben crece crecen
        aumenta aumentano sale salgono sobe sobem cresce crescem
        """,
        """
        down fall falls fell falling drop drops dropped slip slips slipped decline declines declined
        slump slumps slumped plunge plunges plunged sink sinks sank tumble tumbles tumbled lower
        sinkt sinken fällt fallen schrumpft baisse baissent recule reculent baja bajan cae caen
        cala calano scende scendono cai caem recua recuam
        """,
    ),
    ("accept accepts accepted", "reject rejects rejected"),
    ("open opens opened", "close closes closed"),
    ("raise raises raised", "cut cuts lowers lowered"),
    ("first", "second", "third", "fourth", "fifth"),
    (
        "january", "february", "march", "april", "june", "july", "august", "september", "october",
        "november", "december",
    ),
)  # fmt: skip
SIDES: Final = {
    fold(word): (group, side)
    for group, sides in enumerate(_OPPOSITES)
    for side, words in enumerate(sides)
    for word in words.split()
}
"""Of each such word, folded: which group it is of, and on which side of it."""
