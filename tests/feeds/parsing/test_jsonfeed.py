"""Facts about reading JSON Feed 1.0 and 1.1."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.feeds.limits import Limits
from monitor.feeds.parsing.parse import parse_feed

URL = "https://signals.example/feed.json"


def feed_of(*items, **fields):
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "Signals", **fields}
    return parse_feed(json.dumps({**document, "items": items}).encode(), url=URL)


def only(item, **fields):
    [read] = feed_of(item, **fields).items
    return read


def test_a_post_of_plain_text_takes_its_opening_for_a_title():
    sentence = "This is a sentence of forty characters. "
    post = only({"id": "1", "content_text": sentence * 3})
    assert post.title == (sentence * 2).strip()
    assert post.summary == (sentence * 3).strip()


def test_html_goes_before_text_and_a_summary_stays_one():
    texts = {"content_text": "as text", "content_html": "<p>as html</p>"}
    assert only({"id": "1", "title": "T", **texts}).summary == "as html"
    both = only({"id": "1", "title": "T", "summary": "short", **texts})
    assert (both.summary, both.content) == ("short", "as html")


def test_a_title_that_is_too_long_for_one_is_kept_as_text():
    title = f"{'word ' * 200}Tollgate"
    post = only({"id": "1", "title": title})
    assert (len(post.title) <= 500, post.content) == (True, title)


def test_a_number_for_an_id_is_its_text():
    """JSON Feed 1.1: "a reader must coerce it to a string"."""
    assert only({"id": 42, "title": "T"}).key == "42"
    assert only({"id": 42.0, "title": "T"}).key == "42.0"


def test_links_in_order_of_preference():
    item = {"id": "https://a.example/id", "title": "T"}
    assert only(item).link == "https://a.example/id"
    item["external_url"] = "https://a.example/external"
    assert only(item).link == "https://a.example/external"
    item["url"] = "/own"
    assert only(item).link == "https://signals.example/own"
    item["url"] = "javascript:alert(1)"
    assert only(item).link == "https://a.example/external"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"authors": [{"name": "A"}, {"name": "B"}]}, "A, B"),
        ({"author": {"name": "Old"}}, "Old"),
        ({"author": "Bare"}, "Bare"),
        ({"authors": [], "author": {"name": "Old"}}, "Old"),
        ({"authors": {"name": "Alone"}}, "Alone"),
        ({"authors": [[{"name": "A"}], {"0": {"name": "B"}}]}, "A, B"),
        ({"authors": {"0": {"name": "A"}, "2": {"name": "B"}}}, "A, B"),
        ({"authors": [{"url": "x"}, 7, None]}, "The feed's"),
        ({}, "The feed's"),
    ],
)
def test_authors_of_both_versions(fields, name):
    assert only({"id": "1", "title": "T", **fields}, author={"name": "The feed's"}).author == name


def test_dates_language_and_tags():
    item = only(
        {
            "id": "1",
            "title": "T",
            "date_published": "2024-05-01T10:00:00+02:00",
            "date_modified": "nonsense",
            "language": "pt-BR",
            "tags": ["a", 7, "A", "b"],
        },
        language="en",
    )
    assert item.published == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert item.updated is None
    assert (item.lang, item.tags) == ("pt", ("a", "b"))


def test_beyond_the_limit_the_oldest_are_left_out():
    items = [{"id": str(n), "title": "T", "date_published": f"2024-05-0{n}"} for n in range(1, 6)]
    document = json.dumps({"items": items}).encode()
    feed = parse_feed(document, url=URL, limits=Limits(max_items=2))
    assert ([item.key for item in feed.items], feed.truncated) == (["4", "5"], 3)


@pytest.mark.parametrize(
    "text",
    ['{"items": 7}', '{"items": {"a": 1}}', "[]", "[" * 100_000, '{"items": [', "{}", "{\x00}"],
)
def test_json_that_is_no_feed_is_a_problem(text):
    feed = parse_feed(text.encode(), url=URL)
    assert feed.items == ()
    assert feed.problem


def test_an_integer_too_long_for_python_is_a_problem_not_an_error():
    assert parse_feed(b'{"items": [{"id": ' + b"9" * 5_000 + b"}]}", url=URL).problem


def test_a_byte_order_mark_and_other_charsets_are_read():
    document = json.dumps({"items": [{"id": "1", "title": "Fähre"}]}, ensure_ascii=False)
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le"):
        [item] = parse_feed(document.encode(encoding), url=URL).items
        assert item.title == "Fähre"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=8), values),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    ["id", "url", "external_url", "title", "summary", "content_html", "content_text", "author",
     "authors", "date_published", "date_modified", "tags", "language"]
)  # fmt: skip


@settings(max_examples=50)
@given(
    items=st.lists(st.dictionaries(FIELDS, VALUES), max_size=3),
    feed=st.dictionaries(FIELDS, VALUES),
)
def test_any_field_may_be_of_any_type(items, feed):
    read = parse_feed(json.dumps({**feed, "items": items}).encode(), url=URL)
    assert read.problem == ""
    assert len(read.items) <= len(items)
    assert all(item.key and item.title for item in read.items)


@pytest.mark.parametrize(
    ("inner", "author"),
    [
        ({"authors": [{"name": "Ruth"}, {"name": "Bo"}]}, "Ruth, Bo"),
        ({"authors": {"name": "Ruth"}}, "Ruth"),
        ({"authors": "Ruth"}, "Ruth"),
        ({"authors": ["Ruth", {"name": "Bo"}]}, "Ruth, Bo"),
        ({"author": {"name": "Ruth"}}, "Ruth"),
        ({"author": "Ruth"}, "Ruth"),
        ({"authors": [], "author": {"name": "Ruth"}}, "Ruth"),
        ({"authors": [{"name": "ruth@wire.example (Ruth)"}]}, "Ruth"),
        ({"authors": [{"url": "https://ruth.example"}]}, "Of the feed"),
        ({"authors": 7}, "Of the feed"),
        ({}, "Of the feed"),
    ],
)
def test_authors_however_they_are_written(inner, author):
    body = {"author": {"name": "Of the feed"}, "items": [{"id": "1", "title": "T"} | inner]}
    (found,) = parse_feed(json.dumps(body).encode(), url="https://a.example/feed").items
    assert found.author == author


def test_a_recording_is_linked_where_nothing_else_is():
    episode = {"id": "1", "title": "T", "attachments": [{"url": "/1.mp3"}]}
    body = json.dumps({"items": [episode]}).encode()
    (found,) = parse_feed(body, url="https://a.example/feed").items
    assert found.link == "https://a.example/1.mp3"


def test_a_list_with_gaps_as_php_writes_it_is_a_list():
    items = {"0": {"id": "1", "title": "One"}, "2": {"id": "3", "title": "Three"}}
    document = {"version": "https://jsonfeed.org/version/1", "items": items}
    read = parse_feed(json.dumps(document).encode(), url=URL)
    assert [item.title for item in read.items] == ["One", "Three"]


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("ports, ships;  Ports", ("ports", "ships")),
        ([{"name": "ports"}, "ships"], ("ports", "ships")),
        ({"1": "ports"}, ("ports",)),
        (7, ()),
    ],
)
def test_tags_in_other_forms(written, tags):
    assert only({"id": "1", "title": "T", "tags": written}).tags == tags


@pytest.mark.parametrize(
    "document",
    [
        '{"items": [{"id": "1", "title": "Chips,] ships",},],}',
        '{"items": [{"id": "1", "title": "Chips,]\n ships"}]}',
        '{"items": [{"id": "1", "title": "Chips,]\t\x01ships",\n }\n, ]}',
    ],
)
def test_a_comma_too_many_and_texts_over_lines_are_read(document):
    [item] = parse_feed(document.encode(), url=URL).items
    assert item.title == "Chips,] ships"


def test_json_that_is_broken_otherwise_is_told_with_its_line():
    read = parse_feed(b'{"items": [\n{"id": "1",, "title": "T"}]}', url=URL)
    assert "its JSON is broken at line 2" in read.problem


def test_relative_addresses_start_at_the_home_page():
    home = {"home_page_url": "https://signals.example/blog/"}
    assert only({"id": "1", "url": "one"}, **home).link == "https://signals.example/blog/one"
    assert only({"id": "1", "url": "one"}).link == "https://signals.example/one"


def test_null_is_an_empty_list_of_items():
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "Signals", "items": None}
    feed = parse_feed(json.dumps(document).encode(), url=URL)
    assert (feed.problem, feed.items) == ("", ())


@pytest.mark.parametrize(
    "fields",
    [
        {"pubDate": "2026-11-20 10:00:00", "link": "/1", "guid": "g", "content": "<p>Ships.</p>"},
        {"published": "20 Nov 2026 10:00", "permalink": "/1", "guid": "g", "body": "Ships."},
        {"datePublished": 1795168800, "url": "/1", "id": "g", "description": "Ships."},
    ],
)
def test_fields_have_the_names_that_programs_give_them(fields):
    item = only({"title": "T", **fields})
    assert (item.key, item.link, item.summary) == ("g", "https://signals.example/1", "Ships.")
    assert item.published == datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_a_date_as_php_writes_it_has_its_zone_beside_it():
    date = {"date": "2026-11-20 10:00:00.000000", "timezone_type": 3, "timezone": "Europe/Berlin"}
    item = only({"id": "1", "title": "T", "date_published": date})
    assert item.published == datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize("behind", ["<!-- cached -->", '\n{"items": []}', "\x00"])
def test_what_stands_behind_the_whole_is_left_out(behind):
    body = f'{{"items": [{{"id": "1", "title": "It\\\'s \\"it\\""}}]}}{behind}'
    [item] = parse_feed(body.encode(), url=URL).items
    assert item.title == 'It\'s "it"'
