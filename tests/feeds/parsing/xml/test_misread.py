"""What feedparser would misread is read as it is meant."""

import pytest

from monitor.feeds.parsing.parse import parse_feed
from monitor.feeds.parsing.xml.misread import AT, rightly

PAGE = "https://wire.example/1"


def link_of(inner):
    body = (
        '<rss version="2.0"><channel><title>Wire</title><link>https://wire.example/</link>'
        f"<item><title>T</title>{inner}</item></channel></rss>"
    )
    (item,) = parse_feed(body.encode(), url="https://feeds.example/feed").items
    return item.link


@pytest.mark.parametrize(
    "inner",
    [
        f"<link>{PAGE}</link>",
        f'<link uri="at://did:plc:abc/1">{PAGE}</link>',
        f'<link href="https://counter.example/?to=1">{PAGE}</link>',
        f"<link href='https://counter.example/?to=1'><![CDATA[ {PAGE} ]]></link>",
        f'<link url="https://counter.example/">\n {PAGE} \n</link>',
        f'<link rel="alternate" type="text/html">{PAGE}</link>',
        f'<link isPermaLink="true" xml:lang="en">{PAGE}</link>',
        '<link href="https://counter.example/">/1</link>',
        f'<link href="{PAGE}"/>',
        f'<link href="{PAGE}"></link>',
        f'<link rel="alternate" href="{PAGE}" />',
        f'<link href="{PAGE}">Read more</link>',
        f"<link/>{PAGE}",
        f"<link />\n{PAGE}\n<guid isPermaLink='false'>1</guid>",
        f"<link></link><guid>{PAGE}</guid>",
        f"<link> <![CDATA[ ]]> </link><guid isPermaLink='true'>{PAGE}</guid>",
        f"<link/><guid>{PAGE}</guid>",
        f"<LINK>{PAGE}</LINK>",
        f'<link rel="self" href="https://wire.example/feed"/><link>{PAGE}</link>',
        f"<link>{PAGE}</link><link>https://wire.example/2</link>",
        f'<yandex:related><link url="https://wire.example/2">Two</link></yandex:related><link>{PAGE}</link>',
        f"<author><name>Ann</name><link>https://wire.example/ann</link></author><link>{PAGE}</link>",
    ],
)
def test_a_link_in_rss(inner):
    assert link_of(inner) == PAGE


@pytest.mark.parametrize("holder", ["author", "contributor", "activity:object"])
def test_a_link_in_atom_is_the_entrys_not_its_authors(holder):
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:activity="http://activitystrea.ms/spec/1.0/">'
        f'<entry><id>1</id><title>T</title><link href="{PAGE}"/><{holder}><activity:object-type>'
        f'note</activity:object-type><link href="https://wire.example/ann"/></{holder}></entry></feed>'
    )
    (item,) = parse_feed(body.encode(), url="https://feeds.example/feed").items
    assert item.link == PAGE


def test_what_only_looks_like_a_link_stays():
    for text in (
        (
            "<rss><description><![CDATA[<link/>https://x.example <link a='b'>/c</link>]]>"
            "</description><link type='x' ></link ></rss>"
        ),
        "<rss><atom:link href='a'>https://x.example</atom:link></rss>",
        "<feed><link href='https://a.example/'>https://x.example/</link></feed>",
    ):
        assert rightly(text) == text


def test_an_address_in_an_author_is_kept_from_feedparser():
    assert rightly("<author>a@b.example (A)</author>") == f"<author>a{AT}b.example (A)</author>"
    for text in (
        "<author><name>a@b.example</name></author>",
        "<description>a@b.example</description>",
    ):
        assert rightly(text) == text


def test_elsewhere_an_address_is_shown_as_it_is():
    text = "Write to <author>a@b.example</author> or c@d.example"
    body = f"<rss><channel><item><title>T</title><description><![CDATA[{text}]]></description>"
    (item,) = parse_feed(f"{body}</item></channel></rss>".encode(), url="https://f.example/").items
    assert item.summary == text


@pytest.mark.parametrize(
    "hostile",
    [
        "<author>" + "@" * 200_000,
        "<author>@" * 20_000,
        "<author><link>" * 20_000,
        "<author>" + "<b>" * 100_000,
        "".join(f"<activity:a{number}>" for number in range(20_000)),
        "<link " * 50_000,
        "<link>" + " " * 200_000,
        "<link/>" * 50_000,
        "<creator><![CDATA[" * 20_000,
    ],
)
def test_hostile_text_takes_no_time(hostile):
    assert rightly(f"<rss>{hostile}").startswith("<rss>")
