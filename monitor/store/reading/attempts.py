"""Attempts: how often deliveries were tried in all.

A delivery's own count begins anew when it is revived (``deliveries retry``), since by it one that
fails is given up. Shown to people, that count would say that nothing was tried before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import sqlite_utils


def counts(db: sqlite_utils.Database, deliveries: Iterable[int]) -> dict[int, int]:
    """How often each of these was tried, by its id; one that never was isn't among them."""
    return dict(
        db.execute(
            """
            SELECT delivery_id, count(*) FROM attempts
            WHERE delivery_id IN (SELECT value FROM json_each(?)) GROUP BY delivery_id
            """,
            [json.dumps(list(deliveries))],
        ).fetchall()
    )
