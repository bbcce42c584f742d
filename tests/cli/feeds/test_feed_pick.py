"""``feeds add --pick``: a page without a feed is shown as it would be read, then added."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from pathlib import Path

import pytest

from monitor.errors import MonitorError

ROOT = Path(__file__).parents[3]


@pytest.fixture
def sites():
    name = "monitor_tests_sites"
    if name not in sys.modules:
        path = ROOT / "tests" / "feeds" / "pages" / "sites.py"
        spec = importlib.util.spec_from_file_location(name, path)
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name].SITES


@pytest.fixture
def page(home, feed_server, sites):
    """The address of a regulator's page on loopback, which may be read."""
    config = home / "config.toml"
    config.write_text('allow_private = ["127.0.0.1"]\n' + config.read_text())
    return feed_server.publish("/press", sites["regulator"].html, content_type="text/html")


def feeds(home):
    return tomllib.loads((home / "config.toml").read_text())["feeds"][1:]


def test_a_proposal_is_shown_with_titles_dates_and_links_and_added_with_yes(cli, home, page, sites):
    printed = cli("feeds", "add", page, "--pick", "--yes", "--name", "Regulator", "--tag", "law")
    assert "li.release\n7 items; the first of them:" in printed
    assert sites["regulator"].titles[0] in printed
    assert "2026-11-24" in printed
    assert "/press/1-release.html" in printed
    assert feeds(home) == [
        {"url": page, "name": "Regulator", "tags": ["law"], "pick": {"item": "li.release"}}
    ]


def test_where_nobody_can_be_asked_nothing_is_added_without_yes(cli, home, page):
    with pytest.raises(MonitorError, match="run it again with --yes"):
        cli("feeds", "add", page, "--pick")
    assert feeds(home) == []


def test_a_selector_that_is_given_is_taken(cli, home, page):
    cli("feeds", "add", page, "--yes", "--pick", 'ul[class="releases"] > li')
    assert feeds(home)[0]["pick"] == {"item": 'ul[class="releases"] > li'}


def test_pick_may_stand_before_the_address(cli, home, page):
    cli("feeds", "add", "--yes", "--pick", page)
    assert feeds(home)[0]["pick"] == {"item": "li.release"}


@pytest.mark.parametrize(
    ("selector", "words"),
    [("li[", "isn't a CSS selector"), ("li.none", "finds nothing on it")],
)
def test_a_selector_that_reads_nothing_is_told(cli, home, page, selector, words):
    with pytest.raises(MonitorError, match=words):
        cli("feeds", "add", page, "--pick", selector, "--yes")
    assert feeds(home) == []


def test_a_page_without_a_list_is_told(cli, page, feed_server):
    url = feed_server.publish("/app", "<div id=app></div>", content_type="text/html")
    with pytest.raises(MonitorError, match="nothing on this page looks like a list of news"):
        cli("feeds", "add", url, "--pick")


def test_for_a_page_that_is_there_already_it_says_what_to_write(cli, home, page):
    cli("feeds", "add", page, "--pick", "li", "--yes")
    printed = cli("feeds", "add", page, "--pick")
    assert 'pick = { item = "li.release" }' in printed
    assert len(feeds(home)) == 1


def test_who_adds_a_page_without_a_feed_is_told_of_pick(cli, page):
    with pytest.raises(MonitorError, match=f"feeds add {page} --pick"):
        cli("feeds", "add", page)


def test_feeds_test_shows_what_a_page_reads_like(cli, page, sites):
    cli("feeds", "add", page, "--pick", "--yes", "--name", "Regulator")
    printed = cli("feeds", "test", "Regulator")
    assert sites["regulator"].titles[0] in printed
    assert "/press/1-release.html" in printed


def test_feeds_test_says_when_the_selector_finds_nothing(cli, page, feed_server):
    cli("feeds", "add", page, "--pick", "--yes")
    feed_server.publish("/press", "<p>Moved</p>", content_type="text/html")
    with pytest.raises(MonitorError, match='its selector "li.release" finds nothing'):
        cli("feeds", "test", page)
    assert '✗ its selector "li.release" finds' in cli("check", "--online", code=1)


def test_from_a_page_to_an_alert_and_a_redesign(cli, cli_json, home, page, feed_server, sites):
    """The whole way: baseline, a new release, a page that changed."""
    with (home / "config.toml").open("a") as file:
        file.write('[[rules]]\nname = "Fines"\nmatch = "fines"\n')
    cli("feeds", "add", page, "--pick", "--yes", "--name", "Regulator")
    cli("once")
    html = sites["regulator"].html
    release = (
        '<ul class="releases"><li class="release"><a href="/press/8">Southbank fines paid</a></li>'
    )
    feed_server.publish(
        "/press", html.replace('<ul class="releases">', release), content_type="text/html"
    )
    printed = cli("once").replace("*", "")
    assert "Southbank fines paid" in printed
    assert "Authority fines Northbank" not in printed
    feed_server.publish("/press", html.replace('"release ', '"x-'), content_type="text/html")
    for _ in range(3):
        cli("once")
    assert 'its selector "li.release" finds nothing' in cli("feeds", "show", "Regulator")


def test_opml_leaves_out_what_no_reader_could_read(cli, page):
    cli("feeds", "add", page, "--pick", "--yes")
    assert "/press" not in cli("feeds", "export")


def test_a_mailbox_is_added_by_hand_and_the_command_says_how(cli):
    with pytest.raises(MonitorError, match="auth = { password"):
        cli("feeds", "add", "imaps://me@mail.example/INBOX")
    with pytest.raises(MonitorError, match="isn't in your configuration"):
        cli("feeds", "test", "imaps://me@mail.example/INBOX")


def test_how_a_mailbox_is_written_repeats_no_password_and_asks_for_a_missing_user(cli):
    with pytest.raises(MonitorError) as told:
        cli("feeds", "add", "imaps://me:CANARY@mail.example:9993/INBOX")
    assert "CANARY" not in str(told.value)
    assert 'url = "imaps://me@mail.example:9993/INBOX"' in str(told.value)
    with pytest.raises(MonitorError, match='auth = { user = "env:MAIL_USER", password = "env:'):
        cli("feeds", "add", "imaps://mail.example/INBOX")


def test_feeds_of_one_name_are_listed_with_their_addresses(cli, page, feed_server, sites):
    other = page.replace("/press", "/warnings")
    feed_server.publish("/warnings", sites["regulator"].html, content_type="text/html")
    for url in (page, other):
        cli("feeds", "add", url, "--pick", "--yes")
    cli("once")
    listed = cli("feeds")
    assert page.partition("://")[2] in listed
    assert other.partition("://")[2] in listed
