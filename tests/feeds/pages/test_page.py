"""A page without a feed is read by selectors; what isn't named is found where publishers put it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.limits import Limits
from monitor.feeds.pages.page import read_page
from monitor.feeds.pages.proposal import propose
from monitor.feeds.parsing.sandbox import KilledError, Sandbox
from monitor.feeds.parsing.source import parse_source
from monitor.feeds.state.pick import Pick

URL = "https://x.example/press/index.html"


def read(body, item="li", head="", limits=Limits(), **selectors):  # noqa: B008
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return read_page(html, pick=Pick(item=item, **selectors), base=URL, limits=limits).entries


def one(body, item="li", head="", **selectors):
    (entry,) = read(body, item, head, **selectors)
    return entry


def test_title_link_date_and_summary_are_found_by_themselves():
    entry = one(
        '<li><time datetime="2026-11-24T09:00:00+01:00">today</time>'
        '<h3><a href="a">A title</a></h3>'
        "<p>What it says in a few words.</p></li>"
    )
    assert (entry.title, entry.link) == ("A title", "https://x.example/press/a")
    assert entry.published == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert entry.summary == "What it says in a few words."


def test_selectors_of_the_user_go_before_what_is_found():
    entry = one(
        '<li><h3><a href="a">Rubric</a></h3><b class=t>The title</b><a class=l href="b">open</a>'
        "<i class=d>1 November 2026</i><time>2 November 2026</time><p>A first paragraph.</p>"
        "<div class=s>The summary</div></li>",
        title=".t",
        link=".l",
        date=".d",
        summary=".s",
    )
    assert (entry.title, entry.link) == ("The title", "https://x.example/press/b")
    assert (entry.published.day, entry.summary) == (1, "The summary")


@pytest.mark.parametrize(
    ("href", "base", "link"),
    [
        ("n/1.html", "", "https://x.example/press/n/1.html"),
        ("/n/1.html#top", "", "https://x.example/n/1.html#top"),
        ("//cdn.example/1", "", "https://cdn.example/1"),
        ("index.php/news/1", "", "https://x.example/press/index.php/news/1"),
        ("?id=4&amp;x=5", "", "https://x.example/press/index.html?id=4&x=5"),
        ("#n4", "", "https://x.example/press/index.html#n4"),
        ("1", '<base href="/other/">', "https://x.example/other/1"),
        ("1", '<base href="https://y.example/z/">', "https://y.example/z/1"),
        ("/1;jsessionid=AB12?x=1", "", "https://x.example/1?x=1"),
        ("/1?PHPSESSID=ab12&x=1", "", "https://x.example/1?x=1"),
        ("#", "", ""),
        ("", "", ""),
        ("javascript:void(0)", "", ""),
        ("mailto:a@x.example", "", ""),
        ("https://[", "", ""),
    ],
)
def test_links_are_made_whole(href, base, link):
    assert one(f'<li><a href="{href}">A title of some length</a></li>', head=base).link == link


def test_of_several_links_the_headline_counts_not_the_picture_nor_the_rubric():
    entry = one(
        '<li><a href="/i"><img src="x"></a><a href="/c">News</a>'
        '<a href="/a">The headline of an article</a>'
        '<a href="/a#more">Read more of this text</a></li>'
    )
    assert entry.link == "https://x.example/a"


def test_what_every_item_says_is_no_title():
    entries = read(
        "".join(
            f'<li><strong>The title number {n}</strong><a href="/{n}">Read the whole text</a></li>'
            for n in range(4)
        )
    )
    assert [entry.title for entry in entries] == [f"The title number {n}" for n in range(4)]


def test_an_item_without_a_link_is_known_by_its_title():
    entries = read("<li>First notice of the month</li><li>Second notice of the month</li>")
    assert [entry.guid for entry in entries] == [f"title:{entry.title}" for entry in entries]


def test_a_link_that_most_items_share_tells_them_not_apart():
    entries = read(
        "".join(f'<li><a href="/register">Decision number {n} of ours</a></li>' for n in range(4))
    )
    assert len({entry.guid for entry in entries}) == 4
    assert {entry.link for entry in entries} == {"https://x.example/register"}


def test_an_item_that_is_shown_twice_is_one():
    entries = read(
        '<li><a href="/1">On top: the first of all</a></li>'
        '<li><a href="/1">The first of all</a></li>'
        '<li><a href="/2">The second of them all</a></li>'
    )
    assert [entry.link[-1] for entry in entries] == ["1", "2"]


@pytest.mark.parametrize("item", ["dl dd", "dl dt"])
def test_in_a_definition_list_the_term_and_what_is_said_of_it_are_one(item):
    body = "<dl><dt>3 November 2026</dt><dd><a href=1>The first title</a></dd>"
    body += "<dt>2 November 2026</dt><dd><a href=2>The second title</a></dd></dl>"
    entries = read(body, item)
    assert [(entry.published.day, entry.link[-1]) for entry in entries] == [(3, "1"), (2, "2")]


def test_a_row_of_headings_is_no_item():
    entry = one(
        "<table><tr><th>Date</th><th>Title</th></tr><tr><td>2026-11-03</td>"
        "<td><a href=1>The first title</a></td></tr></table>",
        "tr",
    )
    assert (entry.title, entry.published.day) == ("The first title", 3)


@pytest.mark.parametrize(
    "written",
    [
        "<span>3 November 2026</span>",
        "<span>Published: 3 November 2026</span>",
        "<span>3 November 2026 | Press release</span>",
        "Berlin – 3 November 2026",
        '<span class="date" title="2026-11-03">yesterday</span>',
        '<meta itemprop="datePublished" content="2026-11-03">',
        "<b>2026年11月3日</b>",
        "<small>(3 November 2026)</small>",
    ],
)
def test_dates_are_found_where_publishers_put_them(written):
    entry = one(f"<li>{written} <a href=1>A title with 2 numbers, 2025 and 3</a></li>")
    assert f"{entry.published:%Y-%m-%d}" == "2026-11-03"


def test_a_date_in_the_address_counts_where_no_other_is():
    entry = one('<li><a href="/2026/11/03/title">A title without a date</a></li>')
    assert f"{entry.published:%Y-%m-%d}" == "2026-11-03"


def test_numbers_in_a_title_are_no_date():
    assert one("<li><a href=1>Report 2026 on 11 of 24 cases</a></li>").published is None


def test_scripts_and_templates_are_no_items():
    body = "<template><li>No item of this page</li></template><li><a href=1>An item of it</a></li>"
    assert one(body).title == "An item of it"


def test_where_nothing_is_found_there_are_no_items():
    assert read("<p>Nothing</p>") == []


def test_only_so_many_items_are_read_the_newest():
    body = "".join(
        f"<li>2026-11-{n:02} <a href={n}>Title {n} of them</a></li>" for n in range(1, 9)
    )
    found = read(body, limits=Limits(max_items=3))
    assert [entry.link.rpartition("/")[2] for entry in found] == ["6", "7", "8"]


def test_a_page_is_called_as_the_site_calls_itself():
    head = '<title>Press</title><meta property="og:site_name" content="The Regulator">'
    page = read_page(
        f"<html lang=de-AT><head>{head}</head>", pick=Pick(item="li"), base=URL, limits=Limits()
    )
    assert (page.title, page.lang) == ("The Regulator", "de-AT")


@pytest.mark.parametrize(
    ("head", "charset", "content_type"),
    [
        ('<meta charset="shift_jis">', "shift_jis", "text/html"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=euc-jp">', "euc-jp", ""),
        ("", "shift_jis", "text/html; charset=Shift_JIS"),
        ("", "utf-8", "text/html"),
    ],
)
def test_a_pages_charset_is_the_headers_else_its_own(head, charset, content_type):
    html = f"<html><head>{head}</head><body><li><a href=1>報道資料の概要について</a></li></body>"
    feed = parse_source(
        html.encode(charset), url=URL, content_type=content_type, pick=Pick(item="li")
    )
    assert [item.title for item in feed.items] == ["報道資料の概要について"]


def test_a_page_read_by_other_selectors_than_last_time_says_so():
    html, pick = b"<li><a href=1>A title of its own</a></li>", Pick(item="li")
    first = parse_source(html, url=URL, pick=pick)
    assert first.is_read_afresh
    assert not parse_source(html, url=URL, pick=pick, seen=first.seen).is_read_afresh
    other = Pick(item="li", title="a")
    assert parse_source(html, url=URL, pick=other, seen=first.seen).is_read_afresh


PIECES = st.sampled_from(
    [
        *("<ul>", "<li>", "</li>", "<a href=1>", "<a href='https://[/x'>", "</a>", "<dl>", "<dt>"),
        *("<dd>", "<table>", "<tr>", "<th>", "<td>", "<h3>", "</h3>", "<base", "<p class='x", "'>"),
        *("<time datetime='2026-13-45'>", "A headline of some length ", "3 November 2026", "&#0;"),
        *("\x00", "\ud800"),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_whatever_a_page_is_made_of_reading_it_raises_nothing(html):
    body = html.encode("utf-8", "surrogatepass")
    propose(body, url=URL)
    for item in ("li", "dd", "dt", "tr", "*"):
        assert not parse_source(body, url=URL, pick=Pick(item=item)).problem


def test_a_page_made_to_keep_a_parser_busy_costs_its_allowance_and_no_more():
    poison = b"<div>" * 300_000
    with Sandbox(parse_source, workers=1, cpu=0.3) as parse:
        with pytest.raises(KilledError):
            parse(poison, url=URL, pick=Pick(item="div"))
        page = parse(b"<li><a href=1>A title of its own</a></li>", url=URL, pick=Pick(item="li"))
    assert len(page.items) == 1


@pytest.mark.parametrize(
    ("lang", "written", "days"),
    [
        ("en-US", ("11/05/2026", "11/24/2026"), ["2026-11-05", "2026-11-24"]),
        ("en-GB", ("05/11/2026", "24/11/2026"), ["2026-11-05", "2026-11-24"]),
        ("de", ("5. März 2026", "24. Dezember 2025"), ["2026-03-05", "2025-12-24"]),
        ("ja", ("2026年3月5日", "令和7年12月24日"), ["2026-03-05", "2025-12-24"]),
    ],
)
def test_dates_are_read_in_the_page_s_language_and_by_its_other_dates(lang, written, days):
    body = "".join(
        f"<li><b>{date}</b> <a href={n}>A title of its own</a>" for n, date in enumerate(written)
    )
    html = f'<html lang="{lang}"><body><ul>{body}</ul></body></html>'
    page = read_page(html, pick=Pick(item="li"), base=URL, limits=Limits())
    assert [f"{entry.published:%Y-%m-%d}" for entry in page.entries] == days


@pytest.mark.parametrize(
    "href",
    [
        "javascript:void(0)",
        " JavaScript:open('/a')",
        "java\nscript:alert(1)",
        "java&#9;script:alert(1)",
        "data:text/html,<p>Hi",
        "vbscript:x",
        "mailto:x@y.example",
        "tel:123",
    ],
)
def test_a_link_that_opens_no_page_is_not_the_items(href):
    entry = one(f'<li><a href="{href}">Alpha wins the race</a></li>')
    assert (entry.title, entry.link) == ("Alpha wins the race", "")
    both = one(f'<li><a href="{href}">Share what you have read</a> <a href="/1">Alpha</a></li>')
    assert both.link == "https://x.example/1"
