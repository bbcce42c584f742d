from monitor.feeds.cluster.coordinator.batch_choice import Kind
from monitor.feeds.cluster.coordinator.suspects import Suspects
from monitor.feeds.state.outcome import FailureKind, PollRequest

FEED = PollRequest(url="https://bad.example/feed?token=secret")


def test_a_feed_whose_batches_cost_two_workers_their_lives_goes_alone():
    suspects = Suspects()
    assert suspects.died(FEED, Kind.QUICK) is None
    assert not suspects.goes_alone(FEED.url)
    assert suspects.died(FEED, Kind.SLOW) is None
    assert suspects.goes_alone(FEED.url)


def test_one_that_kills_a_worker_alone_is_quarantined():
    suspects = Suspects()
    for _ in range(2):
        suspects.died(FEED, Kind.QUICK)
    failed = suspects.died(FEED, Kind.ALONE)
    assert failed.kind is FailureKind.QUARANTINED
    assert failed.message.startswith("3 workers have died over")
    assert "secret" not in failed.message


def test_a_poll_that_ends_clears_it_of_suspicion():
    suspects = Suspects()
    for _ in range(2):
        suspects.died(FEED, Kind.QUICK)
    suspects.went_well(FEED.url)
    assert not suspects.goes_alone(FEED.url)
