"""Changing the configuration from the page: rules, feeds, targets, and taking it back."""

from __future__ import annotations

import html
import re
import tomllib
from datetime import UTC, datetime

import pytest

from monitor.config import load_config
from monitor.feeds.opml import OpmlFeed, write_opml
from monitor.feeds.state.feed import Feed
from monitor.store.by_hand import target_tests
from monitor.store.feeds import feeds
from monitor.store.outbox import gone
from monitor.web.context import Desk


def tables(room):
    return tomllib.loads(room.config.path.read_text())


def rule(room, name):
    return next(each for each in tables(room)["rules"] if each["name"] == name)


def undo(page, path):
    """Press the button of the notice on a page."""
    number = re.search(r'name="number" value="(\d+)"', page.get(path).text)[1]
    return page.submit("/config/undo", number=number, back=path)


def test_a_rule_is_changed_in_what_the_form_says_and_nothing_else(page, room):
    before = room.config.path.read_text()
    form = page.get("/workbench", params={"name": "Central banks"}).text
    assert re.findall(r'name="target\d" form="bench" value="(\w+)"( checked)?', form) == [
        ("desk", ""),
        ("mail", " checked"),
    ]
    same = {"name": "Central banks", "target1": "mail", "group": "story"}
    text = rule(room, "Central banks")["match"]
    answer = page.submit("/rules/save", rule=text, **same)
    assert answer.headers["location"] == "/rules?done=saved"
    assert room.config.path.read_text() == before
    assert "Undo" not in page.get("/rules?done=saved").text  # nothing was changed
    page.submit("/rules/save", rule="bank*", **{**same, "group": "day"}, target0="desk", urgent="1")
    assert rule(room, "Central banks") == {
        "name": "Central banks",
        "match": "bank*",
        "group": "day",
        "urgent": True,
    }
    back = "/rules?done=undone&change=2"
    assert undo(page, "/rules?done=saved&change=1").headers["location"] == back
    assert room.config.path.read_text() == before


def test_a_rule_is_paused_resumed_and_removed(page, room):
    before = room.config.path.read_text()
    page.submit("/rules/pause", name="Storm Vega")
    assert rule(room, "Storm Vega")["enabled"] is False
    assert re.search(r"Storm Vega</a> <span class=.tag.>paused", page.get("/rules").text)
    assert "/rules/resume" in page.get("/workbench?name=Storm%20Vega").text
    page.submit("/rules/resume", name="Storm Vega")
    assert room.config.path.read_text() == before
    page.submit("/rules/remove", name="Storm Vega")
    assert "no longer in the configuration" in page.get("/rules").text


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"rule": "Apple + (", "new_name": "X"}, "parenthesis"),
        ({"rule": "Apple", "new_name": ""}, "Give the rule a name"),
        ({"rule": " ", "new_name": "X"}, "Write what to watch for"),
        ({"rule": "Apple", "new_name": "Storm Vega"}, "there already"),
    ],
)
def test_what_cannot_be_saved_is_told_and_what_was_typed_stays(page, room, values, told):
    before = room.config.path.read_text()
    answer = page.submit("/rules/save", group="item", **values)
    assert answer.status_code == 400
    assert told in answer.text
    assert '<option value="item" selected>' in answer.text
    assert room.config.path.read_text() == before


def test_a_feed_is_polled_now_changed_paused_and_removed(page, room):
    row = feeds.by_url(room.database.read(), "https://wire.example/top.rss")
    answer = page.submit(f"/feed/{row.id}/poll")
    assert answer.headers["location"] == f"/feed/{row.id}?done=polled"
    page.submit(f"/feed/{row.id}/save", name="Wire", tags="a, b", interval="15m")
    feed = load_config(room.config.path, environ={}).feeds[0]
    assert (feed.name, feed.tags, feed.interval.total_seconds()) == ("Wire", ("a", "b"), 900)
    assert page.submit(f"/feed/{row.id}/save", interval="soon").status_code == 400
    page.submit(f"/feed/{row.id}/pause")
    assert "In the configuration, but not polled" in page.get("/feeds").text
    assert "Wire" in page.get("/feeds?q=WIRE").text
    room.database.write(lambda db: feeds.sync(db, (), now=page.server.desk.clock()))
    own = page.get(f"/feed/{row.id}").text
    assert "Paused: it is polled again once you resume it." in own
    assert "/feeds/resume" in own
    assert "Next poll" not in own
    page.submit("/feeds/resume", url=row.url)
    assert "not polled" not in page.get("/feeds").text
    page.submit(f"/feed/{row.id}/remove")
    assert row.url not in room.config.path.read_text()


