"""The body hash: blind to when a body was built, never to what its items say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.http.body import body_hash

RSS = b"""<?xml version="1.0"?><!-- built 10:00 -->
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:slash = "http://purl.org/rss/1.0/modules/slash/"><channel><title>News</title>
<lastBuildDate>Sun, 22 Nov 2026 10:00:00 GMT</lastBuildDate>
<pubDate>Sun, 22 Nov 2026 10:00:00 GMT</pubDate>
<item><title>One</title><pubDate>Sun, 22 Nov 2026 09:00:00 GMT</pubDate>
<description><![CDATA[a <!-- b --> c]]></description></item>
<item><title>Two</title><guid>2</guid></item>
</channel></rss><!-- served in 0.02 s -->"""

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>News</title>
<updated>2026-11-22T10:00:00Z</updated>
<entry><title>One</title><updated>2026-11-22T09:00:00Z</updated></entry>
</feed>"""


@pytest.mark.parametrize(
    ("body", "old", "new"),
    [
        (RSS, b"<lastBuildDate>Sun, 22 Nov 2026 10:00", b"<lastBuildDate>Sun, 22 Nov 2026 10:05"),
        (RSS, b"<pubDate>Sun, 22 Nov 2026 10:00", b"<pubDate>Sun, 22 Nov 2026 10:05"),
        (RSS, b"built 10:00", b"built 10:05"),
        (RSS, b"0.02 s", b"0.03 s"),
        (RSS, b"<!-- built 10:00 -->", b""),
        (ATOM, b"T10:00:00Z", b"T10:05:00Z"),
        (ATOM.replace(b"<entry>", b'<entry><media:statistics views="7"/>'), b'"7"', b'"123"'),
        (RSS.replace(b"<guid>", b"<slash:comments>7</slash:comments><guid>"), b">7<", b">8<"),
        (RSS.replace(b"<guid>", b'<media:content url="a.jpg?1"/><guid>'), b"?1", b"?2"),
        (RSS.replace(b"<item>", b"<x:item >"), b"built 10:00", b"built 10:05"),
        (RSS.replace(b"item>", b"ITEM>"), b"0.02 s", b"0.03 s"),
    ],
)
def test_a_body_built_anew_is_the_same_body(body, old, new):
    assert old in body
    assert body_hash(body.replace(old, new)) == body_hash(body)


@pytest.mark.parametrize(
    ("body", "old", "new"),
    [
        (RSS, b"News", b"Olds"),
        (RSS, b"One", b"Uno"),
        (RSS, b"09:00:00", b"09:00:01"),
        (RSS, b"<!-- b -->", b"<!-- d -->"),
        (RSS, b"<item><title>Two</title><guid>2</guid></item>", b""),
        (RSS, b"</channel>", b"<item><title>Three</title></item></channel>"),
        (RSS, b"</channel>", b"<item><title>Cut sh"),
        (ATOM, b"T09:00:00Z", b"T09:00:01Z"),
        (ATOM, b"</feed>", b"<entry><title>Two</title></entry></feed>"),
        # Where items can't be told apart nothing is left out.
        (RSS.decode().encode("utf-16"), "built 10:00".encode("utf-16-le"), b""),
        (b'{"items": [], "x": "<!-- 1 -->"}', b"1", b"2"),
        (b"<rss><channel><pubDate>1</pubDate></channel></rss>", b"1", b"2"),
    ],
)
def test_anything_else_makes_it_another(body, old, new):
    assert old in body
    assert body_hash(body.replace(old, new)) != body_hash(body)


def test_an_unclosed_comment_hides_nothing():
    for body in (b"<rss><!-- <item>1</item></rss>", b"<rss><item>1</item><!-- 1"):
        assert body_hash(body) != body_hash(body.replace(b"1", b"2"))


def test_text_that_wanders_out_of_the_items_is_noticed():
    inside = b"<rss><item>a</item><item><!-- x -->b</item></rss>"
    outside = b"<rss><item>a</item><!-- x -->b</rss>"
    assert body_hash(inside) != body_hash(outside)


def test_the_time_it_takes_grows_no_faster_than_the_body():
    for evil in (
        b"<!--",
        b"<pubDate",
        b"<pubDate>",
        b"<a:",
        b"</item",
        b"<item ",
        b"<item></item>",
    ):
        assert body_hash(evil * 200_000 + b"<item>") != body_hash(b"")


texts = st.text(st.sampled_from("ab <>!-&;/]"), max_size=12)


@given(
    before=texts,
    items=st.lists(st.tuples(texts, texts), min_size=1, max_size=3),
    after=texts,
    at=st.integers(0, 2),
    changed=st.tuples(texts, texts),
)
def test_no_change_to_an_item_goes_unseen(before, items, after, at, changed):
    def document(items):
        inner = "".join(f"<item><title>{t}</title>{d}</item>" for t, d in items)
        return f"<rss><channel>{before}{inner}{after}</channel></rss>".encode()

    edited = [*items]
    edited[at % len(items)] = changed
    same = items == edited or document(items) == document(edited)
    assert (body_hash(document(items)) == body_hash(document(edited))) == same
