from monitor.feeds.cluster.coordinator.pace import Allowance


def test_as_many_are_polled_here_as_the_time_allows():
    allowance = Allowance(20.0, now=0.0)
    assert allowance.left(0.0) == 0
    assert allowance.left(0.5) == 10
    allowance.spend(7)
    assert allowance.left(0.5) == 3


def test_what_was_not_spent_does_not_gather_for_long():
    assert Allowance(20.0, now=0.0).left(3600.0) == 20
