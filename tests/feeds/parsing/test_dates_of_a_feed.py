"""Facts about the dates of whole feeds: each is read in the light of the others, or said unread."""

import json
from datetime import UTC, datetime

import pytest

from monitor.feeds.limits import Limits
from monitor.feeds.parsing.parse import parse_feed

URL = "https://feeds.example/feed"
NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
NOV_5, MAY_11 = datetime(2026, 11, 5, 9, 0, tzinfo=UTC), datetime(2026, 5, 11, 9, 0, tzinfo=UTC)


def rss(*dates, lang="en", channel=""):
    items = "".join(
        f"<item><title>Report {number}</title><guid>{number}</guid><pubDate>{date}</pubDate></item>"
        for number, date in dates
    )
    return (
        f'<rss version="2.0"><channel><title>Paper</title><language>{lang}</language>{channel}'
        f"{items}</channel></rss>"
    ).encode()


def read(body, **options):
    feed = parse_feed(body, url=URL, now=NOW, **options)
    assert feed.problem == ""
    return feed


def first(body, **options):
    return read(body, **options).items[0].published


def test_another_item_proves_the_order_of_day_and_month():
    body = rss((1, "05/11/2026 09:00"), (2, "13/11/2026 09:00"), lang="en-US")

    assert first(body) == NOV_5


@pytest.mark.parametrize(
    "inner",
    [
        "<publicationDate>5 Nov 2026 09:00</publicationDate>",
        "<publishDate>2026-11-05T09:00:00Z</publishDate>",
        "<pubDate/><timestamp>1793869200</timestamp>",
        '<prism:publicationDate xmlns:prism="urn:prism">5.11.2026 9:00</prism:publicationDate>',
    ],
)
def test_a_date_is_read_under_the_names_that_publishers_give_it(inner):
    body = f"<rss><channel><item><title>Report</title>{inner}</item></channel></rss>"

    assert first(body.encode()) == NOV_5


def test_the_date_of_a_journals_issue_is_not_that_of_the_article():
    body = (
        b'<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="urn:prism"><channel><item>'
        b"<title>Report</title><prism:publicationDate>2026-05-11</prism:publicationDate>"
        b"<dc:date>2026-11-05T09:00:00Z</dc:date></item></channel></rss>"
    )
    [item] = read(body).items

    assert (item.published, item.updated) == (None, NOV_5)


def test_the_date_of_the_feed_itself_proves_it_too():
    body = rss((1, "05/11/2026 09:00"), lang="en-US", channel="<pubDate>25/11/2026</pubDate>")

    assert first(body) == NOV_5


def test_an_item_that_was_read_before_proves_it_still():
    before = rss((2, "13/11/2026 09:00"), (3, "14/11/2026 09:00"), lang="en-US")
    memory = read(before).seen

    later = rss(
        (1, "05/11/2026 09:00"), (2, "13/11/2026 09:00"), (3, "14/11/2026 09:00"), lang="en-US"
    )
    feed = read(later, seen=memory)

    assert feed.unchanged == 2
    assert [item.published for item in feed.items] == [NOV_5]


@pytest.mark.parametrize(("lang", "date"), [("en-US", MAY_11), ("en-GB", NOV_5), ("fr", NOV_5)])
def test_a_date_alone_is_read_in_the_feeds_language(lang, date):
    assert first(rss((1, "05/11/2026 09:00"), lang=lang)) == date


def test_the_users_word_for_the_language_goes_before_the_feeds():
    assert first(rss((1, "05/11/2026 09:00"), lang="en-US"), lang="de") == NOV_5


def test_hours_ago_count_from_the_fetch():
    assert first(rss((1, "2 hours ago"))) == datetime(2026, 11, 29, 10, 0, tzinfo=UTC)


def test_json_feeds_are_read_the_same_way():
    items = [
        {"id": "1", "title": "One", "date_published": "05/11/2026 09:00"},
        {"id": "2", "title": "Two", "date_published": "13/11/2026 09:00"},
        {"id": "3", "title": "Three", "date_published": "spring"},
        {"id": "4", "title": "Four", "date_published": 1795601700},
    ]
    feed = read(json.dumps({"version": "x", "title": "Paper", "items": items}).encode())

    assert feed.items[0].published == NOV_5
    assert feed.items[3].published == datetime(2026, 11, 25, 10, 15, tzinfo=UTC)
    assert (feed.unread_dates, feed.unread_date) == (1, "spring")


def test_dates_that_cannot_be_read_are_counted_and_the_first_is_kept():
    feed = read(rss((1, "Spring"), (2, "Wed, 25 Nov 2026 10:15:00 GMT"), (3, "5"), (4, "")))

    assert (feed.unread_dates, feed.unread_date) == (2, "Spring")


def test_an_item_with_one_date_that_can_be_read_has_none_unread():
    body = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Paper</title><entry><title>A</title>'
        b"<id>1</id><published>soon</published><updated>2026-11-05T09:00:00Z</updated></entry></feed>"
    )

    feed = read(body)

    assert feed.items[0].updated == NOV_5
    assert feed.unread_dates == 0


def test_of_an_endless_date_only_the_beginning_is_kept():
    feed = read(rss((1, "9" * 100_000)))

    assert len(feed.unread_date) <= 200


def test_which_items_are_the_newest_is_told_by_dates_in_any_language():
    body = rss((1, "1er mars 2026"), (2, "5 août 2026"), (3, "2 janvier 2026"), lang="fr")

    feed = read(body, limits=Limits(max_items=1))

    assert [item.title for item in feed.items] == ["Report 2"]
