from __future__ import annotations

from tests.store.conftest import database, feed_id, make_item, make_match, now, record

__all__ = ["database", "feed_id", "make_item", "make_match", "now", "record"]
