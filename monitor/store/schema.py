"""The schema, as sqlite-utils migrations: each runs once, in a transaction, in this order.

A migration that has been released is never edited; a change is a new one at the end. What the
tables mean to someone who opens them in Datasette stands in docs/database.md.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import sqlite_utils
from sqlite_utils import Migrations

from monitor.errors import StoreError
from monitor.store import sent_before
from monitor.store.search import text_index

migrations = Migrations("news-monitor")
BATCH = 1_000
"""Items that a migration has in memory at a time."""


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


@migrations()
def m003_forms_of_words(db: sqlite_utils.Database) -> None:
    """The index's words, and marks of the languages in which they have forms."""
    db.execute("CREATE TABLE items_fts_words (word TEXT PRIMARY KEY) WITHOUT ROWID")
    db.execute("CREATE VIRTUAL TABLE items_fts_list USING fts5vocab (items_fts, row)")
    db.execute("INSERT INTO items_fts_words SELECT term FROM items_fts_list WHERE length(term) > 2")
    db.execute("DROP TABLE items_fts_list")
    last = 0
    while rows := db.execute(
        "SELECT id, title, summary, content, lang FROM items WHERE id > ? AND lang <> 'en' "
        "ORDER BY id LIMIT ?",
        [last, BATCH],
    ).fetchall():
        for last, title, summary, content, lang in rows:
            if text_index.mark(lang):
                text_index.remove(db, last, text_index.tokens(title, summary, content, "en"))
                text_index.add(db, last, text_index.tokens(title, summary, content, lang))


@migrations()
def m004_events(db: sqlite_utils.Database) -> None:
    """Stories have events, which are what is told; so far each story was one event."""
    for statement in _M004:
        db.execute(statement)
    make_events(db)


def make_events(db: sqlite_utils.Database) -> None:
    """Let each story of before there were events have one, of its own number."""
    for statement in _OF_STORIES:
        db.execute(statement)


_M004 = (
    """
    CREATE TABLE events (
        id INTEGER PRIMARY KEY,
        story_id INTEGER NOT NULL REFERENCES stories (id),
        title TEXT NOT NULL,
        opened_at TEXT NOT NULL,
        last_item_at TEXT NOT NULL,
        items INTEGER NOT NULL DEFAULT 1
    )
    """,
    "CREATE INDEX events_story ON events (story_id)",
    "CREATE INDEX events_last ON events (last_item_at)",
    "ALTER TABLE stories ADD COLUMN first_title TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE items ADD COLUMN event_id INTEGER REFERENCES events (id)",
    "CREATE INDEX items_event ON items (event_id)",
    "ALTER TABLE alerts ADD COLUMN event_id INTEGER REFERENCES events (id)",
    "CREATE INDEX alerts_event ON alerts (event_id, rule)",
    "ALTER TABLE alerts ADD COLUMN earlier TEXT NOT NULL DEFAULT ''",
)

_OF_STORIES = (
    """
    INSERT INTO events (id, story_id, title, opened_at, last_item_at, items)
    SELECT id, id, title, opened_at, last_item_at, items FROM stories WHERE merged_into IS NULL
    """,
    "UPDATE stories SET first_title = title",
    "UPDATE items SET event_id = story_id",
    "UPDATE alerts SET event_id = story_id",
)


@migrations()
def m005_what_was_sent(db: sqlite_utils.Database) -> None:
    """Which items each message named, and which were told apart by hand."""
    for statement in _M005:
        db.execute(statement)
    say_what_was_sent(db)


def say_what_was_sent(db: sqlite_utils.Database) -> None:
    """Take the headlines of alerts for what messages of before named: more isn't known of them."""
    for statement in _SENT_BEFORE:
        db.execute(statement)


