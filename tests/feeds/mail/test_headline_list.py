"""A mail that is a plain list of headlines becomes an item for each; any other stays one."""

from __future__ import annotations

import pytest

from monitor.feeds.limits import Limits
from monitor.feeds.mail.headline_list import (
    headlines_in_html,
    headlines_in_text,
    is_chore,
    unwrapped,
)

FOOTER = (
    '<p>You get this because you subscribed. <a href="https://x.example/u">Unsubscribe</a> '
    '<a href="https://x.example/p">Manage your preferences</a></p>'
)


def read(html):
    return headlines_in_html(f"<html><body>{html}</body></html>", Limits())


def alert(title, url, outlet, teaser):
    """One article as Google Alerts marks it up."""
    wrapped = f"https://www.google.com/url?rct=j&amp;sa=t&amp;url={url}&amp;ct=ga&amp;usg=AO"
    return (
        '<tr itemscope="" itemtype="http://schema.org/Article"><td><table><tr><td>'
        f'<a href="{wrapped}" itemprop="url"><span itemprop="name">{title}</span></a><div>'
        '<div itemprop="publisher" itemscope="" itemtype="http://schema.org/Organization"><a>'
        f'<span itemprop="name">{outlet}</span></a></div>'
        f'<div itemprop="description">{teaser}</div></div></td></tr>'
        '<tr><td><a href="https://www.google.com/alerts/share?x">Facebook</a>'
        '<a href="https://www.google.com/alerts/feedback?x">Flag as irrelevant</a></td></tr>'
        "</table></td></tr>"
    )


def test_each_article_of_google_alerts_is_an_item_with_its_outlet():
    found = read(
        "<table><tr><td>Alibaba: as-it-happens update</td></tr>"
        + alert(
            "<b>Alibaba</b> buys a chip maker", "https://a.example/1%3Fid%3D2", "The Paper", "So."
        )
        + alert("Cloud unit under review", "https://b.example/2", "The Wire", "It said …")
        + '<tr><td><a href="https://www.google.com/search?q=x">See more results</a> | '
        '<a href="https://www.google.com/alerts/edit">Edit this alert</a></td></tr></table>'
    )
    assert [(e.title, e.link, e.source, e.summary) for e in found] == [
        ("Alibaba buys a chip maker", "https://a.example/1?id=2", "The Paper", "So."),
        ("Cloud unit under review", "https://b.example/2", "The Wire", "It said …"),
    ]


def test_an_alert_about_one_article_is_that_article():
    assert len(read(f"<table>{alert('One article', 'https://a.example/1', 'A', 'B')}</table>")) == 1


ROW = (
    '<tr><td><h3><a href="https://click.x.example/{n}">Headline number {n} of this day</a></h3>'
    "<p>A teaser which says what it is about.</p></td></tr>"
)


def test_headlines_in_equal_blocks_are_items_with_their_tracking_links_as_they_are():
    found = read("<table>" + "".join(ROW.format(n=n) for n in range(5)) + "</table>" + FOOTER)
    assert [entry.link for entry in found] == [f"https://click.x.example/{n}" for n in range(5)]
    assert found[0].title == "Headline number 0 of this day"
    assert found[0].summary == "A teaser which says what it is about."


@pytest.mark.parametrize(
    "html",
    [
        "<p>Dear reader, this long letter is about a great many things of this week.</p>"
        + "".join(
            f'<p>In its paragraph {n} it speaks of <a href="https://x.example/{n}">a story that we '
            "liked</a>, among many others that were worth your time.</p>"
            for n in range(6)
        ),
        "<p>" + "A long letter of which nothing may be lost. " * 60 + "</p><table>"
        + "".join(ROW.format(n=n) for n in range(4)) + "</table>",
        "<table>" + "".join(ROW.format(n=n) for n in range(2)) + "</table>",
        FOOTER * 5,
        "",
    ],
    ids=["links in sentences", "a letter and a list", "two", "footers", "empty"],
)  # fmt: skip
def test_what_is_no_plain_list_stays_one_item(html):
    assert read(html) == []


TEXT = """=== News - 3 new results for [alibaba] ===

Alibaba to buy a chip maker, sources say
The firm said that it would.
<https://www.google.com/url?rct=j&sa=t&url=https://a.example/1&ct=ga>

Regulators look into its cloud unit
<https://www.google.com/url?rct=j&sa=t&url=https://b.example/2&ct=ga>

Third story of the day about Alibaba
<https://www.google.com/url?rct=j&sa=t&url=https://c.example/3&ct=ga>

- - - - -
Unsubscribe from this Google Alert:
<https://www.google.com/alerts/remove?x>
"""


def test_lines_with_an_address_below_them_are_items():
    found = headlines_in_text(TEXT)
    assert [entry.link for entry in found] == [
        "https://a.example/1",
        "https://b.example/2",
        "https://c.example/3",
    ]
    assert found[0].summary == "The firm said that it would."


def test_a_letter_in_plain_text_with_an_address_is_one_item():
    assert headlines_in_text("A long letter about a story.\nhttps://x.example/1\n" * 2) == []


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://www.google.com/url?rct=j&url=https://a.example/1&ct=ga", "https://a.example/1"),
        ("https://www.google.de/url?q=http://a.example/", "http://a.example/"),
        ("https://www.google.co.uk/url?sa=t&url=https://a.example/", "https://a.example/"),
        ("https://www.google.com/url?url=javascript:x", "https://www.google.com/url?url=javascript:x"),
        ("https://www.google.com/search?q=x", "https://www.google.com/search?q=x"),
        ("https://click.x.example/url?url=https://a.example", "https://click.x.example/url?url=https://a.example"),
        ("https://google.com.evil.example/url?url=https://a.example", "https://google.com.evil.example/url?url=https://a.example"),
        ("https://[", "https://["),
    ],
)  # fmt: skip
def test_only_google_s_redirects_are_unwrapped(url, target):
    assert unwrapped(url) == target


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://x.example/1", "Unsubscribe"),
        ("https://x.example/1", "Newsletter abmelden"),
        ("https://x.example/1", "メルマガ配信停止"),
        ("https://x.example/unsubscribe/4?x", "here"),
        ("https://www.facebook.com/sharer/?u=x", "Share"),
        ("https://twitter.com/paper", "Twitter"),
    ],
)
def test_links_that_lead_to_no_news_are_told(url, text):
    assert is_chore(url, text)


def test_a_post_in_a_network_is_news():
    assert not is_chore("https://x.com/paper/status/123", "What the minister wrote")
