"""When each target last took a sample, which somebody had sent to it.

Without this module a target that has never been sent an alert would look untried however often it
was tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlite_utils

from monitor.store.timestamps import from_text, to_text


def passed(db: sqlite_utils.Database, target: str, *, now: datetime) -> None:
    """Keep that a target has taken a sample."""
    db.execute(
        "INSERT INTO target_tests (target, at) VALUES (?, ?) "
        "ON CONFLICT (target) DO UPDATE SET at = excluded.at",
        [target, to_text(now)],
    )


def tested(db: sqlite_utils.Database) -> Mapping[str, datetime]:
    """Return when each target last took a sample, by its name; none that never did."""
    return {
        target: from_text(at) for target, at in db.execute("SELECT target, at FROM target_tests")
    }
