"""A database of any size in minutes: a small one (``_archive``), repeated over time by SQL.

Each copy takes its slice of the same days, with ids, keys and links of its own; of every tenth item
the text has a word that only some ten others have, since a language never runs out of names.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import time
from pathlib import Path

from _archive import DAYS, END, RULES, build

from monitor.store.search import text_index

TEMPLATE = 100_000
MATCHED = 4
"""Of the matches of ``_archive``, one in so many is kept: a match for some twenty items."""
_START = END.timestamp() - DAYS * 86_400


def grow(path: Path, items: int) -> None:
    """Make a database of ``items`` items, a whole multiple of ``TEMPLATE``."""
    template = path.with_name(f"template-{TEMPLATE}.db")
    if not template.exists():
        build(template, TEMPLATE)
    started = time.perf_counter()
    making = path.with_suffix(".making")
    making.unlink(missing_ok=True)
    shutil.copyfile(template, making)
    db = sqlite3.connect(making, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -2000000"):
        db.execute(f"PRAGMA {pragma}")
    db.execute("INSERT INTO items_fts (items_fts, rank) VALUES ('hashsize', 268435456)")
    _prepare(db)
    dropped = _drop_indexes(db)
    copies = items // TEMPLATE
    for copy in range(copies):
        db.execute("BEGIN")
        for statement in _COPY:
            db.execute(statement, {"copy": copy, "first": copy * TEMPLATE, "copies": copies})
        db.execute("COMMIT")
        if copy % 10 == 9:
            print(
                f"{(copy + 1) * TEMPLATE:,} of {items:,} items, "
                f"{time.perf_counter() - started:.0f} s, {time.process_time():.0f} s of processor",
                file=sys.stderr,
                flush=True,
            )
    for statement in dropped:
        db.execute(statement)
    db.execute("INSERT INTO items_fts (items_fts, rank) VALUES ('hashsize', 1048576)")
    for table in _TABLES:
        db.execute(f"DROP TABLE temp.t_{table}")
    db.execute("PRAGMA journal_mode = WAL")
    db.close()
    making.rename(path)
    print(f"grown in {time.perf_counter() - started:.0f} s", file=sys.stderr)


_TABLES = ("items", "stories", "events", "matches", "alerts", "deliveries", "tokens")


def _prepare(db: sqlite3.Connection) -> None:
    """Put the template aside, with how far into the days each time is, and empty the tables."""
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute("DELETE FROM matches WHERE item_id % ?", [MATCHED])
    told = "SELECT alert_id FROM matches WHERE alert_id IS NOT NULL"
    db.execute(f"DELETE FROM deliveries WHERE alert_id NOT IN ({told})")
    db.execute(f"DELETE FROM alerts WHERE id NOT IN ({told})")
    db.execute("UPDATE matches SET sent_at = matched_at WHERE alert_id IS NOT NULL")
    db.execute(
        "INSERT INTO events (id, story_id, title, opened_at, last_item_at, items) "
        "SELECT id, id, title, opened_at, last_item_at, items FROM stories"
    )
    db.execute("UPDATE items SET event_id = story_id")
    db.execute("UPDATE alerts SET event_id = story_id")
    for table in _TABLES[:-1]:
        db.execute(f"CREATE TEMP TABLE t_{table} AS SELECT * FROM main.{table}")
    db.execute("CREATE TEMP TABLE t_tokens (id INTEGER PRIMARY KEY, title TEXT, body TEXT)")
    rows = db.execute("SELECT id, title, summary, content, lang FROM items").fetchall()
    db.executemany(
        "INSERT INTO t_tokens VALUES (?, ?, ?)",
        ((id_, *text_index.tokens(*texts)) for id_, *texts in rows),
    )
    db.execute("INSERT INTO items_fts (items_fts) VALUES ('delete-all')")
    for table in ("deliveries", "matches", "alerts", "items", "events", "stories"):
        db.execute(f"DELETE FROM main.{table}")


def _drop_indexes(db: sqlite3.Connection) -> list[str]:
    """Drop the indexes of the big tables; return the statements that make them anew."""
    rows = db.execute(
        "SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
        "AND tbl_name IN ('items', 'stories', 'events', 'matches', 'alerts', 'deliveries')"
    ).fetchall()
    for name, _ in rows:
        db.execute(f"DROP INDEX main.{name}")
    return [statement for _, statement in rows]


def _at(column: str) -> str:
    """A time of the template in the slice of its copy."""
    day = DAYS * 86_400
    into = f"(unixepoch({column}) - {_START:.0f}) * 1.0 / :copies"
    return (
        f"strftime('%Y-%m-%dT%H:%M:%fZ', {_START:.0f} + :copy * {day}.0 / :copies + {into}, "
        "'unixepoch')"
    )


_ALERT = f":copy * {(TEMPLATE + 1) * (RULES + 1)}"
_COPY = (
    f"""
    INSERT INTO main.stories (id, title, first_title, opened_at, last_item_at, items)
    SELECT id + :first, title, first_title, {_at("opened_at")}, {_at("last_item_at")}, items
    FROM t_stories ORDER BY id
    """,
    f"""
    INSERT INTO main.events (id, story_id, title, opened_at, last_item_at, items)
    SELECT id + :first, story_id + :first, title, {_at("opened_at")}, {_at("last_item_at")}, items
    FROM t_events ORDER BY id
    """,
    f"""
    INSERT INTO main.items (id, feed_id, key, title, link, summary, content, author, source, lang,
        tags, published_at, first_seen_at, revision, event_id, story_id, story_why, page)
    SELECT id + :first, feed_id, key || '-' || :copy, title, link || :copy, summary, content,
        author, source, lang, tags, {_at("published_at")}, {_at("first_seen_at")}, revision,
        event_id + :first, story_id + :first, story_why, id * 7919 + :copy
    FROM t_items ORDER BY id
    """,
    """
    INSERT INTO items_fts (rowid, title, body)
    SELECT id + :first, title, body || CASE WHEN id % 10 THEN '' ELSE
        ' zq' || hex((id * 7919 + :first) % 2000003) END
    FROM t_tokens ORDER BY id
    """,
    f"""
    INSERT INTO main.alerts (id, key, rule, canonical, story_id, item_id, created_at, event_id)
    SELECT id + {_ALERT}, key || :copy, rule, canonical, story_id + :first, item_id + :first,
        {_at("created_at")}, event_id + :first
    FROM t_alerts ORDER BY id
    """,
    f"""
    INSERT INTO main.matches (item_id, rule, score, hits, matched_at, alert_id, withheld, vote,
        voted_at, published_at, feed_id, source, site, lang, sent_at)
    SELECT item_id + :first, rule, score, hits, {_at("matched_at")}, alert_id + {_ALERT},
        withheld, vote, voted_at, {_at("published_at")}, feed_id, source, site, lang, sent_at
    FROM t_matches ORDER BY id
    """,
    f"""
    INSERT INTO main.deliveries (key, alert_id, target, state, attempts, created_at, delivered_at)
    SELECT key || :copy, alert_id + {_ALERT}, target, state, attempts, {_at("created_at")},
        {_at("delivered_at")}
    FROM t_deliveries ORDER BY id
    """,
)
