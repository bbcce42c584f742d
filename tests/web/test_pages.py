"""What each page says, and what it does."""

from __future__ import annotations

import html
import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.alerts.alert import Delivery, DeliveryState
from monitor.alerts.planning.growth import Growth
from monitor.config.tables.keep import Keep
from monitor.feeds.state.feed import Feed
from monitor.store.archive import months, moving, reading
from monitor.store.by_hand import silences as by_hand
from monitor.store.feeds import feeds
from monitor.store.history import match_list
from monitor.store.history.match_query import MatchQuery
from monitor.store.outbox import edits, joining, outbox, sent, withholding
from monitor.store.outbox.withholding import Unwanted
from monitor.store.reading import silences
from monitor.store.volume import spikes, tallies
from monitor.store.writing import rules
from monitor.volume.rhythm import Tally
from monitor.volume.spike import Spike
from monitor.volume.uptime import Uptime, hour_of
from monitor.volume.window import Window

PAGES = (
    "/",
    "/matches",
    "/matches/1",
    "/stories",
    "/story/1",
    "/rules",
    "/workbench",
    "/feeds",
    "/feed/1",
    "/feeds/add",
    "/alerts",
)


def text_of(answer):
    """What a reader sees of a page."""
    plain = re.sub(r"<(script|svg).*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", plain)).split())


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_and_small(reader, path):
    answer = reader.get(path)
    assert answer.status_code == 200
    assert answer.text.rstrip().endswith("</html>")
    assert len(answer.content) < 100_000
    assert "<h1" in answer.text


@pytest.mark.parametrize("path", [path for path in PAGES if not re.search(r"\d", path)])
def test_every_page_says_something_before_there_is_anything(serve, make_room, path):
    assert serve(make_room(is_empty=True)).get(path).status_code == 200


def test_today_counts_and_tells_the_newest_stories_with_their_sources(reader):
    seen = text_of(reader.get("/"))
    assert re.search(r"\d+ matches in the last 24 hours", seen)
    assert "Matches per hour, last 48 hours" in seen
    assert "1 dead delivery" in seen
    assert "1 of 8 feeds in trouble" in seen
    assert "Chip Ledger · Northgate Wire · Meridian Business" in seen


def test_today_marks_what_is_new_since_the_last_visit(serve, room, newsroom):
    now = [newsroom.NOW]
    page = serve(room, clock=lambda: now[0])
    assert "new since your last visit" not in page.get("/").text
    now[0] += timedelta(hours=1)
    room.arrive(newsroom.report(-50, "Tidewater Gazette", "Storm Vega turns north"))
    seen = text_of(page.get("/"))
    assert "1 new since your last visit" in seen
    now[0] += timedelta(minutes=5)
    assert "1 new since your last visit" in text_of(page.get("/")), "the visit goes on"
    now[0] += timedelta(hours=1)
    assert "new since your last visit" not in text_of(page.get("/"))


def test_today_shows_the_newest_stories_there_are_where_the_last_days_brought_none(
    serve, room, newsroom
):
    page = serve(room, clock=lambda: newsroom.NOW + timedelta(days=500))
    seen = text_of(page.get("/"))
    assert "No matches in the last 48 hours" in seen
    assert "Chip export" in seen


def test_matches_are_searched_in_the_language_of_the_command_line(reader):
    seen = text_of(reader.get("/matches", params={"q": "apple -chairman"}))
    assert "Apple picks Alibaba" in seen
    assert "chairman" not in seen.replace("apple -chairman", "")
    assert "No such matches" in reader.get("/matches", params={"q": '"no such words"'}).text
    assert "Alibaba" in text_of(reader.get("/matches", params={"q": "(picking OR pears) apples"}))


@pytest.mark.parametrize("page", ["/matches", "/stories"])
def test_a_search_that_cannot_be_read_says_what_to_write(reader, page):
    answer = reader.get(page, params={"q": "apple AND"})
    assert answer.status_code == 400
    seen = text_of(answer)
    assert "There is nothing after this AND." in seen
    assert 'put it in quotes to look for it: "AND"' in seen
    assert 'value="apple AND"' in answer.text
    assert "No such" not in seen


