"""Votes as rows: whether a match was any good, as people say.

Without this module no rule would have a precision, and ``rules suggest`` nothing to learn from.
"""

from __future__ import annotations

from datetime import datetime

import sqlite_utils

from monitor.store.timestamps import to_text_or_none


def vote(
    db: sqlite_utils.Database, match_id: int, value: int | None, *, now: datetime, who: str = ""
) -> bool:
    """Keep that a match is good (1) or bad (-1), or take that back (None).

    ``who`` says so; empty: whoever has the page or the command line.

    Returns:
        Whether there is such a match.
    """
    done = db.execute(
        "UPDATE matches SET vote = ?, voted_at = ?, voted_by = ? WHERE id = ?",
        [
            value,
            to_text_or_none(None if value is None else now),
            "" if value is None else who,
            match_id,
        ],
    )
    return done.rowcount == 1
