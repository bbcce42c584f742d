"""Answering from the alert: links that need no login, and do nothing until a button is pressed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest

from monitor.alerts.answers import LIFE, Answer, Answers, Tokens
from monitor.config import load_config
from monitor.store.answer_key import answer_key, path_of
from monitor.store.history import feedback
from monitor.store.reading.silences import active
from monitor.store.timestamps import to_text
from monitor.store.writing import alerts

WEB = 'listen = "127.0.0.1:0"\nurl = "https://news.example"\npassword = "correct horse battery"'


@pytest.fixture
def make_answered(make_room):
    """A newsroom whose targets' alerts are answered by links."""

    def make(web=WEB, answers="answers = true"):
        room = make_room(web=web)
        path = room.config.path
        path.write_text(f"{answers}\n{path.read_text()}")
        room.config = load_config(path, environ={"TZ": "UTC"})
        room.database.write(lambda db: db.execute("UPDATE matches SET vote = NULL"))
        return room

    return make


@pytest.fixture
def room(make_answered):
    return make_answered()


@pytest.fixture
def stranger(room, serve):
    """Who has no password and no session."""
    return serve(room)


@pytest.fixture
def alert(room, newsroom):
    """The newest alert, as if it were made just now."""
    return newest(room, newsroom.NOW)


def newest(room, made_at):
    """The newest alert, as if it were made then."""
    found = alerts.last(room.database.read())[0]
    made = to_text(made_at)
    room.database.write(
        lambda db: db.execute("UPDATE alerts SET created_at = ? WHERE id = ?", [made, found.id])
    )
    return replace(found, created_at=made_at)


def link(room, alert, answer, target="desk", key=None):
    """The link's path."""
    tokens = Tokens(key or answer_key(room.config.database))
    return Answers(tokens, "", target).url(alert, answer)


def votes(room, alert):
    return feedback.precision(room.database.read()).get(alert.rule, (0, 0))


def silent(room, newsroom):
    return active(room.database.read(), now=newsroom.NOW)


