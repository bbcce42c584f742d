"""``feeds add`` where a page has several feeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.cli.feeds.feed_choice import chosen
from monitor.errors import MonitorError

ROOT = Path(__file__).parents[3]


def feed(title, count):
    items = "".join(
        f"<item><guid>{title}{n}</guid><title>{title} {n}</title>"
        f"<link>https://x.example/{title}/{n}</link></item>"
        for n in range(count)
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>"


@pytest.fixture
def site(home, feed_server):
    """A site with two feeds and one of comments."""
    config = home / "config.toml"
    config.write_text('allow_private = ["127.0.0.1"]\n' + config.read_text())
    for name, count in (("World", 1), ("Sport", 2), ("Comments", 3)):
        feed_server.publish(f"/{name.lower()}.xml", feed(name, count))
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="/{name}.xml">'
        for name in ("comments", "world", "sport")
    )
    return feed_server.publish("/", f"<html><head>{links}</head>", content_type="text/html")


def test_of_several_feeds_the_first_is_added_and_the_others_are_told_with_the_command(
    cli, home, site
):
    printed = cli("feeds", "add", site)
    assert f"Added {site}world.xml" in printed
    assert f"news-monitor feeds add {site}sport.xml  # Sport: 2 items" in printed
    assert "Comments: 3 items; readers' comments" in printed
    text = (home / "config.toml").read_text()
    assert "world.xml" in text
    assert "sport.xml" not in text


def test_all_feeds_of_a_page_can_be_added_at_once(cli, home, site):
    cli("feeds", "add", f"{site}sport.xml")
    printed = cli("feeds", "add", site, "--all", "--tag", "desk")
    assert f"Added: {site}world.xml" in printed
    assert f"Already there: {site}sport.xml" in printed
    text = (home / "config.toml").read_text()
    assert text.count("sport.xml") == 1
    assert text.count('tags = ["desk"]') == 2


def test_a_name_for_several_feeds_is_refused(cli, home, site):
    before = (home / "config.toml").read_text()
    with pytest.raises(MonitorError, match="--name names one feed"):
        cli("feeds", "add", site, "--all", "--name", "X")
    assert (home / "config.toml").read_text() == before


def test_on_a_terminal_one_is_asked_which(on_a_terminal, home, site):
    said = on_a_terminal("feeds", "add", site, types=b"seven\n2,1\n")
    text = (home / "config.toml").read_text()
    assert text.index("sport.xml") < text.index("world.xml")
    assert "comments.xml" not in text
    assert "Write numbers from 1 to 3" in said


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("1", [1]),
        ("3, 1", [3, 1]),
        ("2 2", [2]),
        ("all", [1, 2, 3]),
        ("0", []),
        ("4", []),
        ("", []),
        ("one", []),
        ("1-2", []),
    ],
)
def test_an_answer_names_numbers(said, numbers):
    assert chosen(said, 3) == numbers


def test_of_a_site_without_feeds_only_what_can_be_done_is_told(cli, home):
    before = (home / "config.toml").read_text()
    with pytest.raises(MonitorError, match="X \\(Twitter\\) has had no feeds") as told:
        cli("feeds", "add", "x.com/nasa")
    assert "--pick" not in str(told.value)
    assert "--unchecked" not in str(told.value)
    assert (home / "config.toml").read_text() == before


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("note.txt", "Remember the milk", "plain text, not a feed"),
        ("page.html", "<!doctype html><title>News</title><p>Hello", "a web page"),
        ("list.opml", "<opml><body><outline xmlUrl='https://x.example/'/></body></opml>", "import"),
        ("empty.xml", "", "empty"),
    ],
)
def test_a_file_that_is_no_feed_is_refused_and_said_what_it_is(cli, home, name, content, words):
    (home / name).write_text(content)
    before = (home / "config.toml").read_text()
    with pytest.raises(MonitorError, match=words):
        cli("feeds", "add", name)
    assert (home / "config.toml").read_text() == before
    assert "Added" in cli("feeds", "add", name, "--unchecked")


def test_a_file_that_is_a_feed_is_added(cli, home):
    assert "Added seeds/sample.json" in cli("feeds", "add", "seeds/sample.json")
