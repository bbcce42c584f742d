"""What a page and a robots.txt say."""

from __future__ import annotations

import pytest

from monitor.feeds.articles.extract import allows, extract
from tests.feeds.articles.pages import SENTENCES, linked_data, page

URL = "https://site.example/2025/a"


def text_of(body, *, charset="", most=50_000):
    return extract(body, url=URL, charset=charset, max_text=most).text


def is_paid(head):
    return extract(page(head=head).encode(), url=URL, charset="", max_text=100).paid


def test_the_article_is_told_from_what_stands_around_it():
    text = text_of(page("Alibaba is the partner.").encode())
    assert all(sentence in text for sentence in SENTENCES)
    assert text.endswith("Alibaba is the partner.")
    assert "Home" not in text
    assert "All rights reserved" not in text


def test_no_more_than_the_limit_is_returned():
    assert len(text_of(page("x" * 500).encode(), most=120)) == 120


@pytest.mark.parametrize(
    ("encoding", "named", "sentence"),
    [
        ("shift_jis", '<meta charset="Shift_JIS">', "提携先は中国のアリババだと関係者は語った。"),
        ("windows-1251", "", "Партнёром компании станет Алибаба, сказал представитель."),
        ("gb18030", '<meta http-equiv=Content-Type content="text/html; charset=gb2312">', "合作"),
    ],
)
def test_a_page_is_read_in_its_own_encoding(encoding, named, sentence):
    body = page(sentence * 5, head=named).encode(encoding, "xmlcharrefreplace")
    assert sentence in text_of(body, charset="" if named else encoding)


def test_an_encoding_that_is_named_wrongly_does_no_harm():
    assert "Café Zürich" in text_of(page("Café Zürich is closed.").encode(), charset="klingon")
    assert "Café Zürich" in text_of(page("Café Zürich is closed.").encode(), charset="ascii")


@pytest.mark.parametrize(
    "said",
    [
        '{"@type": "NewsArticle", "isAccessibleForFree": false}',
        '{"@type": "NewsArticle", "isAccessibleForFree": "False"}',
        '{"@graph": [{"@type": "WebPage"}, {"isAccessibleForFree": "http://schema.org/False"}]}',
        '[{"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": false}}]',
        '{"text": "a\nbreak", "isAccessibleForFree": false}',
    ],
)
def test_linked_data_that_says_so_makes_a_page_paid(said):
    assert is_paid(linked_data(said))


@pytest.mark.parametrize(
    "head",
    [
        "",
        linked_data('{"@type": "NewsArticle", "isAccessibleForFree": true}'),
        linked_data('{"@type": "NewsArticle", "isAccessibleForFree": "True"}'),
        linked_data('{"isAccessibleForFree": fal'),
        linked_data("[" * 50_000),
        '<meta property="article:content_tier" content="free">',
    ],
)
def test_other_pages_are_not(head):
    assert not is_paid(head)


def test_a_locked_tier_and_microdata_say_it_too():
    assert is_paid('<meta property="article:content_tier" content="locked">')
    assert is_paid('<meta itemprop="isAccessibleForFree" content="False">')


@pytest.mark.parametrize(
    ("robots", "path", "given"),
    [
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /private/", "/a", True),
        ("User-agent: *\nDisallow: /*?print", "/a?print=1", False),
        ("User-agent: *\nDisallow: /\nAllow: /news/", "/news/a", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: *\nAllow: /\n\nUser-agent: news-monitor\nDisallow: /", "/a", False),
        ("\ufeffUser-agent: *\nDisallow: /a$", "/a", False),
        ("<html>Not found</html>", "/a", True),
    ],
)
def test_robots_txt_is_read_as_rfc_9309_says(robots, path, given):
    url = f"https://site.example{path}"
    assert allows(robots.encode(), url, "news-monitor")[0] is given


def test_a_site_may_ask_for_a_slower_pace():
    assert allows(b"User-agent: *\nCrawl-delay: 7\n", URL, "news-monitor") == (True, 7.0)
