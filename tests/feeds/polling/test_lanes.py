"""Politeness: who may start when, host by host."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.polling.lanes import Lanes
from tests.memory import objects_kept

PLENTY = 1_000


def started(lanes, now, room=PLENTY):
    return [work for _, work in lanes.start(now, room=room)]


def test_the_first_poll_of_a_host_starts_at_once():
    lanes = Lanes()
    lanes.add("a.example", 1)
    assert started(lanes, 100.0) == [1]
    assert lanes.running == 1


def test_a_second_start_at_a_host_waits_for_the_gap():
    lanes = Lanes(gap=1.0)
    lanes.add("a.example", 1)
    lanes.add("a.example", 2)
    assert started(lanes, 100.0) == [1]
    assert lanes.next_start() == 101.0
    assert started(lanes, 100.9) == []
    assert started(lanes, 101.0) == [2]


def test_the_gap_holds_also_after_the_host_had_nothing_to_do():
    lanes = Lanes(gap=1.0)
    lanes.add("a.example", 1)
    started(lanes, 100.0)
    lanes.finished("a.example")
    lanes.add("a.example", 2)
    assert started(lanes, 100.5) == []
    assert started(lanes, 101.0) == [2]


def test_no_more_than_two_of_a_host_run_at_a_time():
    lanes = Lanes(per_host=2, gap=0.0)
    for work in (1, 2, 3):
        lanes.add("a.example", work)
    assert started(lanes, 0.0) == [1, 2]
    assert started(lanes, 60.0) == []
    assert lanes.next_start() is None
    lanes.finished("a.example")
    assert started(lanes, 60.0) == [3]


def test_a_host_holds_up_no_other():
    lanes = Lanes(per_host=1, gap=5.0)
    for work in range(10):
        lanes.add("slow.example", work)
    lanes.add("b.example", "b")
    lanes.add("c.example", "c")
    assert started(lanes, 0.0) == [0, "b", "c"]


def test_files_have_no_limits():
    lanes = Lanes(per_host=1, gap=5.0)
    for work in range(10):
        lanes.add("", work)
    assert started(lanes, 0.0) == list(range(10))


def test_all_hosts_together_keep_within_the_room():
    lanes = Lanes()
    for host in "abcd":
        lanes.add(host, host)
    assert started(lanes, 0.0, room=3) == ["a", "b", "c"]
    assert started(lanes, 0.0, room=3) == []
    lanes.finished("b")
    assert started(lanes, 0.0, room=3) == ["d"]


def test_clearing_takes_out_what_has_not_started():
    lanes = Lanes()
    for work in (1, 2, 3):
        lanes.add("a.example", work)
    started(lanes, 0.0)
    assert lanes.clear() == [2, 3]
    lanes.finished("a.example")
    assert started(lanes, 99.0) == []
    assert lanes.running == 0


def test_a_host_is_forgotten_once_its_gap_is_over():
    lanes = Lanes(gap=1.0)
    for number in range(100):
        lanes.add(f"{number}.example", number)
    for host, _ in lanes.start(0.0, room=PLENTY):
        lanes.finished(host)
    lanes.start(1.0, room=PLENTY)
    assert objects_kept(lanes) == objects_kept(Lanes(gap=1.0))
    assert lanes.next_start() is None


@given(
    hosts=st.lists(st.sampled_from(["", "a", "b", "c"]), min_size=1, max_size=60),
    steps=st.lists(st.floats(0, 0.6), min_size=1, max_size=10),
    per_host=st.integers(1, 3),
    room=st.integers(1, 8),
)
def test_whatever_comes_all_is_started_once_and_politely(hosts, steps, per_host, room):
    """Any mixture of hosts and durations: nothing is lost, no limit is ever broken."""
    lanes = Lanes(per_host=per_host, gap=1.0)
    for work, host in enumerate(hosts):
        lanes.add(host, work)
    now, ends, starts, done = 0.0, [], {}, []
    for turn in range(1_000):
        for host, work in lanes.start(now, room=room):
            done.append(work)
            starts.setdefault(host, []).append(now)
            ends.append((now + steps[turn % len(steps)] * 5, host))
        assert lanes.running == len(ends) <= room
        for host in "abc":
            assert sum(running == host for _, running in ends) <= per_host
        soon = [end for end, _ in ends]
        upcoming = lanes.next_start()
        if upcoming is not None and lanes.running < room:
            soon.append(max(now, upcoming))
        if not soon:
            break
        now = min(soon)
        for end, host in [one for one in ends if one[0] <= now]:
            ends.remove((end, host))
            lanes.finished(host)
    assert sorted(done) == list(range(len(hosts)))
    for host, moments in starts.items():
        if host:
            gaps = [b - a for a, b in itertools.pairwise(moments)]
            assert all(gap >= 1.0 or gap == pytest.approx(1.0) for gap in gaps)
