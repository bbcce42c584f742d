"""Before any answer: headers, hosts, who it is, whose form it is; on a real server."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from monitor.config.tables.web import Web
from monitor.web.access.credentials import Gate
from monitor.web.access.sessions import COOKIE

TOKEN, PASSWORD = "0123456789abcdef", "correct horse"
SECRET = f'listen = "127.0.0.1:0"\ntoken = "{TOKEN}"\npassword = "{PASSWORD}"'


@pytest.fixture
def locked(serve, make_room):
    """A page that asks for a password."""
    return serve(make_room(web=SECRET))


def enter(page, password=PASSWORD, next_page="/"):
    token = page.token("/login")
    return page.submit("/login", form_token=token, password=password, next=next_page)


@pytest.mark.parametrize(
    "path", ["/", "/matches", "/nothing", "/feeds/x.atom", "/api/rules", "/static/page.js"]
)
def test_every_answer_has_the_headers(reader, path):
    answer = reader.get(path)
    policy = dict(
        part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in str(policy)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "server" not in answer.headers


def test_pages_are_kept_by_no_cache_and_files_for_ever(reader):
    assert reader.get("/").headers["cache-control"] == "no-store"
    path = re.search(r'href="(/static/style\.css\?\w+)"', reader.get("/").text)[1]
    assert "immutable" in reader.get(path).headers["cache-control"]


def test_no_page_has_inline_styles_scripts_or_handlers(reader):
    for path in ("/", "/matches", "/stories", "/rules", "/workbench", "/feeds", "/alerts"):
        html = reader.get(path).text
        assert not re.search(r"<[^>]+\s(?:style|on\w+)=", html), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", html), path


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example", "", "[", "0.0.0.0"]
)
def test_another_name_for_loopback_is_refused_as_a_stranger_may_have_given_it(reader, host):
    port = urlsplit(reader.url).port
    answer = reader.get("/api/matches", headers={"Host": host.format(port=port)})
    assert answer.status_code in {400, 421}
    assert "matches" not in answer.text


@pytest.mark.parametrize(
    "host", ["localhost:{port}", "127.0.0.1", "[::1]:{port}", "127.0.0.2:{port}"]
)
def test_names_of_this_machine_are_fine(reader, host):
    port = urlsplit(reader.url).port
    assert reader.get("/", headers={"Host": host.format(port=port)}).status_code == 200


def test_the_public_name_is_fine(serve, make_room):
    page = serve(make_room(web='listen = "127.0.0.1:0"\nurl = "https://news.example.org"'))
    answer = page.get("/", headers={"Host": "news.example.org"})
    assert answer.status_code == 200
    assert "Secure" in answer.headers["set-cookie"]


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(reader):
    cookie = reader.get("/").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_a_script_of_before_a_restart_is_told_so_in_a_sentence(page):
    """It shows what it is told: no page belongs into the middle of another."""
    answer = page.submit("/workbench/trial", form_token="0" * 64, headers={"x-part": "1"})
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/plain")
    assert "reload the page" in answer.text
    whole = page.submit("/workbench/trial", form_token="0" * 64).text
    assert whole.count("reload the page") == 1


def test_a_form_without_its_token_changes_nothing(page, room):
    for token in ("", "0" * 64):
        answer = page.submit("/matches/1/vote", form_token=token, vote="good")
        assert answer.status_code == 403
        assert "reload the page" in answer.text
    (voted,) = room.database.read().execute("SELECT vote FROM matches WHERE id = 1").fetchone()
    page.submit("/matches/1/vote", vote="none" if voted else "good")
    (now,) = room.database.read().execute("SELECT vote FROM matches WHERE id = 1").fetchone()
    assert bool(now) != bool(voted)


def test_another_visitors_token_is_none(page, serve, room):
    other = serve(room)
    assert page.submit("/alerts/retry", form_token=other.token(), delivery="1").status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "null"},
    ],
)
def test_a_form_of_another_site_is_refused_even_with_the_token(reader, headers):
    assert (
        reader.submit("/silences", headers=headers, rule="Storm Vega", until="1d").status_code
        == 403
    )


def test_our_own_forms_come_with_a_null_origin_since_we_ask_for_no_referrer(page):
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert (
        page.submit("/silences", headers=headers, rule="Storm Vega", until="1d").status_code == 303
    )
    assert (
        page.submit(
            "/silences", headers={"Origin": page.url}, rule="Storm Vega", until="1d"
        ).status_code
        == 303
    )


def test_what_is_no_form_or_too_large_is_refused(reader):
    token = reader.token()
    assert reader.post("/silences", json={"rule": "x"}).status_code == 415
    assert reader.submit("/silences", form_token=token, rule="x" * 70_000).status_code == 413


def test_without_the_password_there_is_only_the_door(locked):
    for path in (
        "/",
        "/matches?q=apple",
        "/matches/1",
        "/rules",
        "/workbench",
        "/feeds",
        "/alerts",
    ):
        answer = locked.get(path, allow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login?next=")
        assert not answer.text
    for path in ("/api/matches", "/feeds/Storm%20Vega.atom", "/live"):
        answer = locked.get(path)
        assert answer.status_code == 401
        assert "Vega" not in answer.text
    assert locked.submit("/matches/1/vote", form_token="x", vote="good").status_code == 303
    assert "Matches" not in locked.get("/login").text


def test_the_password_opens_it_and_leads_to_where_one_wanted(locked):
    locked.get("/matches?q=apple")
    before = locked.cookies[COOKIE]
    answer = enter(locked, next_page="/matches?q=apple")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/matches?q=apple"
    assert "Max-Age" in answer.headers["set-cookie"]
    assert locked.cookies[COOKIE] != before, "a cookie planted before isn't the one that is in"
    assert locked.get("/matches?q=apple").status_code == 200


def test_logging_out_closes_it(locked):
    enter(locked)
    assert locked.submit("/logout").headers["location"] == "/login"
    assert locked.get("/", allow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "next_page", ["//evil.example", "https://evil.example", "/\\evil.example", "/\nx", ""]
)
def test_the_door_leads_to_no_other_site(locked, next_page):
    assert enter(locked, next_page=next_page).headers["location"] == "/"


def test_after_five_wrong_passwords_the_right_one_has_to_wait(serve, make_room, newsroom):
    now = [newsroom.NOW]
    page = serve(make_room(web=SECRET), clock=lambda: now[0])
    for _ in range(5):
        answer = enter(page, "wrong")
        assert answer.status_code == 401
        assert "Wrong password or token. Try again." in answer.text
    answer = enter(page)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) == 301
    assert page.get("/api/rules", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 429
    now[0] += timedelta(minutes=5)
    assert enter(page).status_code == 303


def test_programs_say_the_token(locked):
    assert locked.get("/api/rules", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert locked.get("/api/rules", auth=("anybody", PASSWORD)).status_code == 200
    assert locked.get("/api/rules", auth=("anybody", "wrong")).status_code == 401
    assert locked.get(f"/api/rules?token={TOKEN}").status_code == 401, "addresses are kept in logs"


def test_a_feed_reader_has_a_key_in_the_address(locked):
    assert locked.get(f"/feeds/Storm%20Vega.atom?token={TOKEN}").status_code == 200
    gate = Gate(Web(host="127.0.0.1", port=1, token=TOKEN, password=PASSWORD))
    key = gate.feed_key("Storm Vega")
    assert locked.get(f"/feeds/Storm%20Vega.json?token={key}").status_code == 200
    assert locked.get(f"/feeds/Chip%20exports.json?token={key}").status_code == 401
    enter(locked)
    assert f"/feeds/Storm%20Vega.atom?token={key}" in locked.get("/rules").text
    assert TOKEN not in locked.get("/rules").text


FOLLOWED = {
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
}


def test_a_link_followed_from_a_mail_on_the_web_logs_nobody_out(locked):
    """The browser keeps the cookie back once; a new one in its place would end the login."""
    first = locked.get("/story/1?a=<b>", headers=FOLLOWED, allow_redirects=False)
    assert first.status_code == 200
    assert "set-cookie" not in first.headers
    (where,) = re.findall(r'content="0; url=([^"]*)"', first.text)
    assert where == "/story/1?a=%3Cb%3E"

    again = locked.get(where, allow_redirects=False)  # now from our own page
    assert again.headers["location"].startswith("/login?next=%2Fstory%2F1")
    assert "set-cookie" in again.headers


def test_a_link_followed_from_elsewhere_leads_to_no_other_host(locked):
    answer = locked.get("//evil.example/%22%3E", headers=FOLLOWED, allow_redirects=False)
    assert 'url=/evil.example/%22%3E"' in answer.text


@pytest.mark.parametrize("path", ["/login", "/answer/a/b", "/static/none"])
def test_who_is_not_logged_in_is_told_nothing_of_the_configuration(serve, make_room, path):
    room = make_room(web=SECRET)
    locked = serve(room)
    insider = serve(room)
    enter(insider)
    insider.submit("/rules/save", name="Central banks", rule="bank*", target1="mail", group="day")
    query = "change=1&done=saved"
    assert "Central banks" in insider.get(f"{path}?{query}").text

    for asked in (query, "done=tested&about=desk"):
        page = locked.get(f"{path}?{asked}").text
        assert "Central banks" not in page
        assert 'class="notice"' not in page
