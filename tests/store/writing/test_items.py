"""Items as they are asked for; writing them is told in test_polls.py."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.store.writing import items


def test_items_a_day_are_those_of_the_last_week(database, feed_id, record, now):
    for days in (0, 1, 3, 30):
        record(f"Apple {days}", published=now - timedelta(days=days))
    assert items.per_day(database.read(), now=now + timedelta(days=3.5)) == {
        feed_id: pytest.approx(3 / 6.5)  # it is known since less than a week
    }
    later = now + timedelta(days=6.5)
    assert items.per_day(database.read(), now=later) == {feed_id: pytest.approx(1 / 6.5)}
    assert items.per_day(database.read(), now=now + timedelta(days=30)) == {}
