"""Welcome: what the history holds when the daemon starts, and where to see it.

A second start finds nothing new in feeds that haven't changed; without this module it would look as
if nothing had ever been found.
"""

from __future__ import annotations

from datetime import datetime

import sqlite_utils

from monitor.human import from_now, plural
from monitor.store.reading.latest import held


def what_is_there(db: sqlite_utils.Database, *, now: datetime, page: str) -> str:
    """Return it in a sentence; empty if there is nothing yet.

    Args:
        db: The history.
        now: Aware.
        page: The page's address; empty if there is none.
    """
    found = held(db)
    if not found.matches:
        return ""
    newest = f", the newest {from_now(found.newest, now)}" if found.newest else ""
    where = f"{page} or `news-monitor matches` shows them" if page else "see `news-monitor matches`"
    matches = plural(found.matches, "match", "matches")
    return f"{matches} in {plural(found.stories, 'story', 'stories')} so far{newest}: {where}"
