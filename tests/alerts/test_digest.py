"""Which held deliveries make a digest, and what of it is shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.digest import (
    MOST_SHOWN,
    Member,
    apart,
    arranged,
    digest_key,
    release,
    room,
    shown,
)
from monitor.alerts.policy import Priority

NOW = datetime(2025, 2, 13, 8, 0, tzinfo=UTC)


def member(number, rule="R", priority=Priority.NORMAL, minutes=0):
    at = NOW + timedelta(minutes=minutes)
    return Member(id=number, key=f"key {number}", rule=rule, priority=priority, created_at=at)


members = st.lists(
    st.builds(
        member,
        st.integers(1, 500),
        rule=st.sampled_from("ABCD") | st.text(max_size=5),
        priority=st.sampled_from(Priority),
        minutes=st.integers(-500, 500),
    ),
    unique_by=lambda each: each.id,
    max_size=80,
)


@pytest.mark.parametrize(
    ("ids", "alone", "together"),
    [((), (), ()), ((7,), (7,), ()), ((7, 8), (), (7, 8)), ((1, 2, 3), (), (1, 2, 3))],
)
def test_one_goes_alone_and_several_go_together(ids, alone, together):
    released = release([member(number) for number in ids])

    assert (released.alone, released.together) == (alone, together)
    assert bool(released.digest_key) == bool(together)


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


@given(members, st.randoms())
def test_a_digest_has_the_same_key_in_whatever_order_its_members_come(held, random):
    mixed = random.sample(held, len(held))

    assert release(mixed).digest_key == release(held).digest_key
    assert digest_key(["a", "b"]) != digest_key(["a", "b", "c"])


@given(members)
def test_arranging_loses_nobody_and_puts_what_matters_first(held):
    groups = arranged(held)

    assert sorted(each.id for group in groups for each in group) == sorted(m.id for m in held)
    assert len({group[0].rule for group in groups}) == len(groups)
    ranks = list(Priority)
    best = [max(ranks.index(each.priority) for each in group) for group in groups]
    assert best == sorted(best, reverse=True)
    for group in groups:
        assert [m.created_at for m in group] == sorted((m.created_at for m in group), reverse=True)


def test_priority_comes_before_the_rules_name_and_the_newest_first():
    held = [
        member(1, "Zeta", Priority.HIGH),
        member(2, "beta"),
        member(3, "Alpha", minutes=-5),
        member(4, "Alpha", minutes=5),
        member(5, "Aaa", Priority.LOW),
    ]

    assert [[m.id for m in group] for group in arranged(held)] == [[1], [4, 3], [2], [5]]


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

    first, second = shown(arranged([*many, *few]))

    assert [m.id for m in first] == [100]
    assert [m.id for m in second] == list(range(89, 89 - (MOST_SHOWN - 1), -1))
