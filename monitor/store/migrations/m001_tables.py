"""The tables of the two flows, as they were first."""

from __future__ import annotations

import sqlite_utils

from monitor.store.migrations.registry import migrations


@migrations()
def m001_feeds_items_matches_outbox(db: sqlite_utils.Database) -> None:
    """The tables of the two flows."""
    for statement in _M001:
        db.execute(statement)


_M001 = (
    """
    CREATE TABLE feeds (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        host TEXT NOT NULL DEFAULT '',
        name TEXT NOT NULL DEFAULT '',
        title TEXT NOT NULL DEFAULT '',
        tags TEXT NOT NULL DEFAULT '[]',
        active INTEGER NOT NULL DEFAULT 1,
        disabled INTEGER NOT NULL DEFAULT 0,
        added_at TEXT NOT NULL,
        next_poll_at TEXT,
        leased_until TEXT,
        last_poll_at TEXT,
        last_success_at TEXT,
        failures INTEGER NOT NULL DEFAULT 0,
        error TEXT NOT NULL DEFAULT '',
        health TEXT NOT NULL DEFAULT 'ok',
        told_health TEXT NOT NULL DEFAULT 'ok',
        told_since TEXT,
        state TEXT NOT NULL DEFAULT '{}'
    )
    """,
    "CREATE INDEX feeds_due ON feeds (next_poll_at) WHERE active AND NOT disabled",
    """
    CREATE TABLE subscriptions (
        url TEXT PRIMARY KEY,
        fetched_at TEXT,
        next_at TEXT NOT NULL,
        error TEXT NOT NULL DEFAULT '',
        validators TEXT NOT NULL DEFAULT '{}',
        feeds TEXT NOT NULL DEFAULT '[]'
    )
    """,
    """
    CREATE TABLE stories (
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        opened_at TEXT NOT NULL,
        last_item_at TEXT NOT NULL,
        items INTEGER NOT NULL DEFAULT 1,
        merged_into INTEGER REFERENCES stories (id)
    )
    """,
    "CREATE INDEX stories_last ON stories (last_item_at)",
    "CREATE INDEX stories_merged ON stories (merged_into) WHERE merged_into IS NOT NULL",
    "CREATE INDEX stories_biggest ON stories (items)",
    """
    CREATE TABLE items (
        id INTEGER PRIMARY KEY,
        feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
        key TEXT NOT NULL,
        title TEXT NOT NULL,
        link TEXT NOT NULL,
        summary TEXT NOT NULL,
        content TEXT NOT NULL,
        author TEXT NOT NULL,
        source TEXT NOT NULL,
        lang TEXT NOT NULL,
        tags TEXT NOT NULL,
        published_at TEXT NOT NULL,
        updated_at TEXT,
        first_seen_at TEXT NOT NULL,
        edited_at TEXT,
        revision TEXT NOT NULL,
        story_id INTEGER NOT NULL REFERENCES stories (id),
        story_why TEXT,
        echo TEXT,
        UNIQUE (feed_id, key)
    )
    """,
    "CREATE INDEX items_published ON items (published_at, feed_id)",
    # In the order in which they came, for a backtest.
    "CREATE INDEX items_seen ON items (first_seen_at)",
    "CREATE INDEX items_story ON items (story_id)",
    "CREATE INDEX items_echo ON items (echo) WHERE echo IS NOT NULL",
    # Our own tokens, so that 中国 is found: unicode61 has only to split at spaces. Contentless:
    # the text stands in items already.
    """
    CREATE VIRTUAL TABLE items_fts USING fts5 (
        title, body, content = '', tokenize = "unicode61 remove_diacritics 0"
    )
    """,
    """
    CREATE TABLE matches (
        id INTEGER PRIMARY KEY,
        item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
        rule TEXT NOT NULL,
        score REAL NOT NULL,
        hits TEXT NOT NULL,
        matched_at TEXT NOT NULL,
        alert_id INTEGER REFERENCES alerts (id),
        withheld TEXT,
        vote INTEGER CHECK (vote IN (-1, 1)),
        voted_at TEXT,
        published_at TEXT NOT NULL,
        feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
        source TEXT NOT NULL,
        site TEXT NOT NULL,
        lang TEXT NOT NULL,
        UNIQUE (item_id, rule)
    )
    """,
    # The last five are the item's: a page of the history is read from these indexes alone.
    # matches_time has all that can be asked for, whatever is combined.
    """
    CREATE INDEX matches_time ON matches
        (published_at, rule, feed_id, source, site, lang, withheld, vote, alert_id, item_id)
    """,
    "CREATE INDEX matches_rule ON matches (rule, published_at)",
    "CREATE INDEX matches_feed ON matches (feed_id, published_at)",
    "CREATE INDEX matches_source ON matches (source, published_at)",
    "CREATE INDEX matches_site ON matches (site, published_at)",
    "CREATE INDEX matches_lang ON matches (lang, published_at)",
    "CREATE INDEX matches_withheld ON matches (withheld, published_at)",
    "CREATE INDEX matches_vote ON matches (vote, rule) WHERE vote IS NOT NULL",
    "CREATE INDEX matches_alert ON matches (alert_id) WHERE alert_id IS NOT NULL",
    # Keys (``forgotten.py``) of items that aren't kept any more but may still stand in their feed.
    """
    CREATE TABLE forgotten (
        feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
        key INTEGER NOT NULL,
        PRIMARY KEY (feed_id, key)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE near_misses (
        id INTEGER PRIMARY KEY,
        item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
        rule TEXT NOT NULL,
        missing TEXT NOT NULL,
        hits TEXT NOT NULL,
        seen_at TEXT NOT NULL,
        UNIQUE (item_id, rule)
    )
    """,
    """
    CREATE TABLE alerts (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        rule TEXT NOT NULL,
        canonical TEXT NOT NULL,
        story_id INTEGER NOT NULL REFERENCES stories (id),
        item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
        priority TEXT NOT NULL DEFAULT 'normal',
        again INTEGER NOT NULL DEFAULT 0,
        reason TEXT NOT NULL DEFAULT '',
        sources INTEGER NOT NULL DEFAULT 1,
        created_at TEXT NOT NULL
    )
    """,
    "CREATE INDEX alerts_story ON alerts (story_id, rule)",
    "CREATE INDEX alerts_item ON alerts (item_id)",
    """
    CREATE TABLE notes (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        created_at TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE deliveries (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        alert_id INTEGER REFERENCES alerts (id) ON DELETE CASCADE,
        note_id INTEGER REFERENCES notes (id) ON DELETE CASCADE,
        digest_id INTEGER REFERENCES deliveries (id),
        target TEXT NOT NULL,
        state TEXT NOT NULL,
        hold TEXT NOT NULL DEFAULT '',
        attempts INTEGER NOT NULL DEFAULT 0,
        next_attempt_at TEXT,
        last_error TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL,
        delivered_at TEXT,
        CHECK (alert_id IS NULL OR note_id IS NULL)
    )
    """,
    "CREATE INDEX deliveries_due ON deliveries (target, next_attempt_at) WHERE state = 'pending'",
    "CREATE INDEX deliveries_alert ON deliveries (alert_id)",
    "CREATE INDEX deliveries_note ON deliveries (note_id) WHERE note_id IS NOT NULL",
    "CREATE INDEX deliveries_digest ON deliveries (digest_id) WHERE digest_id IS NOT NULL",
    "CREATE INDEX deliveries_recent ON deliveries (target, created_at)",
    "CREATE INDEX deliveries_state ON deliveries (state, target, alert_id)",
    """
    CREATE TABLE silences (
        id INTEGER PRIMARY KEY,
        rule TEXT NOT NULL DEFAULT '',
        story_id INTEGER REFERENCES stories (id),
        until TEXT NOT NULL,
        created_at TEXT NOT NULL,
        CHECK ((rule = '') <> (story_id IS NULL))
    )
    """,
    """
    CREATE TABLE rules (
        name TEXT PRIMARY KEY,
        canonical TEXT NOT NULL,
        active INTEGER NOT NULL DEFAULT 1,
        first_seen_at TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE attempts (
        id INTEGER PRIMARY KEY,
        delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
        at TEXT NOT NULL,
        result TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT '',
        seconds REAL NOT NULL
    )
    """,
    "CREATE INDEX attempts_delivery ON attempts (delivery_id)",
)


@migrations()
def m002_seen_blocks(db: sqlite_utils.Database) -> None:
    """What each feed's last body held, so that only the rest of the next one is parsed."""
    db.execute(
        """
        CREATE TABLE seen_blocks (
            feed_id INTEGER PRIMARY KEY REFERENCES feeds (id) ON DELETE CASCADE,
            blocks BLOB NOT NULL
        )
        """
    )