@pytest.mark.parametrize(
    ("page", "search", "marked"),
    [
        ("/matches", "pick", "picks"),
        ("/matches", "tear", "tore"),
        ("/stories", "storms", "Storm"),
    ],
)
def test_what_was_searched_for_is_marked(reader, page, search, marked):
    assert f"<mark>{marked}</mark>" in reader.get(page, params={"q": search}).text


def test_hit_words_are_marked(reader):
    marked = re.findall(
        r"<mark>(.*?)</mark>",
        reader.get("/matches", params={"q": "lindenhofer OR künstliche"}).text,
    )
    marked += re.findall(r"<mark>(.*?)</mark>", reader.get("/matches", params={"lang": "de"}).text)
    assert "künstliche Intelligenz" in marked


def test_matches_are_narrowed_and_widened_by_links(reader):
    first = reader.get("/matches", params={"q": "strike"})
    link = html.unescape(re.search(r'href="(/matches\?q=[^"]*rule=Dock[^"]*)"', first.text)[1])
    narrowed = reader.get(link)
    assert "Rule: Dock strike" in text_of(narrowed)
    assert "q=strike" in link
    back = html.unescape(re.search(r'class="chip off" href="([^"]+)"', narrowed.text)[1])
    assert back == "/matches?q=strike"


