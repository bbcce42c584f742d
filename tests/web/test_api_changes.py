"""Changing things by the API: with a token that may, by the same actions as the page."""

from __future__ import annotations

import json
import tomllib

import pytest

from monitor.config import load_config
from monitor.config.reading.schema import RuleTable
from monitor.errors import ConfigError
from monitor.store.feeds import feeds
from monitor.web.api.body_schemas import CHANGE_RULE
from monitor.web.api.changes import CHANGES
from monitor.web.api.description import DESCRIPTION

WRITER, READER, BOTH = "writer-" + "w" * 20, "reader-" + "r" * 20, "token-" + "t" * 20
TOKENS = f'write_tokens = ["{WRITER}"]\nread_tokens = ["{READER}"]'
OPEN = f'listen = "127.0.0.1:0"\n{TOKENS}'
CLOSED = f'{OPEN}\npassword = "open sesame 1"'


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def room(make_room):
    return make_room(web=OPEN)


@pytest.fixture
def ask(serve, room):
    """``ask("POST", "/api/rules", name=…)`` with a token that may write → status and answer."""
    client = serve(room)

    def ask(method, path, *, token=WRITER, **body):
        answer = client.request(
            method, path, json=body or None, headers=bearer(token) if token else None
        )
        return answer.status_code, answer.json()

    ask.client = client
    return ask


def tables(room):
    return tomllib.loads(room.config.path.read_text())


def test_every_change_is_described_and_every_description_is_answered():
    described = {
        (method.upper(), path)
        for path, methods in DESCRIPTION["paths"].items()
        for method in methods
        if method != "get"
    }
    assert described == CHANGES.keys()


def test_a_rule_is_added_changed_removed_and_undone(ask, room):
    before = room.config.path.read_text()
    status, told = ask("POST", "/api/rules", name="A/B", match="Apple + Tsai", urgent=True)
    assert status == 201
    assert told["changes"] == ['rule "A/B" added']
    assert tables(room)["rules"][-1] == {"name": "A/B", "match": "Apple + Tsai", "urgent": True}
    status, told = ask("PATCH", "/api/rules/A%2FB", enabled=False, urgent=None)
    assert (status, told["changes"]) == (200, ['rule "A/B" paused, changed: urgent'])
    assert ask("PATCH", "/api/rules/A%2FB", enabled=False)[1] == {
        "changes": [],
        "undo": None,
        "takes_effect": "Nothing had to be changed.",
    }
    listed = {each["name"]: each for each in ask.client.get("/api/rules").json()["rules"]}
    assert (listed["A/B"]["paused"], listed["Storm Vega"]["paused"]) == (True, False)
    status, told = ask("DELETE", "/api/rules/A%2FB")
    assert room.config.path.read_text() == before
    status, back = ask("POST", "/api/config/undo", number=told["undo"])
    assert (status, back["changes"]) == (200, ['rule "A/B" added'])
    versions = ask.client.get("/api/config/history").json()["versions"]
    assert [each["changes"] for each in versions[-1:]] == [['rule "A/B" added']]


def test_whatever_a_rule_may_have_in_the_file_it_may_be_given():
    assert CHANGE_RULE["properties"].keys() == RuleTable.model_fields.keys() - {"name"}


def test_a_rule_keeps_what_it_is_given(ask, room):
    given = {
        "about": "the technology company",
        "aliases": {"Apple": ["Cupertino", "AAPL"]},
        "again_after": "2h",
        "again_at": [5, 20],
        "expect": "3d",
        "spike": True,
        "fuzzy": False,
    }
    assert ask("POST", "/api/rules", name="New", match="Apple + Tsai", **given)[0] == 201
    assert tables(room)["rules"][-1] == {"name": "New", "match": "Apple + Tsai"} | given
    (rule,) = (each for each in load_config(room.config.path, environ={}).rules if not each.fuzzy)
    assert rule.aliases["Apple"][:2] == ("Cupertino", "AAPL")
    assert ask("PATCH", "/api/rules/New", aliases={"Tsai": ["蔡"]}, spike=None)[0] == 200
    assert tables(room)["rules"][-1]["aliases"] == {"Tsai": ["蔡"]}
    assert ask("PATCH", "/api/rules/New", expect="soon")[0] == 400


