"""What makes an item the same item tomorrow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.item import Item, dated, digest, identify

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)


def _item(**values):
    return Item(**({"feed": "f", "key": "k", "title": "T"} | values))


def test_an_item_is_known_by_its_guid():
    assert identify([("guid-1", "https://a", "T", "S")]) == ["guid-1"]


def test_items_that_share_a_guid_are_told_apart_by_their_links():
    keys = identify([("same", "https://a", "A", ""), ("same", "https://b", "B", "")])
    assert len(set(keys)) == 2


def test_without_a_guid_the_link_counts_and_without_a_link_the_text():
    assert identify([("", "https://a", "T", "S")]) == ["https://a"]
    (first,), (second,) = identify([("", "", "T", "S")]), identify([("", "", "T", "other")])
    assert first != second


def test_entries_that_are_the_same_in_everything_are_one_item():
    assert len(set(identify([("", "", "T", "S")] * 2))) == 1


@given(st.lists(st.tuples(*[st.sampled_from(["", "a", "b", "c"])] * 4), max_size=8))
def test_a_key_never_depends_on_the_order_of_the_entries(entries):
    forwards = dict(zip(entries, identify(entries), strict=True))
    backwards = dict(zip(entries[::-1], identify(entries[::-1]), strict=True))
    assert forwards == backwards
    assert all(forwards.values())


def test_a_missing_date_becomes_the_update_or_else_first_sight():
    assert dated(_item(), now=NOW).published == NOW
    updated = NOW - timedelta(hours=3)
    assert dated(_item(updated=updated), now=NOW).published == updated


def test_a_date_far_ahead_is_clamped_and_one_just_ahead_is_not():
    assert dated(_item(published=NOW + timedelta(hours=2)), now=NOW).published == NOW
    near = NOW + timedelta(minutes=30)
    assert dated(_item(published=near), now=NOW).published == near


def test_an_edit_of_what_a_reader_sees_is_another_revision():
    item = _item(summary="S", content="C", link="https://a")
    for field in ("title", "summary", "content", "link"):
        assert (
            _item(**({"summary": "S", "content": "C", "link": "https://a"} | {field: "x"})).revision
            != item.revision
        )
    assert _item(summary="S", content="C", link="https://a", author="x").revision == item.revision


def test_a_digest_keeps_its_parts_apart():
    assert digest(("ab", "c")) != digest(("a", "bc"))
    assert digest(("\ud800",))  # a lone surrogate is no reason to fail