def test_all_matches_are_reached_page_by_page(page, room):
    (total,) = room.database.read().execute("SELECT count(*) FROM matches").fetchone()
    path, seen = "/matches", []
    while path:
        text = page.get(path).text
        seen += re.findall(r'data-key="m(\d+)"', text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        path = found and html.unescape(found[1])
    assert len(seen) == len(set(seen)) == total > 30


@pytest.mark.parametrize("query", ["after=xyz", "since=soon", "voted=maybe", "story=x"])
def test_an_address_that_means_nothing_is_told_in_plain_words(reader, query):
    answer = reader.get(f"/matches?{query}")
    assert answer.status_code == 400
    assert "That didn" in answer.text
    assert "Traceback" not in answer.text


def test_why_an_item_matched(page, room):
    (id_,) = (
        room.database.read()
        .execute(
            "SELECT m.id FROM matches m JOIN items i ON i.id = m.item_id WHERE i.lang = 'de' "
            "AND rule LIKE 'Apple%'"
        )
        .fetchone()
    )
    answer = page.get(f"/matches/{id_}", headers={"X-Part": "1"})
    seen = text_of(answer)
    assert "AI KI alias title" in seen
    assert "Apple + China + AI" in seen
    assert "<html" not in answer.text


def test_a_story_tells_who_reported_when_and_why_it_belongs(page, room):
    (id_,) = (
        room.database.read()
        .execute("SELECT story_id FROM items WHERE title LIKE 'Apple settles%'")
        .fetchone()
    )
    seen = text_of(page.get(f"/story/{id_}"))
    assert "Chip Ledger had it first, Thu 13 Feb 2025, 07:38:00" in seen
    assert "Northgate Wire 27 min later" in seen
    assert "Chip Ledger first, then Northgate Wire, " in seen
    assert "sent by Apple's AI in China" in seen
    assert re.search(r"reports the same event as “[^”]*”, \d+% sure: shares [^.]*‘Alibaba’", seen)
    assert "sent to desk" in seen


def test_what_isnt_there_is_404(reader):
    for path in (
        "/nothing",
        "/matches/999999",
        "/story/999999",
        "/feed/999999",
        "/matches/x",
        "/matches/²",
        "/static/x",
    ):
        answer = reader.get(path)
        assert answer.status_code == 404, path
    assert "There is nothing here" in reader.get("/nothing").text
    assert reader.get("/alerts/retry").status_code == 405


def test_rules_show_rhythm_precision_and_last_match(reader):
    seen = text_of(reader.get("/rules"))
    assert "Chip exports (chip | semiconductor) + export" in seen
    assert re.search(r"\d+% of \d+", seen)
    assert reader.get("/rules").text.count('class="spark"') == 6


def test_a_rule_shows_its_week_with_what_is_usual_and_its_spikes(page, room, newsroom):
    began = newsroom.NOW - timedelta(hours=5)
    spike = Spike(
        began_at=began,
        found_at=began + timedelta(hours=1),
        window=Window.HOUR,
        reports=61,
        usual=4.2,
        top=61,
    )

    def write(db):
        hours = {hour_of(newsroom.NOW) - timedelta(hours=n): Tally(4, 2) for n in range(24 * 30)}
        tallies.save(db, "Dock strike", hours | {hour_of(began): Tally(61, 30)})
        spikes.save(db, "Dock strike", spike)
        up = Uptime(began_at=newsroom.NOW - timedelta(days=29), last_at=newsroom.NOW)
        tallies.keep_uptime(db, up)
        rules.sync(db, room.config.rules, now=newsroom.NOW - timedelta(days=40))

    room.database.write(write)
    shown = page.get("/matches?rule=Dock+strike")
    assert "4 reports" in shown.text
    assert "the line is what is usual. Spike 05:40: 61 reports, usually 4." in text_of(shown)
    assert shown.text.count('class="spike"') > 1
    assert "rhythm" not in page.get("/matches?rule=Dock+strike&q=port").text
    listed = page.get("/rules").text
    assert listed.count('<path class="spike"') == 1
    assert "spikes on 1 day" in listed


def test_a_vote_is_counted_and_taken_back(page, room):
    def vote():
        return room.database.read().execute("SELECT vote FROM matches WHERE id = 3").fetchone()[0]

    page.submit("/matches/3/vote", vote="none")
    answer = page.submit("/matches/3/vote", vote="bad", back="/matches?q=x&done=voted")
    assert answer.headers["location"] == "/matches?q=x&done=voted"
    assert vote() == -1
    assert "Your vote is counted" in page.get("/?done=voted").text
    assert page.submit("/matches/3/vote", vote="none", headers={"X-Part": "1"}).status_code == 204
    assert vote() is None
    assert page.submit("/matches/3/vote", vote="5").status_code == 400
    assert page.submit("/matches/999999/vote", vote="good").status_code == 404
    assert (
        page.submit("/matches/3/vote", vote="good", back="//evil.example").headers["location"]
        == "/?done=voted"
    )


def test_what_several_rules_found_is_one_row_with_all_of_them(serve, room):
    """One message, with a second rule about the event that was told last."""
    newest = next(row for row in outbox.newest(room.database.read(), limit=9) if row.alert)
    other = replace(newest.alert, key="other", rule="Second rule", hits=())
    now = newest.created_at

    def write(db):
        (item_id,) = db.execute(
            "SELECT item_id FROM alerts WHERE key = ?", [newest.alert.key]
        ).fetchone()
        for alert, key in ((other, "a"), (replace(other, key="third", rule="Third rule"), "b")):
            delivery = Delivery(key=key, target="desk", next_attempt_at=now)
            id_ = outbox.add_alert(db, alert, item_id=item_id)
            outbox.add_deliveries(db, id_, [delivery], now=now)
        parts = joining.joinable(db, "desk", other.event, now=now)
        joining.bundle(db, "desk", parts, now=now)

    room.database.write(write)
    page = serve(room)
    first = page.get("/api/alerts?limit=1").json()["alerts"][0]
    assert first["rules"][-2:] == ["Second rule", "Third rule"]
    assert first["rule"] == ", ".join(first["rules"])
    assert (first["story"], first["title"]) == (other.story, other.item.title)
    assert page.get("/alerts").text.count("Second rule") == 1


def test_a_dead_delivery_is_tried_again_and_the_worker_is_woken(serve, room):
    woken = []
    page = serve(room, changed=lambda: woken.append(True))
    (dead,) = outbox.newest(room.database.read(), state=DeliveryState.DEAD, limit=9)
    seen = text_of(page.get("/alerts"))
    assert "404 Not Found: the service knows no such topic" in seen
    assert page.submit("/alerts/retry", delivery=str(dead.id)).status_code == 303
    again = outbox.get(room.database.read(), dead.id).delivery
    assert (again.state, again.attempts) == (DeliveryState.PENDING, 0)
    assert woken
    (tried,) = (
        room.database.read()
        .execute("SELECT count(*) FROM attempts WHERE delivery_id = ?", [dead.id])
        .fetchone()
    )
    shown = re.search(rf'id="d{dead.id}".*?</li>', page.get("/alerts").text, re.DOTALL)[0]
    assert tried > 0
    assert f" · {tried} attempt" in shown, "those before the retry as well"
    assert page.submit("/alerts/retry", delivery=str(dead.id)).status_code == 400
    assert page.submit("/alerts/retry", delivery="x").status_code == 400
    assert page.submit("/alerts/retry", delivery="99999").status_code == 404


def test_what_a_silence_kept_from_a_target_is_listed_with_whose_it_was_and_can_be_sent(page, room):
    row = outbox.newest(room.database.read(), state=DeliveryState.DEAD)[0]
    until = datetime(2099, 1, 1, tzinfo=UTC)

    def keep_back(db):
        id_ = by_hand.add(db, rule=row.rules[0], until=until, now=until, who="Ann in chat")
        alert = row.alert.id
        withholding.withhold(db, [Unwanted(row.id, alert, id_)], "silenced")

    room.database.write(keep_back)
    (listed,) = page.get("/api/alerts?state=withheld").json()["alerts"]
    assert (listed["id"], listed["silence"]) == (row.id, 1)
    assert listed["withheld"].startswith("rule silenced until Thu 1 Jan 2099")
    seen = page.get("/alerts?state=withheld")
    assert "by Ann in chat" in text_of(seen)
    assert "Withheld 1" in " ".join(text_of(seen).split())
    assert 'aria-label="Send now: ' in seen.text
    assert page.submit("/alerts/retry", delivery=str(row.id)).status_code == 303
    assert page.get("/api/alerts?state=withheld").json()["alerts"] == []
    assert "None: no silence" in text_of(page.get("/alerts?state=withheld"))


def test_what_was_edited_since_it_was_sent_can_be_sent_as_it_reads_now(page, room):
    sent_ones = match_list.matches(room.database.read(), MatchQuery(state="sent", limit=100)).rows
    row = next(row for row in sent_ones if row.fate.targets and not row.fate.under_way)

    def edit(db):
        db.execute("UPDATE items SET title = 'Now otherwise' WHERE id = ?", [row.item_id])
        sent.judge_edits(db, row.item_id)

    room.database.write(edit)
    seen = text_of(page.get(f"/matches/{row.id}"))
    assert f"as “{row.item.title}”; edited since, not sent" in seen
    assert "Send as it reads now" in seen
    assert "Now reads: Now otherwise" in text_of(page.get("/alerts"))


def test_how_often_a_message_was_edited_is_told(page, room):
    row = next(
        row
        for row in outbox.newest(room.database.read(), state=DeliveryState.DELIVERED)
        if row.alert
    )
    growth = Growth(shown="b", edits=3, edited_at=row.created_at, error="it is down")

    def write(db):
        edits.begin(db, row.id, row.alert.event, shown="a", at=row.created_at)
        edits.save(db, row.id, growth)

    room.database.write(write)
    (shown,) = re.findall(rf'id="d{row.id}".*?</li>', page.get("/alerts").text, re.DOTALL)
    assert "edited 3 times, last " in shown
    assert "; the last edit failed: it is down" in shown
    told = next(a for a in page.get("/api/alerts").json()["alerts"] if a["id"] == row.id)
    assert (told["edits"], told["edit_error"]) == (3, "it is down")
    assert told["edited_at"]


def test_nothing_is_offered_to_be_sent_of_a_rule_without_targets(serve, room):
    def offered():
        page = serve(room)
        return [page.get(path).text.count("/send") for path in ("/matches?state=grouped", one)]

    (row, *_) = match_list.matches(room.database.read(), MatchQuery(state="grouped")).rows
    one = f"/matches/{row.id}"
    many, single = offered()
    assert many > 1
    assert single == 1
    nobody = {name: replace(each, targets=()) for name, each in room.config.policies.items()}
    room.config = replace(room.config, policies=nobody)
    assert offered() == [0, 0]


def test_deliveries_stand_in_the_order_in_which_they_were_made(page, room, newsroom):
    """One that arrived late says when, where it stands."""
    pending = outbox.newest(room.database.read(), state=DeliveryState.PENDING)
    late = pending[-1]
    late_at = newsroom.NOW + timedelta(hours=5)
    done = replace(late.delivery, state=DeliveryState.DELIVERED, delivered_at=late_at)
    room.database.write(lambda db: outbox.record_attempt(db, late.id, done, at=late_at, seconds=1))
    seen = page.get("/alerts").text
    for part in seen.split('<ul class="outbox">')[1:]:
        times = re.findall(r'<p class="at"><time datetime="([^"]+)"', part.split("</ul>")[0])
        assert times == sorted(times, reverse=True)
    shown = re.search(rf'id="d{late.id}".*?</li>', seen, re.DOTALL)[0]
    assert f"delivered</span> {late_at + timedelta(hours=1):%H:%M} to" in shown


def test_a_story_says_of_which_headline_it_tells_what_became(page, room):
    rows = match_list.matches(room.database.read(), MatchQuery(limit=200)).rows
    row = next(row for row in rows if row.opener)
    told = page.get(f"/story/{row.story}").text.partition("What became of it")[2]
    assert row.item.title in html.unescape(told)


def test_silences_are_made_and_ended(page, room, newsroom):
    def active():
        return silences.active(room.database.read(), now=newsroom.NOW)

    assert page.submit("/silences", rule="Storm Vega", until="1d").status_code == 303
    assert (
        page.submit("/silences", story="1", until="1h", back="/story/1").headers["location"]
        == "/story/1?done=silenced"
    )
    assert [(each.rule, each.story) for each in active()] == [("", 1), ("Storm Vega", None)]
    assert "Storm Vega until" in text_of(page.get("/alerts"))
    assert "silenced until" in text_of(page.get("/rules"))
    ended = [str(each.id) for each in active()]
    for number in ended:
        assert page.submit("/silences/end", silence=number).status_code == 303
    assert not active()
    again = page.submit("/silences/end", silence=ended[0])
    assert again.status_code == 400
    assert f"There is no active silence {ended[0]}" in text_of(again)
    for wrong in ({"rule": "No such"}, {"rule": "Storm Vega", "story": "1"}, {}):
        assert page.submit("/silences", until="1d", **wrong).status_code == 400
    assert page.submit("/silences", rule="Storm Vega", until="900d").status_code == 400
    assert page.submit("/silences", story="99999", until="1d").status_code == 404
    assert not active()


def test_feeds_in_trouble_come_first_with_their_reason(reader):
    seen = text_of(reader.get("/feeds"))
    assert seen.index("Skyline Radio") < seen.index("Chip Ledger")
    assert "failing for 12 min: 503 Service Unavailable" in seen
    only = text_of(reader.get("/feeds?show=trouble"))
    assert "Skyline Radio" in only
    assert "Chip Ledger" not in only
    assert "Chip Ledger" in text_of(reader.get("/feeds?q=CHIPLEDGER"))
    assert reader.get("/feeds?after=²").status_code == 400


def test_stories_are_found_by_words_in_their_reports(reader):
    found = text_of(reader.get("/stories?q=alibaba"))
    assert "Alibaba" in found
    assert "storm Vega" not in found
    assert "storm Vega" in text_of(reader.get("/stories?q=vega"))
    assert "No such stories." in text_of(reader.get("/stories?q=nothing-like-it"))
    biggest = html.unescape(reader.get("/stories?q=alibaba").text)
    assert 'href="/stories?q=alibaba&sort=biggest"' in biggest


def test_thousands_of_feeds_come_a_page_at_a_time(page, room, newsroom):
    """Whatever there is to be remembered of the other feeds, it isn't read."""
    many = [Feed(url=f"https://many.example/{number}", name=f"F{number}") for number in range(250)]
    room.database.write(lambda db: feeds.sync(db, many, now=newsroom.NOW))
    room.database.write(lambda db: db.execute("UPDATE feeds SET state = 'x' WHERE name = 'F99'"))
    first = page.get("/feeds").text
    assert first.count('href="/feed/') == 100
    assert "From the start" not in first
    path = html.unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])
    second = page.get(path).text
    assert second.count('href="/feed/') == 100
    assert "From the start" in second
    assert len(page.get("/api/feeds?limit=90&q=many.example").json()["feeds"]) == 90


