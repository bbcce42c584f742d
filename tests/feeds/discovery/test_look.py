"""Discovery as the command line and the page use it."""

from monitor.feeds.discovery.look import PAUSE, look_for_feeds

LOOPBACK = frozenset({"127.0.0.1"})


def test_a_feed_is_found_with_pauses_between_guesses(feed_server):
    feed_server.publish("/", "<html><body>Hello</body></html>", content_type="text/html")
    url = feed_server.publish(
        "/rss.xml", "<rss version='2.0'><channel><title>News</title></channel></rss>"
    )
    pauses = []
    looked = look_for_feeds(feed_server.url("/"), allow_private=LOOPBACK, sleep=pauses.append)
    assert [found.url for found in looked.found] == [url]
    assert set(pauses) == {PAUSE}
    assert len(pauses) == len(feed_server.requests) - 1


def test_it_ends_when_its_time_is_over(feed_server):
    feed_server.hang("/")
    looked = look_for_feeds(feed_server.url("/"), allow_private=LOOPBACK, seconds=0.3)
    assert looked.found == ()
    assert looked.problem


def test_private_addresses_are_refused_unless_allowed(feed_server):
    feed_server.publish("/", "<rss version='2.0'><channel><title>N</title></channel></rss>")
    looked = look_for_feeds(feed_server.url("/"), allow_private=frozenset())
    assert looked.found == ()
    assert feed_server.requests == []
