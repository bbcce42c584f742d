"""Few large feeds at a time; small ones don't wait for them. Servers and connections are real."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from monitor.feeds.http.connection import Connections
from monitor.feeds.http.large import LARGE, MOST, Turn
from monitor.feeds.polling import poll as module
from monitor.feeds.polling.lost import LostPollError
from monitor.feeds.polling.poll import poll
from monitor.feeds.state.outcome import Parsed

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def rss(title):
    item = f"<item><guid>1</guid><title>{title}</title></item>"
    return f"<rss version='2.0'><channel><title>News</title>{item}</channel></rss>"


@pytest.fixture
def connections():
    """Of a process in which as many large feeds are under way as may be."""
    with Connections() as opened:
        opened.others = [Turn(opened.turns) for _ in range(MOST)]
        assert all(other.take(0) for other in opened.others)
        yield opened


@pytest.fixture
def polled(feed_server, connections):
    return lambda path: poll(feed_server.request(path), now=NOW, connections=connections)


def test_a_large_feed_waits_for_its_turn_and_small_ones_do_not(feed_server, connections, polled):
    feed_server.publish("/large", rss("long " * LARGE))
    feed_server.publish("/small", rss("short"))
    with ThreadPoolExecutor(1) as threads:
        large = threads.submit(polled, "/large")
        assert isinstance(polled("/small"), Parsed)
        assert not large.done()
        with connections.others[0]:
            pass  # its poll has ended
        assert isinstance(large.result(30), Parsed)
    assert Turn(connections.turns).take(0), "it has given its turn back"


def test_what_is_large_once_unpacked_is_let_go_for_now(
    feed_server, connections, polled, monkeypatch
):
    monkeypatch.setattr(module, "UNPACKED_PATIENCE", 0.01)
    feed_server.publish("/bomb", rss("long " * LARGE), encoding="gzip")
    with pytest.raises(LostPollError, match="large"):
        polled("/bomb")
    with connections.others[0]:
        pass
    assert isinstance(polled("/bomb"), Parsed)


def test_waiting_for_a_turn_ends_when_all_is_stopped(feed_server, connections, polled):
    feed_server.publish("/large", rss("long " * LARGE))
    with ThreadPoolExecutor(1) as threads:
        large = threads.submit(polled, "/large")
        connections.close()
        assert not isinstance(large.result(10), Parsed)
