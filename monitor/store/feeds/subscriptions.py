"""Lists of feeds in the database: what each held when it was last read, and how that went.

Kept so that a start needs no network, and a list that fails takes no feed away.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import sqlite_utils

from monitor.feeds.opml import OpmlFeed
from monitor.feeds.state.feed import Validators
from monitor.store.codec import from_json, to_json
from monitor.store.timestamps import from_text, from_text_or_none, to_text, to_text_or_none


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """A list as the database knows it."""

    url: str
    """``Subscription.url``."""
    next_at: datetime
    fetched_at: datetime | None = None
    """When it was last read well."""
    error: str = ""
    """Why it wasn't since; empty: it was."""
    validators: Validators = field(default_factory=Validators)
    feeds: tuple[OpmlFeed, ...] = ()


def save(db: sqlite_utils.Database, row: ListRow) -> None:
    """Store a list, in place of what was stored of it before."""
    db.execute(
        """
        INSERT INTO subscriptions (url, fetched_at, next_at, error, validators, feeds)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (url) DO UPDATE SET fetched_at = excluded.fetched_at,
            next_at = excluded.next_at, error = excluded.error, validators = excluded.validators,
            feeds = excluded.feeds
        """,
        [
            row.url,
            to_text_or_none(row.fetched_at),
            to_text(row.next_at),
            row.error,
            to_json(row.validators),
            to_json(row.feeds),
        ],
    )


def all_lists(db: sqlite_utils.Database) -> dict[str, ListRow]:
    """Every list that was ever asked for, by URL; also those no longer in the configuration."""
    rows = db.execute(
        "SELECT url, fetched_at, next_at, error, validators, feeds FROM subscriptions"
    )
    return {
        url: ListRow(
            url=url,
            fetched_at=from_text_or_none(fetched_at),
            next_at=from_text(next_at),
            error=error,
            validators=from_json(Validators, validators),
            feeds=from_json(tuple[OpmlFeed, ...], feeds),
        )
        for url, fetched_at, next_at, error, validators, feeds in rows
    }
