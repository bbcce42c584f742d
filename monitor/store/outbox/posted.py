"""Which delivery a message in a chat is, by the service's own number.

Without this module a press of a button would say nothing of what it is about.
"""

from __future__ import annotations

import sqlite_utils

from monitor.alerts.post import Post


def delivery_of(
    db: sqlite_utils.Database, target: str, *, place: str, message: str
) -> tuple[int, Post] | None:
    """Return the delivery that a target's message was, and the message; None: it isn't ours."""
    row = db.execute(
        """
        SELECT posts.delivery_id, recipient, thread FROM posts
        JOIN deliveries ON deliveries.id = posts.delivery_id
        WHERE place = ? AND message = ? AND target = ?
        -- Of two bots that a target had one after the other in a private chat: each counts from 1.
        ORDER BY posts.delivery_id DESC LIMIT 1
        """,
        [place, message, target],
    ).fetchone()
    if row is None:
        return None
    delivery, recipient, thread = row
    return delivery, Post(recipient=recipient, place=place, id=message, thread=thread)
