"""Facts about what was asked of a cluster's poller, and about whoever waits for it."""

from concurrent.futures import CancelledError

import pytest

from monitor.feeds.cluster.coordinator.inbox import Inbox
from monitor.feeds.state.outcome import PollRequest

ONE = PollRequest(url="https://one.example/feed")
TWO = PollRequest(url="https://two.example/feed")


def test_requests_are_taken_out_once_and_in_their_order():
    inbox = Inbox()
    first, is_only = inbox.put(ONE)
    second, is_only_too = inbox.put(TWO)
    assert (is_only, is_only_too) == (True, False)
    assert inbox.take() == [(ONE, first), (TWO, second)]
    assert inbox.take() == []


def test_whoever_still_waits_when_it_closes_is_told_that_nothing_comes():
    inbox = Inbox()
    waiting, _ = inbox.put(ONE)
    begun, _ = inbox.put(TWO)
    begun.set_running_or_notify_cancel()
    done, _ = inbox.put(ONE)
    done.set_result("an outcome")
    inbox.forget(done)
    inbox.close()
    inbox.cancel_all()
    assert waiting.cancelled()
    assert isinstance(begun.exception(), CancelledError)
    assert done.result() == "an outcome"
    with pytest.raises(RuntimeError, match="closed"):
        inbox.put(ONE)