def test_feeds_are_added_imported_polled_and_removed(ask, room):
    status, told = ask(
        "POST", "/api/feeds", url="https://new.example/f", tags=["a"], unchecked=True
    )
    assert (status, told["url"], told["others"]) == (201, "https://new.example/f", [])
    assert tables(room)["feeds"][-1] == {"url": "https://new.example/f", "tags": ["a"]}
    opml = '<opml version="2.0"><body><outline xmlUrl="https://o.example/f"/></body></opml>'
    assert ask("POST", "/api/feeds/import", opml=opml)[1]["changes"] == [
        'feed "https://o.example/f" added'
    ]
    row = feeds.by_url(room.database.read(), "https://wire.example/top.rss")
    assert ask("POST", f"/api/feeds/{row.id}/poll")[0] == 200
    assert ask("PATCH", f"/api/feeds/{row.id}", interval="15m")[0] == 200
    assert ask("PATCH", f"/api/feeds/{row.id}", enabled=False)[0] == 200
    room.database.write(lambda db: feeds.sync(db, (), now=ask.client.server.desk.clock()))
    (listed,) = ask.client.get("/api/feeds").json()["feeds"]
    told = listed["id"], listed["paused"], listed["status"], listed["next_poll_at"]
    assert told == (row.id, True, "paused", None)
    assert ask("PATCH", f"/api/feeds/{row.id}", enabled=True)[1]["changes"] == [
        'feed "Northgate Wire" resumed'
    ]
    assert ask("DELETE", f"/api/feeds/{row.id}")[1]["changes"] == ['feed "Northgate Wire" removed']
    for url in ("/etc/passwd", "file:///etc/passwd", "seeds/sample.rss", "imaps://x@y/INBOX"):
        for unchecked in (True, False):
            assert ask("POST", "/api/feeds", url=url, unchecked=unchecked)[0] == 400


@pytest.fixture
def site(make_room, serve, feed_server):
    """``site(url)``: add a feed of the test's server; return the status and what is told."""
    room = make_room(web=OPEN)
    path = room.config.path
    path.write_text('allow_private = ["127.0.0.1"]\n' + path.read_text())
    room.config = load_config(path, environ={})
    client = serve(room)

    def add(url):
        answer = client.post("/api/feeds", json={"url": url}, headers=bearer(WRITER))
        return answer.status_code, answer.json(), tables(room)["feeds"][-1]["url"]

    return add


FEED = "<rss version='2.0'><channel><item><guid>1</guid><title>x</title></item></channel></rss>"


def test_a_feed_is_read_before_it_is_added(site, feed_server):
    url = feed_server.publish("/f", FEED)
    status, told, last = site(url)
    assert (status, told["url"], told["others"], last) == (201, url, [], url)
    assert told["changes"] == [f'feed "{url}" added']
    assert feed_server.requests


def test_of_a_page_its_first_feed_is_added_and_the_others_are_named(site, feed_server):
    first, second = (feed_server.publish(f"/{name}", FEED) for name in ("a", "b"))
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{url}">' for url in (first, second)
    )
    page = feed_server.publish("/", f"<html><head>{links}</head></html>", content_type="text/html")
    status, told, last = site(page)
    assert (status, told["url"], told["others"], last) == (201, first, [second], first)


def test_what_is_no_feed_is_refused_with_the_reason_and_the_way_out(site, feed_server):
    page = feed_server.publish("/", "<html><p>nothing</html>", content_type="text/html")
    status, told, last = site(page)
    assert status == 400
    assert page in told["error"]
    assert 'send "unchecked": true' in told["error"]
    assert last != page


def test_the_feeds_of_a_page_are_found(make_room, serve, feed_server):
    room = make_room(web=OPEN)
    path = room.config.path
    path.write_text('allow_private = ["127.0.0.1"]\n' + path.read_text())
    room.config = load_config(path, environ={})
    item = "<item><guid>1</guid><title>x</title></item>"
    url = feed_server.publish("/f", f"<rss version='2.0'><channel>{item}</channel></rss>")
    answer = serve(room).post("/api/feeds/find", json={"url": url}, headers=bearer(WRITER))
    assert [(each["url"], each["items"]) for each in answer.json()["feeds"]] == [(url, 1)]


def test_targets_are_added_tried_listed_and_removed_and_never_told(ask, room, capsys):
    secret = "ntfys://me:canary-hush@127.0.0.1:9/desk"
    assert ask("POST", "/api/targets", name="boss", url=secret)[0] == 201
    assert ask("POST", "/api/targets", name="here", url="console:")[0] == 201
    assert ask("POST", "/api/targets/here/test") == (200, {"done": "a sample was sent"})
    assert "This is a test alert" in capsys.readouterr().out
    assert ask("POST", "/api/targets/nobody/test")[0] == 404
    ask("PATCH", "/api/targets/boss", enabled=False)
    listed = ask.client.get("/api/targets").json()["targets"]
    assert [(each["name"], each["paused"]) for each in listed][-2:] == [
        ("boss", True),
        ("here", False),
    ]
    told = json.dumps([listed, ask.client.get("/api/config/history").json()])
    assert "hush" not in told + room.config.path.read_text()
    assert ask("DELETE", "/api/targets/boss")[0] == 200


def test_silences_votes_sending_and_retrying(ask, room):
    assert ask("POST", "/api/silences", rule="Storm Vega", **{"for": "2h"})[0] == 201
    (silence,) = ask.client.get("/api/silences").json()["silences"]
    assert silence["rule"] == "Storm Vega"
    assert ask("DELETE", f"/api/silences/{silence['id']}")[0] == 200
    assert ask("POST", "/api/silences", **{"for": "2h"})[0] == 400
    assert ask("POST", "/api/matches/1/vote", vote="good")[0] == 200
    assert ask.client.get("/api/matches/1").json()["vote"] == 1
    dead = ask.client.get("/api/alerts?state=dead").json()["alerts"][0]["id"]
    assert ask("POST", f"/api/alerts/{dead}/retry")[0] == 200
    grouped = ask.client.get("/api/matches?state=grouped").json()["matches"][0]["id"]
    assert ask("POST", f"/api/matches/{grouped}/send")[0] == 200


