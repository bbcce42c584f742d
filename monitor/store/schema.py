"""The schema: all migrations in their order, applied once each, in one transaction.

A migration that has been released is never edited; a change is a new module at the end. What the
tables mean to someone who opens them in Datasette stands in docs/database.md. Without this module
an update would meet a database that it can't read.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path

import sqlite_utils

from monitor.errors import StoreError
from monitor.human import few
from monitor.store.migrations import (
    m001_tables,
    m003_words,
    m004_events,
    m005_sent,
    m006_follows,
    m007_shown,
    m009_articles,
    m011_pages,
    m013_forms,
    m015_posts,
    m016_volume,
    m017_answers,
    m017_gone_targets,
    m018_judge,
    m018_target_tests,
    m019_briefs,
    m020_archives,
    m021_withheld,
    m022_copies,
)
from monitor.store.migrations.registry import migrations

__all__ = ["STEPS", "catch_up", "check_version", "migrate", "migrations"]

STEPS = (
    m001_tables,
    m003_words,
    m004_events,
    m005_sent,
    m006_follows,
    m007_shown,
    m009_articles,
    m011_pages,
    m013_forms,
    m015_posts,
    m016_volume,
    m017_gone_targets,
    m017_answers,
    m018_judge,
    m018_target_tests,
    m019_briefs,
    m020_archives,
    m021_withheld,
    m022_copies,
)
"""The modules that hold them."""
TABLES = frozenset(
    (
        *("alerts", "archives", "articles", "attempts", "briefs", "corrections", "deliveries"),
        *("edits", "events", "feeds", "forgotten", "gone_targets", "items", "judge_costs"),
        *("judgements", "matches", "near_misses", "notes", "posts", "rules", "seen_blocks"),
        *("sent_items", "silences", "spikes", "stories", "subscriptions", "target_tests"),
        *("uptimes", "verdicts", "volume"),
        *("items_fts", "items_fts_config", "items_fts_data", "items_fts_docsize"),
        *("items_fts_idx", "items_fts_words"),
    )
)
"""What the migrations make; to make it, only to know the names, takes each command 25 ms."""
_OF_BEFORE = {
    m004_events.m004_events.__name__: m004_events.make_events,
    m005_sent.m005_what_was_sent.__name__: m005_sent.say_what_was_sent,
    m007_shown.m007_sent_means_shown.__name__: m007_shown.only_headlines,
    m011_pages.m011_pages.__name__: m011_pages.note_pages,
    m016_volume.m016_volume.__name__: m016_volume.count_past,
}


def catch_up(db: sqlite_utils.Database, known: Collection[str]) -> None:
    """Fill in what imported rows lack, exported when only the migrations ``known`` existed."""
    for name, fill_in in _OF_BEFORE.items():
        if name not in known:
            fill_in(db)


def migrate(db: sqlite_utils.Database, path: Path) -> None:
    """Bring the database to the newest schema.

    Raises:
        StoreError: The database was written by a newer version of the program.
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
    applied = check_version(db, path)
    return bool(applied and _names() - applied)


def missing_tables(db: sqlite_utils.Database) -> list[str]:
    """Return the tables of this version's schema that a database of this version lacks."""
    return sorted(TABLES - _tables(db))


def check_version(db: sqlite_utils.Database, path: Path) -> AbstractSet[str]:
    """Check that this version knows every migration that the database has been through.

    Returns:
        Their names.

    Raises:
        StoreError: The database was written by a newer version of the program, or by another one.
    """
    applied = {migration.name for migration in migrations.applied(db)}
    if not applied and (strange := _tables(db)):
        named = few(sorted(strange)[:3], more=len(strange) - 3)
        raise StoreError(
            f"{path} is another program's database (its tables: {named}). Nothing was changed. "
            "Name another file under `database` in the configuration"
        )
    newer = applied - _names()
    if newer:
        raise StoreError(
            f"{path} was written by a newer news-monitor ({', '.join(sorted(newer))}); "
            f"update this one, or restore an older backup"
        )
    return applied


@cache
def _names() -> frozenset[str]:
    """Of all migrations."""
    nothing_yet = sqlite_utils.Database(memory=True)
    return frozenset(migration.name for migration in migrations.pending(nothing_yet))


def _tables(db: sqlite_utils.Database) -> set[str]:
    """The tables there are, without those of SQLite itself and of tools around it (``_…``)."""
    rows = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (name,) in rows if not name.startswith(("_", "sqlite_"))}