class Forms(HTMLParser):
    """The forms of a page: (where it goes, its fields, its button)."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        held = dict(attrs)
        if tag == "form":
            assert held["method"] == "post"
            self.found.append([held["action"], {}, ""])
        if tag == "input" and self.found:
            self.found[-1][1][held["name"]] = held["value"]
        if tag == "button":
            if "name" in held:
                self.found[-1][1][held["name"]] = held["value"]
            self.inside = True

    def handle_data(self, data):
        if getattr(self, "inside", False):
            self.found[-1][2] += data.strip()

    def handle_endtag(self, tag):
        if tag == "button":
            self.inside = False


def press(client, path, button):
    """Press the button with this label on a page, and return the page that follows."""
    page = client.get(path)
    assert page.status_code == 200
    where, fields, _ = next(each for each in Forms(page.text).found if each[2] == button)
    return client.post(urljoin(path, where), data=fields)


@pytest.mark.parametrize("answer", list(Answer))
def test_a_program_that_follows_links_changes_nothing(room, stranger, alert, newsroom, answer):
    for method in ("GET", "HEAD"):
        assert stranger.request(method, link(room, alert, answer)).status_code == 200
    assert votes(room, alert) == (0, 0)
    assert not silent(room, newsroom)


def test_the_page_says_what_its_one_button_does(room, stranger, alert):
    page = stranger.get(link(room, alert, Answer.MUTE_RULE)).text

    assert [each[2] for each in Forms(page).found] == ["Mute the rule for a day"]
    assert "For a day, nobody is sent anything that this rule finds." in page
    assert alert.rule in page
    assert "Log in" not in page


def test_a_vote_counts_says_so_and_can_be_taken_back(room, stranger, alert):
    path = link(room, alert, Answer.BAD)

    said = press(stranger, path, "Bad").text
    assert re.search(r"Voted bad \(\d\d:\d\d, a link in desk\)\.", said)
    assert votes(room, alert) == (0, 1)
    row = room.database.read().execute("SELECT voted_by FROM matches WHERE vote = -1").fetchone()
    assert row == ("a link in desk",)

    press(stranger, path, "Take the vote back")
    assert votes(room, alert) == (0, 0)


def test_the_other_vote_takes_its_place(room, stranger, alert):
    press(stranger, link(room, alert, Answer.BAD), "Bad")
    good = link(room, alert, Answer.GOOD)
    assert "It was voted bad before" in stranger.get(good).text

    press(stranger, good, "Good")
    assert votes(room, alert) == (1, 0)


@pytest.mark.parametrize("answer", [Answer.MUTE_RULE, Answer.MUTE_STORY])
def test_muting_twice_is_muting_once_and_can_be_undone(room, stranger, alert, newsroom, answer):
    path = link(room, alert, answer)
    for _ in range(2):
        assert stranger.post(path).status_code == 200

    (silence,) = silent(room, newsroom)
    days = 1 if answer is Answer.MUTE_RULE else 7
    assert silence.until == newsroom.NOW + timedelta(days=days)
    assert (silence.rule, silence.story) == (
        (alert.rule, None) if answer is Answer.MUTE_RULE else ("", alert.story)
    )
    assert silence.created_by == "a link in desk"

    said = press(stranger, path, "Unmute").text
    assert not silent(room, newsroom)
    assert answer.label in said
    assert stranger.post(path, data={"undo": "1"}).status_code == 200


def test_one_link_leads_to_all_answers_where_there_is_room_for_one_only(
    room, stranger, alert, newsroom
):
    path = link(room, alert, Answer.CHOOSE)
    labels = [each[2] for each in Forms(stranger.get(path).text).found]
    assert labels == ["Good", "Bad", "Mute the story", "Mute the rule for a day"]

    after = press(stranger, path, "Mute the story")
    assert after.url.endswith(path)  # back to where one can go on
    assert [each[2] for each in Forms(after.text).found][-2] == "Unmute"
    assert [each.story for each in silent(room, newsroom)] == [alert.story]
    assert stranger.post(path).status_code == 409


def test_a_link_counts_for_thirty_days(room, serve, alert, newsroom):
    path = link(room, alert, Answer.BAD)
    late = serve(room, clock=lambda: newsroom.NOW + LIFE + timedelta(hours=1))

    for answer in (late.get(path), late.post(path)):
        assert answer.status_code == 410
        assert "expired" in answer.text
        assert "commands vote and silence" in answer.text
    assert votes(room, alert) == (0, 0)


@pytest.mark.parametrize("change", ["another alert", "another answer", "cut off", "another key"])
def test_a_link_that_was_tampered_with_says_so_and_does_nothing(room, stranger, alert, change):
    path = link(room, alert, Answer.BAD)
    match change:
        case "another alert":
            path = path.replace(f".b{alert.id}", f".b{alert.id - 1}")
        case "another answer":
            path = path.replace(f".b{alert.id}", f".g{alert.id}")
        case "cut off":
            path = path[:-1]
        case "another key":
            path = link(room, alert, Answer.BAD, key=b"x" * 32)

    for answer in (stranger.get(path), stranger.post(path)):
        assert answer.status_code == 404
        assert "This link is incomplete" in answer.text
        assert not Forms(answer.text).found
    assert votes(room, alert) == (0, 0)


def test_another_site_cannot_send_the_form(room, stranger, alert):
    path = link(room, alert, Answer.BAD)
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert stranger.post(path, headers=foreign).status_code == 403
    assert votes(room, alert) == (0, 0)


def test_a_link_opens_nothing_else(room, stranger, alert):
    stranger.post(link(room, alert, Answer.BAD))

    answer = stranger.get("/", allow_redirects=False)
    assert answer.headers["location"].startswith("/login")


def test_where_it_is_switched_off_links_that_were_sent_do_nothing(make_answered, serve, newsroom):
    room = make_answered(answers="answers = false")
    alert = newest(room, newsroom.NOW)
    client = serve(room)

    assert client.post(link(room, alert, Answer.BAD)).status_code == 403
    assert client.post(link(room, alert, Answer.BAD, target="gone")).status_code == 403
    assert votes(room, alert) == (0, 0)


def test_a_page_that_only_reads_says_where_one_can_answer(room, serve, alert):
    client = serve(room, can_write=False)
    page = client.get(link(room, alert, Answer.BAD))
    assert "read-only" in page.text
    assert not Forms(page.text).found
    assert client.post(link(room, alert, Answer.BAD)).status_code == 409


def test_an_alert_that_is_no_longer_kept_says_so(room, stranger, alert):
    gone = replace(alert, id=10**6)
    assert stranger.get(link(room, gone, Answer.BAD)).status_code == 410
    assert "no longer kept" in stranger.post(link(room, gone, Answer.BAD)).text


@pytest.mark.parametrize("answer", list(Answer))
def test_a_link_answers_no_later_alert_of_the_same_number(room, stranger, newsroom, answer):
    """Numbers come again: of the highest alerts that were deleted, and after a restored backup."""
    earlier = newest(room, newsroom.NOW - timedelta(days=3))
    path = link(room, earlier, answer)
    newest(room, newsroom.NOW)

    assert stranger.get(path).status_code == 410
    assert "no longer kept" in stranger.post(path).text or answer is Answer.CHOOSE
    assert votes(room, earlier) == (0, 0)
    assert not silent(room, newsroom)


def test_a_link_touches_no_cookie(room, stranger, alert):
    """A browser keeps a login's cookie back where another site's link leads here."""
    path = link(room, alert, Answer.BAD)
    for answer in (stranger.get(path), stranger.post(path, allow_redirects=False)):
        assert "set-cookie" not in answer.headers


def test_a_rule_that_is_gone_cannot_be_muted(room, serve, alert):
    rules = tuple(rule for rule in room.config.rules if rule.name != alert.rule)
    room.config = replace(room.config, rules=rules)
    client = serve(room)

    answer = client.post(link(room, alert, Answer.MUTE_RULE))
    assert answer.status_code == 409
    assert "There is no rule" in answer.text


def test_a_test_and_a_preview_show_that_the_link_works(room, stranger, alert):
    made_up = replace(alert, id=0)
    for path in (link(room, made_up, Answer.BAD), "/answer/preview"):
        page = stranger.get(path)
        assert page.status_code == 200
        assert "This link works" in page.text
        assert not Forms(page.text).found


def test_no_page_makes_a_key(room, stranger):
    assert stranger.get("/answer/b1.2.x.y").status_code == 404
    assert not path_of(room.config.database).exists()


def test_below_a_proxys_prefix_everything_works(make_answered, serve, newsroom):
    """The proxy publishes only https://example.org/news/answer/, with its prefix or without."""
    web = 'listen = "127.0.0.1:0"\nanswer_url = "https://example.org/news"'
    room = make_answered(web=web)
    alert = newest(room, newsroom.NOW)
    assert room.config.web.answers_at == "https://example.org/news"
    client = serve(room)
    as_a_proxy = {"host": "example.org", "origin": "https://example.org"}
    path = link(room, alert, Answer.BAD)

    for prefix in ("", "/news"):
        page = client.get(prefix + path, headers=as_a_proxy)
        style = re.search(r'href="(style\.css\?\w+)"', page.text)[1]
        assert not re.search(r'(href|src|action)="/', page.text)
        sheet = client.get(urljoin(prefix + path, style), headers=as_a_proxy)
        assert sheet.headers["content-type"].startswith("text/css")
        (form,) = Forms(page.text).found
        answer = client.post(
            urljoin(prefix + path, form[0]),
            data=form[1],
            headers=as_a_proxy,
            allow_redirects=False,
        )
        assert answer.status_code == 303
        assert urljoin(prefix + path, answer.headers["location"]) == prefix + path
    assert client.get("/news/matches", headers=as_a_proxy).status_code == 404


def test_a_strangers_words_do_nothing_on_the_page(room, stranger, alert):
    title = "<script>alert(1)</script> \u202e"
    room.database.write(
        lambda db: db.execute("UPDATE items SET title = ? WHERE id = ?", [title, alert.item_id])
    )
    page = stranger.get(link(room, alert, Answer.BAD)).text
    assert "<script>" not in page
    assert "\u202e" not in page


def test_who_silenced_is_listed(room, stranger, alert, serve):
    stranger.post(link(room, alert, Answer.MUTE_RULE))
    stranger.post("/login", data={"password": "x"})
    open_room = replace(room.config, web=replace(room.config.web, password=""))
    room.config = open_room
    page = serve(room)
    assert "by a link in desk" in page.get("/alerts").text
    assert page.get("/api/silences").json()["silences"][0]["created_by"] == "a link in desk"
