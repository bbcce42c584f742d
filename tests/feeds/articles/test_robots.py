"""robots.txt: asked for once, and obeyed."""

from __future__ import annotations

import pytest

from monitor.feeds.articles.extract import allows
from monitor.feeds.articles.robots import FRESH, MAX_DELAY, RETRY, Robots
from monitor.feeds.http.fetched import Fetched
from monitor.feeds.parsing.sandbox import KilledError
from monitor.feeds.state.feed import Validators
from monitor.feeds.state.outcome import Failed, FailureKind

PAGE = "https://site.example:8443/a"


class Site:
    """A site's robots.txt, as it is fetched."""

    def __init__(self, answer, read=allows):
        self.answer, self.asked, self.now = answer, [], 100.0
        self.robots = Robots(read, clock=lambda: self.now)

    def get(self, url):
        self.asked.append(url)
        return self.answer

    def permission(self, url=PAGE):
        return self.robots.permission(url, get=self.get)


def text(body):
    return Fetched(
        body=body.encode(),
        final_url="",
        content_type="text/plain",
        validators=Validators(),
        status=200,
    )


def failed(status=None, kind=FailureKind.CLIENT_ERROR):
    return Failed(url="", kind=kind, message="no answer from site.example", status=status)


def test_it_is_asked_for_once_a_day_and_site():
    site = Site(text("User-agent: *\nDisallow: /b"))
    assert site.permission().given
    assert not site.permission("https://site.example:8443/b").given
    site.now += FRESH - 1
    site.permission()
    assert site.asked == ["https://site.example:8443/robots.txt"]
    site.now += 2
    site.permission()
    site.permission("https://other.example/")
    assert len(site.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_that_has_none_allows_everything(status):
    assert Site(failed(status)).permission().given


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (failed(500, FailureKind.SERVER_ERROR), "its site answers 500 instead"),
        (failed(429, FailureKind.THROTTLED), "its site answers 429 instead"),
        (failed(None, FailureKind.TIMEOUT), "no answer from site.example"),
    ],
)
def test_a_site_whose_robots_txt_cannot_be_had_allows_nothing_for_a_while(answer, words):
    site = Site(answer)
    permission = site.permission()
    assert not permission.given
    assert words in permission.refusal
    site.now += RETRY + 1
    site.answer = text("")
    assert site.permission().given


def test_the_pace_it_asks_for_is_kept_up_to_a_minute():
    assert Site(text("User-agent: *\nCrawl-delay: 5")).permission().delay == 5
    assert Site(text("User-agent: *\nCrawl-delay: 86400")).permission().delay == MAX_DELAY


def test_one_that_is_made_to_hang_its_reader_allows_nothing():
    def read(*_):
        raise KilledError("reading it takes more than 5 s of computing")

    permission = Site(text("User-agent: *\nDisallow: /" + "*a" * 30), read).permission()
    assert not permission.given
    assert "more than 5 s" in permission.refusal
