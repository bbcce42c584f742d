"""The matches of a rule as a feed: valid, and the same until something comes in."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from datetime import datetime
from email.utils import parsedate_to_datetime

import pytest

from monitor.feeds.parsing.parse import parse_feed

ATOM = "{http://www.w3.org/2005/Atom}"
RULE = "/feeds/Apple%27s%20AI%20in%20China"


def text(element, name):
    (found,) = element.findall(ATOM + name)
    assert found.text.strip()
    return found.text


def test_atom_has_all_that_rfc_4287_requires(reader):
    answer = reader.get(f"{RULE}.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.content)
    assert feed.tag == ATOM + "feed"
    assert text(feed, "title") == "Apple's AI in China"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", text(feed, "id"))
    updated = [datetime.fromisoformat(text(feed, "updated"))]
    links = {link.get("rel"): link.get("href") for link in feed.findall(ATOM + "link")}
    assert links["self"] == f"{reader.url}{RULE}.atom"
    entries = feed.findall(ATOM + "entry")
    assert len(entries) == 9
    ids = set()
    for entry in entries:
        ids.add(text(entry, "id"))
        assert text(entry, "title")
        assert text(entry.find(ATOM + "author"), "name")
        updated.append(datetime.fromisoformat(text(entry, "updated")))
        assert datetime.fromisoformat(text(entry, "published")).tzinfo
        assert entry.find(ATOM + "content").get("type") == "html"
        (link,) = [each for each in entry.findall(ATOM + "link") if each.get("rel") == "alternate"]
        assert link.get("href").startswith("https://")
    assert len(ids) == len(entries)
    assert updated[0] == max(updated[1:])


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_our_own_parser_reads_it(reader, kind):
    answer = reader.get(f"{RULE}.{kind}")
    parsed = parse_feed(answer.content, url=f"{reader.url}{RULE}.{kind}")
    assert len(parsed.items) == 9
    first = parsed.items[0]
    assert first.title == "What Apple's AI deal with Alibaba means for iPhones in China"
    assert "Matched: Apple · AI · China" in f"{first.summary} {first.content}"
    assert first.link.startswith("https://tidewater.example/")
    assert first.published == datetime.fromisoformat("2025-02-13T17:04:00Z")
    assert {item.lang for item in parsed.items} >= {"en", "de", "zh"}


def test_json_feed_has_what_version_1_1_requires(reader):
    answer = reader.get(f"{RULE}.json")
    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    feed = json.loads(answer.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"] == f"{reader.url}{RULE}.json"
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert item["authors"][0]["name"]
        assert "Apple's AI in China" in item["tags"]


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_who_has_it_is_told_so_until_something_comes_in(serve, room, newsroom, kind):
    page = serve(room)
    path = f"/feeds/Storm%20Vega.{kind}"
    first = page.get(path)
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    for headers in (
        {"If-None-Match": etag},
        {"If-None-Match": f'"x", W/{etag}'},
        {"If-Modified-Since": modified},
        {"If-None-Match": etag, "If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    ):
        again = page.get(path, headers=headers)
        assert again.status_code == 304, headers
        assert not again.content
        assert again.headers["etag"] == etag
    for headers in (
        {"If-None-Match": '"x"'},
        {"If-None-Match": '"x"', "If-Modified-Since": modified},
        {"If-Modified-Since": "nonsense"},
        {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    ):
        assert page.get(path, headers=headers).status_code == 200, headers
    room.arrive(newsroom.report(1, "Tidewater Gazette", "Storm Vega makes landfall"))
    later = page.get(path, headers={"If-None-Match": etag})
    assert later.status_code == 200
    assert parsedate_to_datetime(later.headers["last-modified"]) > parsedate_to_datetime(modified)


def test_a_rule_without_matches_is_an_empty_valid_feed(serve, make_room):
    page = serve(make_room(is_empty=True))
    feed = ET.fromstring(page.get("/feeds/Storm%20Vega.atom").content)
    assert text(feed, "updated")
    assert not feed.findall(ATOM + "entry")
    assert json.loads(page.get("/feeds/Storm%20Vega.json").content)["items"] == []


def test_what_is_no_rule_is_404(reader):
    answer = reader.get("/feeds/No%20such.atom")
    assert answer.status_code == 404
    assert "No such" in answer.json()["error"]


def test_hostile_words_stay_words(serve, room, newsroom):
    room.arrive(
        newsroom.report(4, "Skyline Radio", f"{newsroom.HOSTILE} \ufffe\x0b]]>", newsroom.HOSTILE)
    )
    page = serve(room)
    feed = ET.fromstring(page.get(f"{RULE}.atom").content)
    entry = feed.find(ATOM + "entry")
    assert "<img src=x onerror=alert(1)>" in text(entry, "title")
    content = text(entry, "content")
    assert "<img" not in content
    assert "<script" not in content
    assert "&lt;img" in content
    (item, *_) = json.loads(page.get(f"{RULE}.json").content)["items"]
    assert "<img" not in item["content_html"]
