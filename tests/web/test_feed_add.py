"""Adding feeds from the page."""

from __future__ import annotations

import re

import pytest

from monitor.config import load_config

RSS = (
    "<rss version='2.0'><channel><title>{0}</title><item><guid>{0}1</guid><title>{0} one</title>"
    "<link>https://x.example/{0}</link></item></channel></rss>"
)


@pytest.fixture
def room(make_room):
    """A newsroom whose configuration may fetch from this machine."""
    room = make_room()
    path = room.config.path
    path.write_text('allow_private = ["127.0.0.1"]\n' + path.read_text())
    return room


@pytest.fixture
def desk(newsroom, room, serve):
    from dataclasses import replace

    room.config = replace(room.config, allow_private=frozenset({"127.0.0.1"}))
    return serve(room)


def feeds_of(room):
    return load_config(room.config.path, environ={}, secrets=False).feeds


def offered(html):
    return re.findall(r'name="feed\d+" value="([^"]+)"( checked)?', html)


def test_what_is_found_can_be_chosen_and_added(room, desk, feed_server):
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="/{name}.xml">'
        for name in ("comments", "world", "sport")
    )
    site = feed_server.publish("/", f"<html><head>{links}</head>", content_type="text/html")
    for name in ("comments", "world", "sport"):
        feed_server.publish(f"/{name}.xml", RSS.format(name.title()))
    before = len(feeds_of(room))
    answer = desk.submit("/feeds/find", url=site)
    assert answer.status_code == 200
    assert offered(answer.text) == [
        (f"{site}world.xml", " checked"),
        (f"{site}sport.xml", ""),
        (f"{site}comments.xml", ""),
    ]
    answer = desk.submit("/feeds/add", feed0=f"{site}world.xml", feed1=f"{site}sport.xml")
    assert (answer.status_code, answer.headers["location"]) == (303, "/feeds?done=added&change=1")
    told = desk.get("/feeds?done=added&change=1").text
    assert "added. It takes effect" in told
    assert [feed.url for feed in feeds_of(room)[before:]] == [
        f"{site}world.xml",
        f"{site}sport.xml",
    ]
    again = desk.submit("/feeds/add", feed0=f"{site}world.xml")
    assert again.headers["location"] == "/feeds?done=known"


def test_where_nothing_is_found_the_page_says_what_was_tried(desk, feed_server):
    site = feed_server.answer("/", status=404)
    answer = desk.submit("/feeds/find", url=site)
    assert "here is nothing at" in answer.text
    assert offered(answer.text) == []
    assert "LinkedIn has no feeds" in desk.submit("/feeds/find", url="linkedin.com/in/x").text
    assert "Write the address" in desk.submit("/feeds/find", url=" ").text


def test_the_searches_of_a_rule_are_shown_and_added(room, desk):
    answer = desk.submit("/feeds/search", search="Apple + Tsai", lang="en,de")
    urls = [url.replace("&amp;", "&") for url, _ in offered(answer.text)]
    assert len(urls) == 8
    assert "Apple AND Tsai" in answer.text
    answer = desk.submit(
        "/feeds/add", tag="search", feed1=urls[1], name1="Google News: Apple + Tsai (de)"
    )
    assert answer.status_code == 303
    added = feeds_of(room)[-1]
    assert (added.url, added.name, added.tags) == (
        urls[1],
        "Google News: Apple + Tsai (de)",
        ("search",),
    )


def test_a_rule_that_cannot_be_searched_for_is_told(desk):
    assert "There is nothing after the +" in desk.submit("/feeds/search", search="Apple +").text
    assert "o language" in desk.submit("/feeds/search", search="Apple", lang="xx").text
    assert "Write what to search for" in desk.submit("/feeds/search", search="").text
    assert "Nothing in this rule" in desk.submit("/feeds/search", search="micro*").text


def test_the_workbench_leads_to_the_searches(reader, room, desk):
    answer = reader.submit("/workbench/trial", rule="Apple + China")
    assert 'href="/feeds/add?search=Apple%20%2B%20China"' in answer.text
    rule = room.config.rules[0]
    named = reader.submit("/workbench/trial", rule=rule.match, name=rule.name).text
    assert 'href="/feeds/add?rule=Apple%27s%20AI%20in%20China&amp;search=' in named
    form = desk.get("/feeds/add", params={"rule": rule.name}).text
    assert f'name="name" value="{rule.name}"'.replace("'", "&#39;") in form


@pytest.mark.parametrize("path", ["/feeds/find", "/feeds/search", "/feeds/add"])
def test_a_page_that_only_reads_adds_nothing(room, serve, path):
    before = room.config.path.read_text()
    reader = serve(room, can_write=False)
    answer = reader.submit(
        path, url="https://x.example/", search="Apple", feed0="https://x.example/"
    )
    assert answer.status_code == 400
    assert "read-only" in answer.text
    assert room.config.path.read_text() == before
    assert 'href="/feeds/add"' not in reader.get("/feeds").text


def test_what_is_no_feed_is_refused_and_the_file_stays(room, desk):
    before = room.config.path.read_text()
    for url in (
        "/etc/passwd",
        "config.toml",
        "file:///etc/passwd",
        "ftp://x.example/",
        "https://me:hush@x.example/",
    ):
        answer = desk.submit("/feeds/add", feed0=url)
        assert answer.status_code == 400
        assert "hush" not in answer.text
    assert desk.submit("/feeds/add").status_code == 400
    assert room.config.path.read_text() == before


def test_the_form_works_for_who_opens_it_first_of_all_pages(desk):
    page = desk.get("/feeds/add")
    assert "news-monitor=" in page.headers["set-cookie"]
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)[1]
    answer = desk.submit("/feeds/find", form_token=token, url=" ")
    assert (answer.status_code, "Write the address" in answer.text) == (200, True)


@pytest.mark.parametrize("path", ["/feeds/find", "/feeds/search", "/feeds/add"])
def test_what_goes_wrong_is_told_on_a_page_not_as_json(desk, path):
    answer = desk.submit(path, form_token="no token of ours", url="x.example")
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html")
    assert "This form has expired" in answer.text


def test_for_a_page_without_a_feed_it_says_what_to_write_and_all_that_was_tried(desk, feed_server):
    page = feed_server.publish("/press", "<html><p>News</p></html>", content_type="text/html")
    answer = desk.submit("/feeds/find", url=page).text
    assert f"news-monitor feeds add {page} --pick" in answer
    assert "…" not in answer.partition("tried")[2].partition("</p>")[0]


def test_a_mailbox_is_no_web_address_but_is_told_where_to_look(desk):
    answer = desk.submit("/feeds/find", url="imaps://me@mail.example/INBOX").text
    assert "A mailbox needs a password" in answer


def test_each_query_is_shown_whole(desk):
    alternatives = " | ".join(f"alternative{number}" for number in range(25))
    answer = desk.submit("/feeds/search", search=f"({alternatives}) + Tsai", lang="en").text
    assert "alternative24" in answer.partition("<code>")[2].partition("</code>")[0]
