"""A database that is damaged while it is open."""

from monitor.store.database import Database


def damage_tables(database: Database) -> None:
    """Take away what nearly everything reads."""

    def drop(db):
        db.execute("PRAGMA defer_foreign_keys = ON")
        for table in ("deliveries", "judgements", "articles", "matches", "items", "events"):
            db.execute(f"ALTER TABLE {table} RENAME TO no_{table}")

    database.write(drop)