def test_when_a_feed_is_polled_that_was_just_added_is_said(page, room):
    url = "https://new.example/feed"
    page.submit("/feeds/add", feed0=url)
    assert "added; polled within seconds" in page.get("/feeds").text  # not taken up yet
    room.database.write(lambda db: feeds.sync(db, [Feed(url=url)], now=page.server.desk.clock()))
    row = feeds.by_url(room.database.read(), url)
    for path in ("/feeds", f"/feed/{row.id}"):
        assert "added; first polled within seconds" in page.get(path).text


def test_a_list_of_feeds_is_sent_along(page, room):
    document = write_opml([OpmlFeed(url="https://new.example/ü", title="Zeitung Süd")], title="x")
    token = page.token()
    answer = page.post(
        "/feeds/import",
        data={"form_token": token},
        files={"opml": ("my.opml", document.encode(), "text/x-opml")},
        allow_redirects=False,
    )
    assert answer.headers["location"] == "/feeds?done=added&change=1"
    assert tables(room)["feeds"][-1]["name"] == "Zeitung Süd"
    again = {"data": {"form_token": token}, "files": {"opml": ("a", b"", "text/xml")}}
    assert "Choose a list" in page.post("/feeds/import", **again).text
    wrong = {"data": {"form_token": token}, "files": {"opml": ("a", b"<html>", "text/xml")}}
    assert page.post("/feeds/import", **wrong).status_code == 200
    foreign = {"data": {"form_token": "x"}, "files": {"opml": ("a", b"<opml>", "text/xml")}}
    assert page.post("/feeds/import", **foreign).status_code == 403
    large = {"data": {"form_token": token}, "files": {"opml": ("a", b"x" * 3_000_000, "text/xml")}}
    assert page.post("/feeds/import", **large).status_code == 413


def test_a_target_is_added_tried_changed_and_removed(page, room):
    secret = "ntfys://me:canary-hush@127.0.0.1:9/desk"
    page.submit("/targets/add", name="The boss", url=secret)
    assert tables(room)["targets"]["The boss"] == {"url": "file:secrets/the-boss"}
    told = page.submit("/targets/test", name="The boss")
    assert told.status_code == 400
    assert "The boss: " in told.text
    page.submit("/targets/save", name="The boss", quiet_hours="22:00-07:00", max_per_hour="5")
    assert tables(room)["targets"]["The boss"] == {
        "url": "file:secrets/the-boss",
        "quiet_hours": "22:00-07:00",
        "max_per_hour": 5,
    }
    wrong = page.submit("/targets/save", name="The boss", max_per_hour="many")
    assert (wrong.status_code, "whole number" in wrong.text) == (400, True)
    for path in ("/targets", "/targets/edit?name=The%20boss", "/config", "/rules"):
        assert "canary-hush" not in page.get(path).text
    page.submit("/targets/pause", name="The boss")
    assert "paused" in page.get("/targets").text
    page.submit("/targets/remove", name="The boss")
    assert "The boss" not in tables(room)["targets"]
    in_use = page.submit("/targets/remove", name="mail")
    assert (in_use.status_code, "no target" in in_use.text) == (400, True)
    assert "hush" not in page.submit("/targets/add", name="x", url="slick://hush@x").text


def test_a_sample_is_printed_where_the_daemon_runs_and_that_is_kept(page, room, capsys):
    page.submit("/targets/add", name="here & now", url="console:")
    answer = page.submit("/targets/test", name="here & now")
    assert answer.headers["location"] == "/targets?about=here%20%26%20now&done=printed"
    assert "This is a test alert" in capsys.readouterr().out
    assert "here &amp; now" in page.get("/targets").text
    assert re.search("tested (today )?1?[0-9]:", page.get("/targets").text)


def test_what_was_sent_where_is_told_of_targets_that_there_are(page):
    assert (
        "Sent to desk. It should be there now." in page.get("/targets?done=tested&about=desk").text
    )
    assert "Sent. It should be" in page.get("/targets?done=tested&about=Your+bank").text


def test_the_tour_shows_what_has_been_done_until_it_is_waved_away(serve, make_room):
    room = make_room(is_empty=True)
    page = serve(room)
    today = page.get("/").text
    assert "Three steps to your own news" in today
    assert 'class="is-done"><a href="/feeds/add">' in today  # it has feeds of its own
    assert 'class="is-done"><a href="/targets">' not in today
    page.submit("/tour/end")
    assert "Three steps" not in page.get("/").text
    page.cookies.clear()  # another browser
    assert "Three steps" in page.get("/").text
    room.database.write(lambda db: target_tests.passed(db, "desk", now=page.server.desk.clock()))
    assert "Three steps" not in page.get("/").text


def test_who_was_sent_alerts_needs_no_tour(page):
    assert "Three steps" not in page.get("/").text