@pytest.mark.parametrize("web", [OPEN, CLOSED], ids=["open page", "closed page"])
def test_only_a_token_that_may_write_changes_anything(make_room, serve, web):
    room = make_room(web=web)
    client, before = serve(room), room.config.path.read_text()
    if web == CLOSED:
        client.submit("/login", form_token=client.token("/login"), password="open sesame 1")
        assert client.get("/").status_code == 200
    sent = {"json": {"name": "X", "match": "x"}}
    for headers, status in (
        ({}, 401),  # neither a cookie nor openness will do
        (bearer("nonsense-nonsense"), 401),
        (bearer(READER), 403),
        ({"Authorization": f"Basic {WRITER}"}, 401),
        (bearer(WRITER) | {"Origin": "https://evil.example"}, 403),
        (bearer(WRITER) | {"Sec-Fetch-Site": "cross-site"}, 403),
    ):
        assert client.post("/api/rules", headers=headers, **sent).status_code == status, headers
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        headers = bearer(WRITER) | {"Content-Type": kind}
        answer = client.post("/api/rules", data=json.dumps(sent["json"]), headers=headers)
        assert answer.status_code == 415
    assert room.config.path.read_text() == before
    assert client.post("/api/rules", headers=bearer(WRITER), **sent).status_code == 201


def test_a_token_that_only_reads_opens_the_page_and_changes_nothing_there(make_room, serve):
    client = serve(make_room(web=CLOSED))
    assert client.get("/api/rules").status_code == 401
    assert client.get("/api/rules", headers=bearer(READER)).status_code == 200
    page = client.get("/workbench", headers=bearer(READER)).text
    form = page.partition('name="form_token" value="')[2].partition('"')[0]
    answer = client.submit(
        "/rules/pause", form_token=form, name="Storm Vega", headers=bearer(READER)
    )
    assert (answer.status_code, "may only read" in answer.text) == (403, True)


def test_without_such_a_token_it_says_how_to_have_one(make_room, serve):
    client = serve(make_room())
    answer = client.post("/api/rules", json={"name": "X", "match": "x"})
    assert (answer.status_code, "write_tokens" in answer.json()["error"]) == (403, True)


def test_the_full_token_may_write(make_room, serve):
    client = serve(make_room(web=f'listen = "127.0.0.1:0"\ntoken = "{BOTH}"'))
    sent = {"name": "X", "match": "x"}
    assert client.post("/api/rules", json=sent, headers=bearer(BOTH)).status_code == 201


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"{", "must be JSON"),
        (b"[" * 100_000, "must be JSON"),
        (b"[]", "the body must be an object"),
        (b'{"name": "X"}', "lacks match"),
        (b'{"name": "X", "match": "x", "macth": 1}', '"macth"'),
        (b'{"name": "X", "match": 5}', "match must be text"),
        (b'{"name": "X", "match": ""}', "1 to 2,000 characters"),
        (b'{"name": "X", "match": "x", "urgent": 1}', "urgent must be true or false"),
        (b'{"name": "X", "match": "x", "max_per_hour": 1e400}', "whole number"),
        (b'{"name": "X", "match": "x", "max_per_hour": NaN}', "must be JSON"),
        (b'{"name": "X", "match": "x", "group": "all"}', "one of story, item, day"),
        (b'{"name": "X", "match": "x", "targets": [1]}', "each of targets must be text"),
        (b'{"name": "\\ud800", "match": "x"}', "must be JSON"),
        (b'{"name": "X\\u0000", "match": "x"}', "left as it is"),
        (b'{"name": "X", "match": "x", "targets": ["nobody"]}', "no target"),
        (b'{"name": "X", "match": "Apple + ("}', "parenthesis"),
    ],
)
def test_what_makes_no_sense_is_told_and_changes_nothing(ask, room, body, told):
    before = room.config.path.read_text()
    headers = bearer(WRITER) | {"Content-Type": "application/json"}
    answer = ask.client.post("/api/rules", data=body, headers=headers)
    assert (answer.status_code, told in answer.json()["error"]) == (400, True), answer.text
    assert room.config.path.read_text() == before


def test_a_page_that_only_reads_refuses_changes_by_the_api_too(serve, room):
    client = serve(room, can_write=False)
    for method, path in (("POST", "/api/config/undo"), ("POST", "/api/feeds/1/poll")):
        answer = client.request(method, path, headers=bearer(WRITER))
        assert (answer.status_code, "read-only" in answer.json()["error"]) == (400, True)


def test_tokens_must_be_hard_to_guess(make_room):
    with pytest.raises(ConfigError, match="too easily guessed"):
        make_room(web='listen = "127.0.0.1:0"\nwrite_tokens = ["short"]')
