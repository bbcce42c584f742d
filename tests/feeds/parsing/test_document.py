"""Facts about mending documents; problems are told in test_parse.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.parsing.document import feed_xml
from monitor.feeds.parsing.not_a_feed import not_a_feed


def test_every_line_stays_at_its_number():
    text = '\n<?xml version="1.0"?>\n<!DOCTYPE rss\n[]>\n<rss>\n<channel/>\n</rss>'
    assert feed_xml(text).split("\n")[4] == "<rss>"


def test_a_sound_document_is_left_as_it_is():
    text = "<rss><channel><title>A &amp; B &#8217; <![CDATA[ & < &nbsp; ]]></title></channel></rss>"
    assert feed_xml(text) == text


@pytest.mark.parametrize(
    "forbidden", ["\x00", "\x08", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"]
)
@pytest.mark.parametrize("around", ["plain", "\tü\r\n", "一\ufffd\U0001f600"])
def test_characters_that_xml_forbids_are_left_out_and_no_others(forbidden, around):
    sound = f"<rss>{around}<![CDATA[{around}]]></rss>"
    assert feed_xml(f"<rss>{around}{forbidden}<![CDATA[{around}{forbidden}]]></rss>") == sound
    assert feed_xml(sound) == sound


def test_offered_pictures_are_left_out_but_not_what_stands_in_them():
    offered, held = '<media:content url="1.jpg"/>', "<media:content><b>T</b></media:content>"
    assert feed_xml(f"<rss>{offered}{held}</rss>") == f"<rss>{held}</rss>"


@pytest.mark.parametrize(
    "counted",
    [
        '<media:statistics views="106282"/>',
        '<media:starRating count="3" average="4.87" min="1" max="5"/>',
        "<slash:comments>12</slash:comments>",
        "<thr:total> 3 </thr:total>",
    ],
)
def test_counters_are_left_out_but_not_from_what_an_item_says(counted):
    said = f"<description><![CDATA[{counted}]]></description>"
    assert feed_xml(f"<rss><item>{counted}{said}</item></rss>") == f"<rss><item>{said}</item></rss>"


@pytest.mark.parametrize("opens", ["<![cdata[", "<![CDATA [", "<! [CDATA["])
def test_a_cdata_section_may_be_misspelt(opens):
    assert feed_xml(f"<rss><item>{opens}a & b]]></item></rss>") == (
        "<rss><item><![CDATA[a & b]]></item></rss>"
    )


@pytest.mark.parametrize(
    ("broken", "closed"),
    [
        ("<rss><channel><item>1</item><item>2", "<rss><channel><item>1</item></channel></rss>"),
        ("<rss><channel><item>1</item></channel>", "<rss><channel><item>1</item></channel></rss>"),
        ("<r:RDF><channel/><item>1</item\t><item", "<r:RDF><channel/><item>1</item\t></r:RDF>"),
        ("<a:feed><a:entry>1</a:entry><a:ent", "<a:feed><a:entry>1</a:entry></a:feed>"),
        ("<rss><item>1</item></rss><!-- 0.3 s --><p>", "<rss><item>1</item></rss>"),
        ("<rss><item>1</item></rss", "<rss><item>1</item></rss>"),
        ("<rss><channel><item>", "<rss><channel><item>"),
    ],
)
def test_a_document_ends_with_its_root_or_its_last_whole_entry(broken, closed):
    assert feed_xml(broken) == closed


@given(st.text(max_size=200))
def test_any_text_is_mended_or_explained(text):
    feed_xml(text)
    assert not_a_feed(text)


@pytest.mark.parametrize(
    "unit", ["<!-- ", "<!-- --> ", "<?x ", "<!DOCTYPE [", " ", "&", "<![CDATA["]
)
@pytest.mark.timeout(10)
def test_repetition_does_not_take_forever(unit):
    text = unit * 20_000
    feed_xml(text)
    feed_xml(f"<rss>{text}")
    not_a_feed(text)