def test_a_feeds_address_is_shown_without_its_query(serve, make_room, newsroom):
    room = make_room()
    room.database.write(
        lambda db: db.execute("UPDATE feeds SET url = url || '?key=SECRET', name = '', title = ''")
    )
    page = serve(room)
    for path in ("/feeds", "/feed/1", "/api/feeds", "/api/matches", "/matches"):
        assert "SECRET" not in page.get(path).text, path


def test_a_page_that_only_reads_offers_nothing_else(serve, room):
    page = serve(room, can_write=False)
    for path in ("/matches", "/alerts", "/story/1", "/matches/1"):
        assert 'method="post"' not in page.get(path).text, path
    assert "read only" in page.get("/").text
    answer = page.submit("/matches/3/vote", vote="good")
    assert answer.status_code == 400
    assert "read-only" in answer.text


def test_a_hostile_title_is_inert_wherever_it_is_shown(serve, room, newsroom):
    room.arrive(newsroom.report(4, "Skyline Radio", newsroom.HOSTILE, newsroom.HOSTILE))
    (story, item) = (
        room.database.read()
        .execute("SELECT story_id, id FROM items ORDER BY id DESC LIMIT 1")
        .fetchone()
    )
    (match,) = (
        room.database.read().execute("SELECT id FROM matches WHERE item_id = ?", [item]).fetchone()
    )
    page = serve(room)
    shown = 0
    for path in (
        "/",
        "/matches",
        f"/matches/{match}",
        f"/story/{story}",
        "/stories",
        "/alerts",
        "/feed/8",
    ):
        text = page.get(path).text
        assert "<img" not in text, path
        assert "<script>" not in text, path
        shown += "&lt;img" in text or "&lt;script" in text
    assert shown >= 4