_M005 = (
    """
    CREATE TABLE sent_items (
        delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
        item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
        title TEXT,
        PRIMARY KEY (delivery_id, item_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX sent_items_item ON sent_items (item_id)",
    "ALTER TABLE matches ADD COLUMN sent_at TEXT",
    "DROP INDEX matches_time",
    """
    CREATE INDEX matches_time ON matches
        (published_at, rule, feed_id, source, site, lang, withheld, vote, alert_id, sent_at,
         item_id)
    """,
    # Of most matches the two columns say what became of them; of these, their deliveries do.
    """
    CREATE INDEX matches_open ON matches (published_at) WHERE sent_at IS NULL AND withheld IS NULL
    """,
    "ALTER TABLE deliveries ADD COLUMN asked INTEGER NOT NULL DEFAULT 0",
    """
    CREATE TABLE corrections (
        id INTEGER PRIMARY KEY,
        item_id INTEGER REFERENCES items (id) ON DELETE SET NULL,
        rule TEXT NOT NULL,
        event_before INTEGER NOT NULL,
        event_after INTEGER NOT NULL,
        title TEXT NOT NULL,
        not_same_as TEXT NOT NULL,
        at TEXT NOT NULL
    )
    """,
    "CREATE INDEX corrections_item ON corrections (item_id)",
    "CREATE INDEX corrections_at ON corrections (at)",
)
_SENT_BEFORE = (
    """
    INSERT OR IGNORE INTO sent_items (delivery_id, item_id)
    SELECT message.id, alerts.item_id
    FROM deliveries JOIN deliveries AS message
        ON message.id = coalesce(deliveries.digest_id, deliveries.id)
    JOIN alerts ON alerts.id = deliveries.alert_id
    WHERE message.state = 'delivered'
    """,
    """
    UPDATE matches SET sent_at = (
        SELECT min(coalesce(message.delivered_at, message.created_at))
        FROM alerts JOIN deliveries ON deliveries.alert_id = alerts.id
        JOIN deliveries AS message ON message.id = coalesce(deliveries.digest_id, deliveries.id)
        WHERE alerts.item_id = matches.item_id AND alerts.rule = matches.rule
            AND message.state = 'delivered'
    ) WHERE alert_id IS NOT NULL
    """,
    """
    UPDATE matches SET withheld = CASE
        WHEN sent_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM deliveries WHERE deliveries.alert_id = matches.alert_id)
        THEN coalesce(withheld, 'silenced') END
    WHERE alert_id IS NOT NULL
    """,
)


@migrations()
def m006_what_an_event_follows(db: sqlite_utils.Database) -> None:
    """Which event of its story each event goes on with; of those that are there it isn't known."""
    db.execute("ALTER TABLE events ADD COLUMN follows INTEGER")


@migrations()
def m007_sent_means_shown(db: sqlite_utils.Database) -> None:
    """Only what stood in a message by its headline was sent, and what was edited since says so."""
    sent_before.only_headlines(db)


_OF_BEFORE = {
    m004_events.__name__: make_events,
    m005_what_was_sent.__name__: say_what_was_sent,
    m007_sent_means_shown.__name__: sent_before.only_headlines,
}


def catch_up(db: sqlite_utils.Database, known: Collection[str]) -> None:
    """Fill in what rows lack that were exported when there were only the migrations ``known``."""
    for name, fill_in in _OF_BEFORE.items():
        if name not in known:
            fill_in(db)


def migrate(db: sqlite_utils.Database, path: Path) -> None:
    """Bring the database to the newest schema.

    Raises:
        StoreError: it was written by a newer version than this one.
    """
    check_version(db, path)
    if migrations.pending(db):
        # Immediate, so that a second process waits for the first instead of failing.
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            migrations.apply(db)
        except BaseException:
            db.rollback()
            raise
        db.commit()


def is_older(db: sqlite_utils.Database, path: Path) -> bool:
    """Whether an older version wrote it: tables are there, and this version wants others.

    Raises:
        StoreError: it was written by a newer version.
    """
    check_version(db, path)
    return bool(migrations.applied(db) and migrations.pending(db))


def check_version(db: sqlite_utils.Database, path: Path) -> None:
    """See that this version knows all that the database has been through.

    Raises:
        StoreError: it was written by a newer version.
    """
    ours = {migration.name for migration in migrations.pending(sqlite_utils.Database(memory=True))}
    newer = {migration.name for migration in migrations.applied(db)} - ours
    if newer:
        raise StoreError(
            f"{path} was written by a newer news-monitor ({', '.join(sorted(newer))}); "
            f"update this one, or restore an older backup"
        )
