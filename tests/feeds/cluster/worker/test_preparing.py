"""A worker prepares items as it was ordered, where it can; it never holds up the polls for it."""

from __future__ import annotations

import pytest

from monitor.feeds.cluster.batch import NotBegun
from monitor.feeds.cluster.worker.preparing import MOST, PATIENCE, Preparing
from monitor.feeds.state.feed import Validators
from monitor.feeds.state.outcome import Parsed
from monitor.item import Item


class Shouting:
    """Prepares an item by its title in capitals."""

    def __init__(self, version="1", prepare=lambda item: item.title.upper(), error=None):
        self.version = version
        self._prepare = prepare
        self._error = error

    def unlike_here(self):
        return ""

    def begin(self, folder):
        if self._error:
            raise self._error
        return self._prepare


@pytest.fixture
def preparing(tmp_path):
    return Preparing(tmp_path, seconds=lambda: 0.0)


def parsed(*titles):
    items = tuple(Item(feed="x:", key=title, title=title) for title in titles)
    return Parsed(url="x:", items=items, validators=Validators(), body_hash="")


def test_items_come_with_what_was_worked_out_and_by_which_version(preparing):
    preparing.order("me", "run", Shouting()).join(10)
    failed, brought = preparing.prepared("run", (NotBegun(), parsed("a", "b")))
    assert failed == NotBegun()
    assert (brought.prepared, brought.prepared_by) == ({"a": "A", "b": "B"}, "1")


def test_items_of_a_run_that_ordered_nothing_come_as_they_are(preparing):
    preparing.order("me", "run", Shouting()).join(10)
    assert preparing.prepared("another", (parsed("a"),)) == (parsed("a"),)


def test_the_newest_order_counts(preparing):
    preparing.order("me", "run", Shouting()).join(10)
    preparing.order("me", "run", Shouting("2", len_of_title)).join(10)
    (brought,) = preparing.prepared("run", (parsed("abc"),))
    assert (brought.prepared, brought.prepared_by) == ({"abc": 3}, "2")


def len_of_title(item):
    return len(item.title)


def test_what_an_earlier_run_ordered_is_forgotten(preparing):
    preparing.order("me", "before", Shouting()).join(10)
    preparing.order("me", "now", Shouting()).join(10)
    assert preparing.prepared("before", (parsed("a"),)) == (parsed("a"),)
    assert preparing.prepared("now", (parsed("a"),))[0].prepared == {"a": "A"}


def test_the_oldest_coordinator_is_forgotten_where_there_are_too_many(preparing):
    for number in range(MOST + 1):
        preparing.order(f"machine {number}", str(number), Shouting()).join(10)
    assert preparing.prepared("0", (parsed("a"),)) == (parsed("a"),)
    assert preparing.prepared("1", (parsed("a"),))[0].prepared == {"a": "A"}


def test_what_can_t_get_ready_leaves_items_as_they_are(preparing, caplog):
    preparing.order("me", "run", Shouting(error=ValueError("no"))).join(10)
    assert preparing.prepared("run", (parsed("a"),)) == (parsed("a"),)
    assert "unprepared" in caplog.text


def test_what_breaks_over_an_item_leaves_the_batch_as_it_is(preparing, caplog):
    preparing.order("me", "run", Shouting(prepare=lambda _: 1 / 0)).join(10)
    assert preparing.prepared("run", (parsed("a"),)) == (parsed("a"),)
    assert "unprepared" in caplog.text


def test_what_there_is_no_time_for_comes_unprepared(tmp_path):
    now = 0.0

    def slow(item):
        nonlocal now
        now += PATIENCE
        return item.title

    preparing = Preparing(tmp_path, seconds=lambda: now)
    preparing.order("me", "run", Shouting(prepare=slow)).join(10)
    (brought,) = preparing.prepared("run", (parsed("a", "b"),))
    assert brought.prepared == {"a": "a"}
    assert len(brought.items) == 2
