"""A batch poller, with a real server."""

from __future__ import annotations

import threading

import pytest

from monitor.feeds.articles.article import Article, ArticleRequest
from monitor.feeds.cluster.batch import Elsewhere, NotBegun, boot_clock
from monitor.feeds.cluster.worker.batch_poller import open_batch_poller
from monitor.feeds.state.outcome import Failed, Parsed
from tests.feeds.cluster.press import Press

pytestmark = pytest.mark.usefixtures("shared_sandboxes")


class Clock:
    def __init__(self):
        self.ahead = 0.0

    def __call__(self):
        return boot_clock() + self.ahead


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def batch_poller(clock):
    with open_batch_poller(clock=clock, grace=5.0) as opened:
        yield opened


def test_a_batch_brings_an_outcome_for_each_request_in_their_order(batch_poller):
    with Press(hosts=5) as press:
        brought = batch_poller.poll_batch(press.requests(), start_by=boot_clock() + 20)
    assert [each.url for each in brought] == press.urls()
    assert all(isinstance(each, Parsed) and len(each.items) == 3 for each in brought)


def test_a_hosts_feeds_are_asked_at_its_pace(batch_poller):
    with Press(hosts=2, feeds=3) as press:
        batch_poller.poll_batch(press.requests(), start_by=boot_clock() + 20)
    assert press.asked() == 6
    assert press.misconduct() == []


def test_a_redirect_to_another_host_is_handed_back(batch_poller):
    with Press(hosts=2) as press:
        first, second = press.hosts
        press.redirects[first, "/0"] = press.url(second, "/7")
        (brought,) = batch_poller.poll_batch(press.requests()[:1], start_by=boot_clock() + 20)
    assert isinstance(brought, Elsewhere)
    assert brought.hop.url == press.url(second, "/7")
    assert second not in press.log


def test_nothing_is_begun_once_the_time_is_over(batch_poller, clock):
    with Press(hosts=1, feeds=3) as press:
        brought = batch_poller.poll_batch(press.requests(), start_by=clock() + 0.5)
        assert [type(each) for each in brought] == [Parsed, NotBegun, NotBegun]
        assert batch_poller.poll_batch(press.requests(), start_by=clock() - 1) == (NotBegun(),) * 3
    assert press.asked() == 1


def test_a_machine_that_slept_begins_nothing_late(batch_poller, clock):
    with Press(hosts=3, delay=0.3) as press:
        requests = press.requests()
        answered = []
        polling = threading.Thread(
            target=lambda: answered.extend(
                batch_poller.poll_batch([*requests, *requests], start_by=clock() + 30)
            )
        )
        polling.start()
        press.wait_until(3)
        clock.ahead = 100.0  # what wants to begin a second later begins long after its time
        polling.join(40)
    assert press.asked() == 3
    assert [type(each) for each in answered] == [Parsed] * 3 + [NotBegun] * 3


def test_a_batch_poller_that_leaves_finishes_what_it_has_begun(batch_poller):
    with Press(hosts=1, feeds=3, delay=0.5) as press:
        answered = []
        polling = threading.Thread(
            target=lambda: answered.extend(
                batch_poller.poll_batch(press.requests(), start_by=boot_clock() + 1.2)
            )
        )
        polling.start()
        press.wait_until(1)
        batch_poller.leave()
        polling.join(20)
        assert (
            batch_poller.poll_batch(press.requests(), start_by=boot_clock() + 9)
            == (NotBegun(),) * 3
        )
    assert [type(each) for each in answered] == [Parsed, NotBegun, NotBegun]
    assert not batch_poller.busy


def test_what_an_earlier_run_of_the_coordinator_has_ordered_is_begun_no_more(batch_poller):
    with Press(hosts=1) as press:
        batch_poller.serve("desk", "first")
        batch_poller.serve("desk", "second")
        (brought,) = batch_poller.poll_batch(
            press.requests(), start_by=boot_clock() + 9, run="first"
        )
        assert brought == NotBegun()
        (brought,) = batch_poller.poll_batch(
            press.requests(), start_by=boot_clock() + 9, run="second"
        )
        assert isinstance(brought, Parsed)


def test_an_article_is_read_too(batch_poller, feed_server):
    paragraphs = "".join(
        f"<p>The council met again on day {n} to hear them all.</p>" for n in range(30)
    )
    feed_server.answer("/robots.txt", b"", headers={"Content-Type": "text/plain"})
    url = feed_server.publish(
        "/story",
        f"<html><body><article>{paragraphs}</article></body></html>",
        content_type="text/html",
    )
    request = ArticleRequest(url=url, allow_private=frozenset({"127.0.0.1"}))
    (brought,) = batch_poller.poll_batch([request], start_by=boot_clock() + 20)
    assert isinstance(brought, Article)
    assert "The council met" in brought.text


def test_a_feed_that_fails_is_an_outcome(batch_poller):
    with Press(hosts=1) as press:
        (request,) = press.requests()
    (brought,) = batch_poller.poll_batch([request], start_by=boot_clock() + 9)
    assert isinstance(brought, Failed)
