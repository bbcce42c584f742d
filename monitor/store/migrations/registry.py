"""The list of migrations, in the order in which they run. Each step adds itself to it."""

from __future__ import annotations

from sqlite_utils import Migrations

migrations = Migrations("news-monitor")
