"""Dates relative to the present: "2 hours ago", "vor 2 Stunden", "2시간 전".

Only whole phrases of ``names.json`` count, so nothing else is ever taken for one. What is said is
rough, but an article of three weeks ago isn't taken for news of today. Pure.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from monitor.feeds.parsing.dates.names import names

_NUMBER = re.compile(r"(?<![\d.,])\d{1,4}(?![\d.,])")
_ROUGHLY = re.compile(r"^(?:posted|published|updated|about|ca|etwa|circa|environ) ")
_BESIDE_DIGIT = re.compile(r"(?<=#)(?=\w)|(?<=\w)(?=#)")


def read_ago(text: str, now: datetime) -> datetime | None:
    """Return the moment, to the second; None where the text isn't all such a phrase.

    Args:
        text: As ``spelling.plain`` spells it.
        now: When the text was fetched.
    """
    text = _ROUGHLY.sub("", " ".join(text.replace(".", " ").split()))
    numbers = _NUMBER.findall(text)
    if len(numbers) > 1:
        return None
    pattern = _NUMBER.sub("#", text)
    known = names().ago
    seconds = known.get(pattern) or known.get(_BESIDE_DIGIT.sub(" ", pattern))
    if not seconds:
        return None
    return (now - timedelta(seconds=seconds * int(numbers[0] if numbers else 1))).replace(
        microsecond=0
    )
