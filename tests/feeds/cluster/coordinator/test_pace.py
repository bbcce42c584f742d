from monitor.feeds.cluster.coordinator.pace import LEAST_ROOM, MOST_ROOM, Allowance, room_for


def test_as_many_are_polled_here_as_the_time_allows():
    allowance = Allowance(20.0, now=0.0)
    assert allowance.left(0.0) == 0
    assert allowance.left(0.5) == 10
    allowance.spend(7)
    assert allowance.left(0.5) == 3


def test_what_was_not_spent_does_not_gather_for_long():
    assert Allowance(20.0, now=0.0).left(3600.0) == 20


def test_as_many_wait_as_are_with_the_workers_within_bounds():
    assert room_for(1_000) == 2_000
    assert room_for(0) == LEAST_ROOM
    assert room_for(1e9) == MOST_ROOM
