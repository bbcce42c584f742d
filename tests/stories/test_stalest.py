"""Which open events are closed next."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.stories.event import OpenEvent
from monitor.stories.stalest import Stalest


def opened(*touched):
    return [OpenEvent(number, number, at) for number, at in enumerate(touched)]


def taken(stalest, before=0.0):
    return [event.id for event in stalest.take(before)]


def test_events_last_touched_before_a_moment_are_taken_the_stalest_first():
    stalest = Stalest(10)
    for event in opened(3.0, 1.0, 2.0, 4.0):
        stalest.add(event)
    assert taken(stalest, 3.0) == [1, 2]
    assert taken(stalest, 3.0) == []


def test_of_too_many_the_stalest_are_taken():
    stalest = Stalest(2)
    for event in opened(3.0, 1.0, 2.0, 4.0):
        stalest.add(event)
    assert taken(stalest) == [1, 2]


def test_an_event_that_was_touched_again_stays():
    stalest = Stalest(1)
    one, other = opened(1.0, 2.0)
    for event in (one, other):
        stalest.add(event)
    one.touched = 3.0
    assert taken(stalest) == [1]


def test_an_event_that_was_let_go_of_is_neither_counted_nor_taken():
    stalest = Stalest(1)
    one, other = opened(1.0, 2.0)
    for event in (one, other):
        stalest.add(event)
    stalest.discard(one)
    stalest.discard(one)
    assert taken(stalest) == []
    assert taken(stalest, 9.0) == [1]


@given(
    st.integers(0, 5),
    st.lists(st.tuples(st.sampled_from("atdc"), st.integers(0, 9), st.integers(0, 20))),
)
def test_it_is_as_if_all_were_sorted_each_time(most, steps):
    stalest, open_, number = Stalest(most), {}, 0
    for step, which, at in steps:
        if step == "a":
            event, number = OpenEvent(number, number, float(at)), number + 1
            open_[event.id] = event
            stalest.add(event)
        elif step == "c":
            expected = sorted(open_.values(), key=lambda event: (event.touched, event.id))
            closed = [
                event.id
                for place, event in enumerate(expected)
                if event.touched < at or len(expected) - place > most
            ]
            assert taken(stalest, float(at)) == closed
            for id_ in closed:
                del open_[id_]
        elif which in open_ and step == "t":
            open_[which].touched += at
        elif which in open_:
            stalest.discard(open_.pop(which))
