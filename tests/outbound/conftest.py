from __future__ import annotations

import pytest

from monitor.store.database import Database
from tests.outbound.growing_desk import DENIES, GrowingDesk
from tests.store.conftest import database, feed_id, make_item, make_match, now, record

__all__ = ["database", "feed_id", "make_item", "make_match", "now", "record"]


@pytest.fixture
def desk(tmp_path):
    with Database(tmp_path / "news.db") as database:
        yield GrowingDesk(database)


@pytest.fixture
def told(desk):
    """One outlet has the event, and the target was told."""
    desk.poll(Wire=DENIES)
    desk.deliver()
    return desk
