"""Soundness: a big database is looked through for damage while it is in use.

A small one is looked through whenever it is opened to be written (``opening``). That takes two
seconds for a million items, so of a big one no start could wait for it; here each table is looked
through by itself, once a day, so that the write-ahead log needn't wait for long either. Without
this module a damaged page would be found by who needs it, perhaps once no sound backup is left.
"""

from __future__ import annotations

from collections.abc import Callable

from monitor.errors import DatabaseCorrupt
from monitor.store.database import Database
from monitor.store.opening import is_big
from monitor.store.trouble import damaged, explained

TROUBLE = "damage"


def look(database: Database, *, stop: Callable[[], bool] = lambda: False) -> None:
    """Look through a big database, and say in the troubles what was found.

    Args:
        database: The database; a small one was looked through when it was opened.
        stop: Called between tables; True: leave the rest.

    Raises:
        DatabaseCorrupt: it is damaged.
    """
    if not is_big(database.path):
        return
    db = database.read()
    tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    for (table,) in tables.fetchall():
        if stop():
            return
        try:
            with explained(database.path):
                found = str(db.execute(f"PRAGMA quick_check([{table}])").fetchone()[0])
                if found != "ok":
                    raise damaged(database.path, found)
        except DatabaseCorrupt as error:
            database.troubles.met(TROUBLE, str(error))
            raise
    database.troubles.over(TROUBLE)
