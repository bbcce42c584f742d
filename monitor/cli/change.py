"""Changing the database from the command line, beside a running daemon or without one.

Without this module each command would open it in a way of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import sqlite_utils

    from monitor.config import Config

T = TypeVar("T")


def change(config: Config, action: Callable[[sqlite_utils.Database], T]) -> T:
    """Run one of ``monitor.actions`` in a transaction; it is on disk when this returns.

    Raises:
        MonitorError: the action can't be done, or the database can't be used; nothing has changed.
    """
    from monitor.store.database import Database

    with Database(config.database) as database:
        return database.write(action)
