"""The list that each migration adds itself to. ``store.schema`` imports them in their order.

A new one is a module here and an entry in ``schema.STEPS``; nothing changes in this file.
"""

from __future__ import annotations

from sqlite_utils import Migrations

migrations = Migrations("news-monitor")
