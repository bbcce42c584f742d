"""Whatever a publisher sends, it is read or refused in words, and what is read is clean."""

from __future__ import annotations

import json
import pickle
import re
import time
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.opml import OpmlError, read_opml, write_opml
from monitor.feeds.parsing.document import feed_xml, lone_entry, unadorned
from monitor.feeds.parsing.not_a_feed import not_a_feed
from monitor.feeds.parsing.parse import parse_feed
from tests.fuzz.junk import as_bytes, mutated, outcome

DATA = Path(__file__).parents[1] / "data"
URL = "https://wire.example/feed"
XML = [
    (DATA / name).read_text("utf-8", "replace")
    for name in ("full.rss", "full.atom", "full.rdf", "broken.rss", "netscape.rss")
]
TAGS = (
    "<item>", "</item>", "<entry>", "<title>", "</title>", "<link/>", "<![CDATA[", "]]>", "<!--",
    "-->", "<?xml", "?>", "<!DOCTYPE rss [", '<!ENTITY a "b">', "&a;", "&amp;", "&#xD800;",
    ' xml:base="//["', ' href="http://["', ' xmlns:a=""', "<source>", "<guid isPermaLink='x'>",
    "<pubDate>", "<georss:point>", "<media:content>", "<content type='xhtml'>", "<p>", "</rss>",
    '<?xml version="1.0" encoding="utf-16"?>', "<?xml-stylesheet", "<category>", "<author><name>",
)  # fmt: skip
JSON = [(DATA / "full.json").read_text("utf-8")]
VALUES = ("null", "true", "[]", "{}", "[[", '{"a":', '"\\ud800"', "1e400", "-0", '"http://["',
          '"items":', '"id":', '"authors":', '"attachments":', "1" * 5000)  # fmt: skip
OPML = """\
<?xml version="1.0"?><opml version="2.0"><head><title>T</title></head><body>
<outline text="News"><outline type="rss" text="A &amp; B" xmlUrl="https://a.example/f"
 htmlUrl="https://a.example/" category="/x,y"/></outline>
<outline text="B" title="B" type="include" url="https://b.example/l.opml"/></body></opml>
"""
OUTLINES = (
    "<outline ", "<outline>", "</outline>", "/>", ' xmlUrl="', ' text="', "<body>", "</body>",
    "<!DOCTYPE opml [", '<!ENTITY a "b">', "&a;", ' type="', "<head>",
)  # fmt: skip
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
LONG = 5.0
"""Processor seconds that the parser's process may use for a document."""


def check(feed):
    assert feed.problem or isinstance(feed.items, tuple)
    assert "can't be read as a feed (" not in feed.problem, feed.problem
    pickle.dumps(feed)
    for item in feed.items:
        assert item.key
        assert item.title
        assert not item.link or item.link.startswith(("http://", "https://")), item.link
        for text in (item.title, item.author, item.source, *item.tags):
            assert not CONTROL.search(text), text
        f"{item.summary}{item.content}".encode()


@given(mutated(XML, TAGS), st.sampled_from(["", "text/xml; charset=big5", "text/html"]))
def test_a_damaged_feed_is_read_or_explained(text, content_type):
    began = time.process_time()
    check(parse_feed(as_bytes(text), url=URL, content_type=content_type))
    assert time.process_time() - began < LONG


@given(mutated(XML, TAGS))
def test_what_was_read_before_is_known_again(text):
    first = parse_feed(as_bytes(text), url=URL)
    again = parse_feed(as_bytes(text), url=URL, seen=first.seen)
    assert bool(again.problem) == bool(first.problem)
    assert {item.key for item in again.items} <= {item.key for item in first.items}


@given(mutated(XML, TAGS))
def test_a_document_is_mended_without_error(text):
    mended = feed_xml(text)
    assert feed_xml(mended) == mended
    lone_entry(text)
    unadorned(mended)
    assert not_a_feed(text)


@given(mutated(JSON, VALUES))
def test_a_damaged_json_feed_is_read_or_explained(text):
    check(parse_feed(as_bytes(text), url=URL))


JSON_PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
JSON_VALUES = st.deferred(
    lambda: (
        JSON_PLAIN
        | st.lists(JSON_VALUES, max_size=3)
        | st.dictionaries(st.text(max_size=8), JSON_VALUES, max_size=3)
    )
)


@given(st.data())
def test_any_value_may_stand_anywhere_in_a_json_feed(data):
    feed = json.loads(JSON[0])
    for _ in range(data.draw(st.integers(1, 4))):
        holder = data.draw(st.sampled_from([feed, *feed["items"]])) if feed.get("items") else feed
        if not isinstance(holder, dict) or not holder:
            continue
        name = data.draw(st.sampled_from(sorted(holder)))
        if holder is feed and name == "items":
            continue
        holder[name] = data.draw(JSON_VALUES)
    check(parse_feed(json.dumps(feed).encode(), url=URL))


@given(mutated([OPML], OUTLINES))
def test_a_damaged_list_is_read_or_refused(text):
    found = outcome(read_opml, as_bytes(text), OpmlError)
    if isinstance(found, OpmlError):
        assert str(found)
        return
    again = read_opml(write_opml(found.feeds, title="T").encode())
    assert {feed.url for feed in again.feeds} == {feed.url for feed in found.feeds}
