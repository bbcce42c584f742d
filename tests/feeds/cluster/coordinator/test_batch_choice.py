"""Which requests may go out in one batch, with a clock that the test sets."""

from concurrent.futures import Future

from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.cluster.coordinator.batch_choice import (
    MANY,
    MOST_OF_HOST,
    BatchChoice,
    Kind,
    Size,
    Work,
)
from monitor.feeds.state.outcome import PollRequest


def work(host, number=0, *, since=0.0, alone=False):
    return Work(PollRequest(url=f"https://{host}/{number}"), Future(), since, alone)


def test_a_batch_has_several_hosts_and_all_that_waits_of_each():
    choice = BatchChoice()
    for host in "abc":
        for number in range(2):
            choice.add(host, work(host, number))
    taken = choice.take(Kind.QUICK, 0.0, most=4)
    assert taken.hosts == ("a", "b")
    assert len(taken.work) == 4
    assert taken.most_of_host == 2
    assert choice.waiting == 2


def test_a_host_is_in_one_batch_at_a_time():
    choice = BatchChoice()
    choice.add("a", work("a", 1))
    taken = choice.take(Kind.QUICK, 0.0, most=9)
    choice.add("a", work("a", 2))
    assert choice.take(Kind.QUICK, 1.0, most=9) is None
    choice.give_back(taken.hosts, at=5.0)
    assert choice.next_freed() == 5.0
    assert choice.take(Kind.QUICK, 4.9, most=9) is None
    assert choice.take(Kind.QUICK, 5.0, most=9).hosts == ("a",)


def test_a_host_that_took_long_goes_with_its_like_the_next_time():
    choice = BatchChoice()
    choice.took("a", 3.0)
    for host in "ab":
        choice.add(host, work(host))
    assert choice.take(Kind.QUICK, 0.0, most=9).hosts == ("b",)
    assert choice.take(Kind.SLOW, 0.0, most=9).hosts == ("a",)
    choice.took("a", 0.1)
    choice.give_back(["a"], at=1.0)
    choice.add("a", work("a"))
    assert choice.take(Kind.QUICK, 1.0, most=9).hosts == ("a",)


def test_a_host_with_many_feeds_holds_up_no_host_with_few():
    choice = BatchChoice()
    for number in range(MANY + 1):
        choice.add("a", work("a", number))
    choice.add("b", work("b"))
    assert choice.take(Kind.QUICK, 0.0, most=99).hosts == ("b",)
    assert len(choice.take(Kind.SLOW, 0.0, most=99).work) == MANY + 1


def test_of_a_host_with_very_many_feeds_some_wait_for_the_next_batch():
    choice = BatchChoice()
    for number in range(MOST_OF_HOST + 5):
        choice.add("a", work("a", number))
    assert len(choice.take(Kind.SLOW, 0.0, most=99).work) == MOST_OF_HOST
    choice.give_back(["a"], at=1.0)
    kinds = [choice.take(kind, 1.0, most=99) for kind in Kind]
    assert [len(each.work) for each in kinds if each] == [5]


def test_what_may_have_cost_a_worker_its_life_goes_alone():
    choice = BatchChoice()
    choice.add("a", work("a", alone=True))
    choice.add("b", work("b", alone=True))
    taken = choice.take(Kind.ALONE, 0.0, most=99)
    assert len(taken.work) == 1
    assert choice.take(Kind.QUICK, 0.0, most=99) is None


def test_what_has_waited_too_long_is_taken_out():
    choice = BatchChoice()
    late, soon = work("a", 1, since=1.0), work("a", 2, since=3.0)
    choice.add("a", late)
    choice.add("a", soon)
    choice.add("b", work("b", since=1.0))
    assert late in choice.drop(before=2.0)
    assert choice.waiting == 1
    assert choice.take(Kind.QUICK, 0.0, most=99).work == (soon,)
    assert choice.take(Kind.QUICK, 0.0, most=99) is None


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("add"), st.sampled_from("abcd"), st.booleans()),
            st.tuples(st.just("take"), st.sampled_from(Kind), st.integers(1, 30)),
            st.tuples(st.just("end"), st.integers(0, 9), st.floats(0, 3)),
            st.tuples(st.just("drop"), st.floats(0, 9), st.none()),
        ),
        max_size=60,
    )
)
def test_whatever_happens_no_host_is_taken_twice_and_nothing_is_lost(steps):
    choice, out, now, added, gone = BatchChoice(), [], 0.0, 0, 0
    for step, one, other in steps:
        now += 0.5
        if step == "add":
            choice.add(one, work(one, added, since=now, alone=other))
            added += 1
        elif step == "take" and (taken := choice.take(one, now, most=other)):
            assert not set(taken.hosts) & {host for each in out for host in each.hosts}
            out.append(taken)
            gone += len(taken.work)
        elif step == "end" and out:
            choice.give_back(out.pop(one % len(out)).hosts, at=now + other)
        elif step == "drop":
            gone += len(choice.drop(before=now - one))
    for each in out:
        choice.give_back(each.hosts, at=now)
    now += 10
    while batches := [taken for kind in Kind if (taken := choice.take(kind, now, most=9))]:
        for each in batches:
            gone += len(each.work)
            choice.give_back(each.hosts, at=now)
    assert gone == added
    assert choice.waiting == 0


def test_batches_grow_while_they_are_quick_and_shrink_when_they_are_not():
    size = Size()
    first = size.value
    size.took(0.5, 50)
    assert size.value > first
    for _ in range(50):
        size.took(0.5, 100)
    assert size.value == Size.MOST
    for _ in range(50):
        size.took(9.0, 100)
    assert size.value == Size.LEAST


def test_a_small_batch_says_nothing_about_larger_ones():
    size = Size()
    before = size.value
    size.took(0.1, 3)
    assert size.value == before


def test_all_places_get_some_of_what_waits():
    size = Size()
    assert size.of(waiting=10_000, places=4) == 50
    for _ in range(50):
        size.took(0.5, 100)
    assert size.of(waiting=240, places=4) == 60
    assert size.of(waiting=3, places=4) == Size.LEAST
    assert size.of(waiting=10_000, places=4) == Size.MOST
