"""A sitemap with news is a feed; one without is none."""

from datetime import UTC, datetime

from monitor.feeds.limits import Limits
from monitor.feeds.parsing.parse import parse_feed

URL = "https://paper.example/news.xml"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def article(number, title="Bridge &amp; tunnel"):
    return (
        f"<url><loc> https://paper.example/{number} </loc><lastmod>2026-03-02T11:00:00Z</lastmod>"
        "<news:news><news:publication><news:name>The Paper</news:name>"
        "<news:language>en</news:language></news:publication>"
        f"<news:publication_date>2026-03-0{number}T10:00:00Z</news:publication_date>"
        f"<news:title>{title}</news:title><news:keywords>bridges, Cork</news:keywords>"
        "</news:news><image:image><image:loc>https://paper.example/1.jpg</image:loc></image:image>"
        "</url>"
    )


def read(*urls, **options):
    body = (
        f'<?xml version="1.0"?><urlset xmlns="{SITEMAP}" xmlns:news="{NEWS}"'
        f' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">{"".join(urls)}</urlset>'
    )
    return parse_feed(body.encode(), url=URL, **options)


def test_an_article():
    feed = read(article(1))
    (found,) = feed.items
    assert (feed.title, feed.lang, feed.problem) == ("The Paper", "en", "")
    assert found.key == found.link == "https://paper.example/1"
    assert (found.title, found.source, found.lang) == ("Bridge & tunnel", "The Paper", "en")
    assert found.published == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert found.tags == ("bridges", "Cork")


def test_pages_that_are_no_news_are_left_out():
    feed = read(article(1), "<url><loc>https://paper.example/about</loc></url>")
    assert [item.link for item in feed.items] == ["https://paper.example/1"]


def test_of_too_many_the_newest_are_read():
    feed = read(article(2), article(1), article(3), limits=Limits(max_items=2))
    assert [item.link[-1] for item in feed.items] == ["2", "3"]
    assert feed.truncated == 1


def test_a_sitemap_of_pages_is_no_feed():
    assert "sitemap" in read("<url><loc>https://paper.example/about</loc></url>").problem