def test_without_targets_the_workbench_says_what_one_would_be_sent(serve, make_room):
    room = make_room()
    text = room.config.path.read_text()
    for lines in (
        '[targets.desk]\nurl = "ntfy://127.0.0.1:9/desk"',
        'targets = ["mail"]',
        '[targets.mail]\nurl = "json://127.0.0.1:9/mail"',
        'targets = ["desk"]',
    ):
        assert lines in text
        text = text.replace(lines, "")
    room.config.path.write_text(text)
    room.config = load_config(room.config.path, environ={})
    page = serve(room)
    told = page.submit("/workbench/trial", rule="Apple + Alibaba").text
    assert "<b>2</b> alerts for each target, if there were any" in told
    assert "There is no target yet, so nobody would be told" in told
    assert "<b>2 messages</b> if it alerts on each event once, <b>9</b> on every item" in told


def test_history_is_listed_and_any_state_put_back(page, room):
    before = room.config.path.read_text()
    page.submit("/rules/pause", name="Storm Vega")
    page.submit("/rules/pause", name="Dock strike")
    listed = page.get("/config").text
    assert listed.index("Dock strike") < listed.index("Storm Vega")
    first = re.findall(r'name="number" value="(\d+)"', listed)[-1]
    page.submit("/config/undo", number=first)
    assert room.config.path.read_text() == before
    assert page.submit("/config/undo", number="77").status_code == 404


def test_a_page_that_only_reads_changes_nothing(serve, room):
    before = room.config.path.read_text()
    reader = serve(room, can_write=False)
    for path in (
        *("/rules/save", "/rules/pause", "/rules/resume", "/rules/remove", "/feed/1/save"),
        *("/feed/1/pause", "/feed/1/remove", "/feed/1/poll", "/feeds/import", "/feeds/remove"),
        *("/targets/add", "/targets/save", "/targets/test", "/targets/pause", "/config/undo"),
    ):
        answer = reader.submit(path, name="Storm Vega", rule="x", number="1", url="x")
        assert (answer.status_code, "read-only" in answer.text) == (400, True), path
    assert room.config.path.read_text() == before
    for path in ("/rules", "/workbench?name=Storm%20Vega", "/targets", "/feed/1"):
        assert "formaction" not in reader.get(path).text
        assert '<form method="post"' not in reader.get(path).text


def test_the_banner_says_that_the_file_has_changed_until_it_is_in_use(page, room):
    assert "has changed" not in page.get("/").text
    room.config.path.write_text(room.config.path.read_text() + "# by hand\n")
    assert "The configuration has changed." in page.get("/").text
    desk: Desk = page.server.desk
    desk.config = load_config(room.config.path, environ={})
    assert "has changed" not in page.get("/").text
    desk.troubles.met("configuration", "config.toml can't be used: line 3", cure="mend it")
    told = page.get("/rules").text
    assert "config.toml can&#39;t be used: line 3" in told
    desk.troubles.over("configuration")
    assert "can&#39;t be used" not in page.get("/rules").text


def test_a_slip_in_the_file_is_told_where_it_matters_and_the_rest_is_shown(page, room):
    room.config.path.write_text("rules = [\n")
    assert page.get("/rules").status_code == 200
    assert page.get("/feeds").status_code == 200
    assert page.get("/").status_code == 200
    assert page.submit("/rules/pause", name="Storm Vega").status_code == 400


@pytest.mark.parametrize(
    ("path", "values", "lines"),
    [
        ("/rules/save", {"new_name": "X", "rule": "tea"}, '[[rules]]\nname = "X"\nmatch = "tea"'),
        ("/targets/add", {"name": "X", "url": "console:"}, '[targets.X]\nurl = "console:"'),
        ("/rules/pause", {"name": "Storm Vega"}, "enabled = false"),
        ("/feeds/add", {"feed0": "https://x.example/"}, '[[feeds]]\nurl = "https://x.example/"'),
    ],
)
def test_where_the_file_cannot_be_written_the_lines_to_paste_are_shown(
    page, room, monkeypatch, path, values, lines
):
    monkeypatch.setattr("monitor.config.editing.draft.may_write", lambda _: False)
    answer = page.submit(path, **values)
    assert answer.status_code == 400
    told = html.unescape(answer.text)
    assert f"{room.config.path} can't be written" in told
    assert lines in told


def test_a_target_that_wanted_no_more_is_resumed(page, room):
    now = datetime(2025, 2, 13, tzinfo=UTC)
    room.database.write(lambda db: gone.keep(db, "desk", "digest", now=now))
    assert "wants no more" in page.get("/targets").text

    page.submit("/targets/resume", name="desk")

    assert "wants no more" not in page.get("/targets").text
