"""Items in hand, taken as if each had been seen when it was published."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.backtest import as_past
from monitor.item import Item


@pytest.fixture
def given(known, noon):
    def given(*items, **options):
        (batch,) = as_past(items, zipf=known.zipf, now=noon, **options).batches() or ((),)
        return batch

    return given


def item(title, published=None, feed="wire"):
    return Item(feed=feed, key=title, title=title, published=published, source=feed)


def test_they_are_put_in_the_order_of_their_dates(given, noon):
    late, early = item("Late", noon - timedelta(hours=1)), item("Early", noon - timedelta(days=2))
    assert [each.item.title for each in given(late, early)] == ["Early", "Late"]
    assert [each.seen_at for each in given(early)] == [early.published]


def test_one_without_a_date_is_as_old_as_the_one_before_it(given, noon):
    day = timedelta(days=1)
    found = given(item("A", noon - day), item("B"), item("C", noon - day * 2), item("D"))
    assert {each.item.title: (noon - each.seen_at).days for each in found} == {
        "A": 1,
        "B": 1,
        "C": 2,
        "D": 2,
    }


def test_where_no_item_has_a_date_all_are_of_now(given, noon):
    assert {each.seen_at for each in given(item("A"), item("B"))} == {noon}


def test_a_date_to_come_is_a_mistake(given, noon):
    (found,) = given(item("A", noon + timedelta(days=9)))
    assert found.seen_at == noon


def test_they_are_assigned_to_stories(given, noon):
    title = "Coastal town rebuilds harbour after record storm"
    found = given(
        item(title, noon - timedelta(hours=2), "one"),
        item(title, noon - timedelta(hours=1), "two"),
        item("Football club sells its goalkeeper", noon, "six"),
    )
    stories = [each.story for each in found]
    assert stories[0] == stories[1] != stories[2]


def test_what_is_left_out_has_its_part_in_the_stories(given, noon):
    """The second report isn't the first only because the first is older than was asked for."""
    title = "Coastal town rebuilds harbour after record storm"
    reports = [item(title, noon - timedelta(hours=hour), f"paper{hour}") for hour in (5, 3, 1)]
    found = given(*reports, since=noon - timedelta(hours=4), until=noon - timedelta(hours=2))
    assert [each.item.source for each in found] == ["paper3"]
    assert found[0].story == given(*reports)[0].story


def test_items_in_hand_know_their_event_as_it_was(known, noon):
    title = "Coastal town rebuilds harbour after record storm"
    items = as_past(
        [
            item(title, noon - timedelta(hours=hour), paper)
            for hour, paper in ((5, "One"), (4, "one"), (3, "two"), (1, "six"))
        ],
        zipf=known.zipf,
        now=noon,
    )
    (batch,) = items.batches()
    assert [items.event_then(each).sources for each in batch] == [1, 1, 2, 3]
    assert items.event_then(batch[0]).previous_at is None
    assert items.event_then(batch[2]).previous_at == noon - timedelta(hours=4)
