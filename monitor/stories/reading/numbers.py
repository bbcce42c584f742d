"""Numbers: how much a number tells of which event an item reports.

Without it, "2" would count as much for two reports being of one event as "9,412".
"""

from __future__ import annotations


def weight_of_number(folded: str) -> float:
    """Weigh a number by its digits: 62 tells more than 2 or 9,000, and a year next to nothing."""
    if not folded.isdigit():
        return 4.0
    if len(folded) == 1 or not folded.strip("0"):
        return 1.0
    if len(folded) == 4 and folded[:2] in {"19", "20"}:
        return 1.0
    if len(folded) >= 3 and len(folded.rstrip("0")) == 1:
        return 2.0
    return {2: 2.0, 3: 2.5}.get(len(folded), 3.5)
