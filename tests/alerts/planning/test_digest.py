"""Which held deliveries make a digest, and what of it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.planning.digest import (
    MOST_SHOWN,
    Member,
    apart,
    arranged,
    counted,
    digest_key,
    release,
    releases,
    room,
    shown,
)
from monitor.alerts.planning.policy import Priority

NOW = datetime(2025, 2, 13, 8, 0, tzinfo=UTC)


def member(number, rule="R", priority=Priority.NORMAL, minutes=0, event=None, item=None, again=0):
    """Of an event of its own, unless it is given."""
    return Member(
        id=number,
        key=f"key {number}",
        rule=rule,
        event=1_000 + number if event is None else event,
        # Rules that tell of events open their alerts about one with one item, mostly.
        item=item or (number if event is None else f"of {event}"),
        again=again,
        priority=priority,
        created_at=NOW + timedelta(minutes=minutes),
    )


def test_an_item_of_a_rule_that_alerts_on_each_stands_by_itself():
    story, each = member(1, "A", event=7, item="x"), member(2, "B", event=7, item="y")
    assert ids(arranged([story, each])) == [[[1, 2]]]
    assert ids(arranged([story, replace(each, each_item=True)])) == [[[1]], [[2]]]


def ids(groups):
    return [[[each.id for each in entry] for entry in group] for group in groups]


members = st.lists(
    st.builds(
        member,
        st.integers(1, 500),
        rule=st.sampled_from("ABCD") | st.text(max_size=5),
        priority=st.sampled_from(Priority),
        minutes=st.integers(-500, 500),
        event=st.none() | st.integers(1, 9),
    ),
    unique_by=lambda each: each.id,
    max_size=80,
)


@pytest.mark.parametrize(
    ("numbers", "alone", "together"),
    [((), (), ()), ((7,), (7,), ()), ((7, 8), (), (7, 8)), ((1, 2, 3), (), (1, 2, 3))],
)
def test_one_goes_alone_and_several_go_together(numbers, alone, together):
    released = release([member(number) for number in numbers])

    assert (released.alone, released.together) == (alone, together)
    assert bool(released.key) == bool(together)
    assert not released.one_event


def test_several_about_one_event_are_a_bundle_and_no_digest():
    released = release([member(1, "A", event=5), member(2, "B", event=5)])

    assert (released.together, released.one_event) == ((1, 2), True)
    assert released.key != digest_key(["key 1", "key 2"])


@given(members)
def test_every_held_delivery_ends_in_one_digest_or_alone(held):
    released = release(held)

    assert sorted(released.alone + released.together) == sorted(each.id for each in held)
    assert not (released.alone and released.together)


@given(members, st.sets(st.sampled_from("ABCD")))
def test_rules_with_a_message_of_their_own_share_it_with_none_and_all_others_share_one(held, own):
    messages = apart(held, own)

    assert sorted(each.id for message in messages for each in message) == sorted(
        each.id for each in held
    )
    rules = [{each.rule for each in message} for message in messages]
    assert all(len(told) == 1 or not told & own for told in rules)
    assert len(rules) == len({each.rule for each in held} & own) + any(
        each.rule not in own for each in held
    )


def test_what_is_told_anyway_is_left_for_that_message_unless_its_rule_has_one_of_its_own():
    held = [member(1, "A", event=5), member(2, "A", event=6), member(3, "Daily", event=5)]

    def sent(told_anyway, daily):
        found = releases(held, told_anyway=told_anyway, daily=daily)
        return [each.alone or each.together for each in found]

    assert sent((), ()) == [(1, 2, 3)]
    assert sent({5}, ()) == [(2,)]
    assert sent({5}, {"Daily"}) == [(2,), (3,)]
    assert sent({5, 6}, ()) == []


@given(members, st.randoms())
def test_a_digest_has_the_same_key_in_whatever_order_its_members_come(held, random):
    mixed = random.sample(held, len(held))

    assert release(mixed).key == release(held).key
    assert digest_key(["a", "b"]) != digest_key(["a", "b", "c"])


@given(members)
def test_arranging_loses_nobody_and_puts_what_matters_first(held):
    groups = arranged(held)

    entries = [entry for group in groups for entry in group]
    assert sorted(each.id for entry in entries for each in entry) == sorted(m.id for m in held)
    assert len({entry[0].event for entry in entries}) == len(entries)
    assert len({group[0][0].rule for group in groups}) == len(groups)
    ranks = list(Priority)
    best = [max(ranks.index(entry[0].priority) for entry in group) for group in groups]
    assert best == sorted(best, reverse=True)
    for group in groups:
        newest = [max(each.created_at for each in entry) for entry in group]
        assert newest == sorted(newest, reverse=True)
        for entry in group:
            assert entry[0].rule == group[0][0].rule
            assert len({each.event for each in entry}) == 1
            assert ranks.index(entry[0].priority) == max(ranks.index(m.priority) for m in entry)


@given(members)
def test_a_digest_counts_each_event_once_and_names_every_rule(held):
    counts, also = counted(arranged(held))

    assert sum(count for _, count in counts) == len({each.event for each in held})
    assert sorted([*(rule for rule, _ in counts), *also]) == sorted({each.rule for each in held})


def test_an_event_of_several_rules_stands_once_with_the_one_that_matters_most():
    held = [
        member(1, "Alpha", event=5),
        member(2, "Zeta", Priority.HIGH, event=5),
        member(3, "Alpha", event=6),
        member(4, "Beta", event=5),
    ]

    assert ids(arranged(held)) == [[[2, 1, 4]], [[3]]]
    assert counted(arranged(held)) == ((("Zeta", 1), ("Alpha", 1)), ("Beta",))


def test_priority_comes_before_the_rules_name_and_the_newest_first():
    held = [
        member(1, "Zeta", Priority.HIGH),
        member(2, "beta"),
        member(3, "Alpha", minutes=-5),
        member(4, "Alpha", minutes=5),
        member(5, "Aaa", Priority.LOW),
    ]

    assert ids(arranged(held)) == [[[1]], [[4], [3]], [[2]], [[5]]]


@pytest.mark.parametrize(
    ("sizes", "most", "rooms"),
    [
        ([], 50, []),
        ([3, 2], 50, [3, 2]),
        ([100, 2, 1], 50, [47, 2, 1]),
        ([5, 5, 5], 7, [3, 2, 2]),
        ([1, 1, 1], 2, [1, 1, 0]),
        ([9], 0, [0]),
    ],
)
def test_each_rule_has_its_turn_where_room_is_scarce(sizes, most, rooms):
    assert room(sizes, most) == rooms


@given(st.lists(st.integers(0, 90), max_size=70), st.integers(0, 60))
def test_room_is_never_exceeded_nor_wasted(sizes, most):
    rooms = room(sizes, most)

    assert sum(rooms) == min(most, sum(sizes))
    assert all(0 <= place <= size for place, size in zip(rooms, sizes, strict=True))


def test_a_digest_shows_the_newest_of_each_rule():
    many = [member(number, "Many", minutes=number) for number in range(90)]
    few = [member(100, "Few")]

    first, second = ids(shown(arranged([*many, *few])))

    assert first == [[100]]
    assert second == [[number] for number in range(89, 89 - (MOST_SHOWN - 1), -1)]


def test_a_rule_that_tells_of_each_item_has_each_in_the_digest():
    groups = arranged([member(1, event=7, item="a"), member(2, event=7, item="b"), member(3)])
    assert ids(groups) == [[[3], [2], [1]]]


def test_what_another_rule_says_of_the_same_item_stands_with_it():
    told = [
        member(1, event=7, item="a"),
        member(2, event=7, item="b"),
        member(3, "S", event=7, item="b"),
    ]
    assert ids(arranged(told)) == [[[2, 3], [1]]]


def test_an_event_that_is_told_again_stands_once_as_it_was_told_last():
    told = [member(1, event=7, item="a"), member(2, event=7, item="b", again=1)]
    assert ids(arranged(told)) == [[[2, 1]]]


def test_an_item_that_was_edited_stands_once_as_it_was_told_last():
    told = [member(1, event=7, item="a"), member(2), member(3, event=8, item="a")]
    assert ids(arranged(told)) == [[[3, 1], [2]]]


def test_items_of_one_event_that_are_each_told_are_no_bundle():
    each = release([member(1, event=7, item="a"), member(2, event=7, item="b")])
    assert not each.one_event
    assert each.together == (1, 2)