def test_a_link_that_isnt_http_is_no_link(serve, room, newsroom):
    item = newsroom.report(4, "Skyline Radio", "Storm Vega calls")
    for number, link in enumerate(
        ("javascript:alert(1)", "data:text/html,x", 'http://x"onclick=alert(1)')
    ):
        room.arrive(
            type(item)(
                **{
                    **{name: getattr(item, name) for name in item.__dataclass_fields__},
                    "link": link,
                    "key": str(number),
                    "title": f"Storm Vega calls {number}",
                }
            )
        )
    text = serve(room).get("/matches").text
    assert "javascript:" not in text
    assert "data:text" not in text
    assert '"onclick' not in text


def test_pages_are_fast_enough(reader):
    reader.get("/")
    slow = {}
    for path in PAGES:
        best = min(_seconds(reader, path) for _ in range(3))
        if best > 0.5:  # 100 ms at 200,000 matches are measured by a benchmark; machines differ
            slow[path] = best
    assert not slow


def _seconds(page, path):
    started = time.perf_counter()
    page.get(path)
    return time.perf_counter() - started


def test_before_there_is_a_database_the_page_says_what_to_do(serve, make_room):
    room = make_room(is_empty=True)
    page = serve(room, can_write=False)
    room.close()
    room.config.database.unlink()
    answer = page.get("/")
    assert answer.status_code == 503
    assert "news-monitor run" in answer.text


def test_what_went_wrong_is_a_sentence_that_helps(reader):
    answer = reader.post("/silences", json={})
    assert answer.status_code == 415
    assert "own forms are accepted here." in answer.text
    assert "may be mistyped, or what it showed is no longer kept." in reader.get("/nothing").text
    answer = reader.get("/alerts", params={"state": "lost"})
    assert "No delivery is &#34;lost&#34;; choose one of All, Waiting, Delivered" in answer.text


def test_what_is_in_the_archive_can_be_read_but_not_changed(page, room, newsroom):
    database, later = room.database, newsroom.NOW + timedelta(days=30)
    database.write(
        lambda db: db.execute("UPDATE deliveries SET state = 'delivered', next_attempt_at = NULL")
    )
    assert moving.move(database, Keep(archive=timedelta(days=30)), now=later)
    everything = reading.matches(database.read(), MatchQuery(limit=500))
    moved = next(row for row in everything if row.archived)
    shown = page.get(f"/matches/{moved.id}")
    assert "in the archive" in text_of(shown)
    assert f"/matches/{moved.id}/vote" not in shown.text
    assert "Silence this story" not in page.get(f"/story/{moved.story}").text
    assert page.get("/matches").status_code == page.get("/stories").status_code == 200
    assert page.get(f"/api/stories/{moved.story}").json()["id"] == moved.story
    for month in months.months(database.read()):
        month.path.unlink()
    missed = page.get(f"/matches/{moved.id}")
    assert missed.status_code == 503
    assert "isn't there: " in text_of(missed)
