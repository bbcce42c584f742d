"""What a poll brought becomes items, matches and alerts, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.planning.policy import Policy, Target, TargetKind
from monitor.config.tables.keep import Keep
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.full_text import FullText
from monitor.feeds.state.outcome import Failed, FailureKind, Parsed, Unchanged
from monitor.inbound import near_miss_allowance
from monitor.item import Item
from monitor.rules import KnownWords, parse_rule
from monitor.store.database import Database
from monitor.store.feeds import feeds, known_blocks
from monitor.store.history import match_list, near_misses
from monitor.store.outbox import outbox
from monitor.store.upkeep import retention
from monitor.troubles import Troubles
from tests.inbound.one_by_one import OneByOne

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
URL = "https://wire.example/feed"
UTC_ZONE = ZoneInfo("UTC")
DESK = Target(name="desk", url="console:", kind=TargetKind.CONSOLE)


def bare(database, feeds, **more):
    """A recorder without rules."""
    return OneByOne(
        database,
        feeds=feeds,
        rules=[],
        policies={},
        targets={},
        timezone=UTC_ZONE,
        known=KnownWords.of({}),
        **more,
    )


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "news.db") as database:
        yield database


@pytest.fixture
def recorder(database):
    """A recorder for one feed and the rule Apple + China + AI, which tells ``context``."""

    def recorder(**settings):
        feed = Feed(**({"url": URL, "name": "Wire"} | settings))
        rule = parse_rule("Apple + China + AI", name="Apple in China")
        database.write(lambda db: feeds.sync(db, [feed], now=NOW))
        return OneByOne(
            database,
            feeds=[feed],
            rules=[rule],
            policies={rule.name: Policy(rule=rule.name, targets=("desk",))},
            targets={"desk": DESK},
            timezone=UTC_ZONE,
            known=KnownWords.of({"en": {"apple": 4.7, "china": 5.0, "ai": 4.5}}),
        )

    return recorder


def item(key="1", title="Apple picks an AI for China", **values):
    return Item(feed=URL, key=key, title=title, source="Wire", **({"published": NOW} | values))


def parsed(*items, body_hash="h"):
    return Parsed(
        url=URL,
        items=items,
        validators=Validators(etag='"1"'),
        body_hash=body_hash,
        title="The Wire",
    )


def told(database):
    return sorted(row.alert.item.title for row in outbox.newest(database.read(), limit=99))


def test_the_first_poll_is_a_baseline_stored_and_shown_but_not_alerted(database, recorder):
    summary = recorder().record(parsed(item()), now=NOW)
    assert (summary.new, summary.matches, summary.alerts) == (1, 1, 0)
    assert told(database) == []
    (row,) = match_list.matches(database.read(), match_list.MatchQuery())
    assert row.withheld == "baseline"


def test_backfill_alerts_what_the_first_poll_brings(database, recorder):
    old = item("2", "Old: Apple AI for China", published=NOW - timedelta(days=2))
    recorder(backfill=timedelta(hours=24)).record(parsed(item(), old), now=NOW)
    assert told(database) == ["Apple picks an AI for China"]


def test_a_new_item_is_alerted_once_however_often_it_is_seen(database, recorder):
    flow = recorder()
    flow.record(parsed(item("0", "Nothing")), now=NOW)
    for body in "abc":
        flow.record(parsed(item(), body_hash=body), now=NOW)
    assert told(database) == ["Apple picks an AI for China"]


def test_an_edit_updates_the_item_and_is_no_second_alert(database, recorder):
    flow = recorder()
    flow.record(parsed(item("0", "Nothing")), now=NOW)
    flow.record(parsed(item()), now=NOW)
    summary = flow.record(
        parsed(item(title="Update: Apple picks an AI for China")), now=NOW + timedelta(hours=1)
    )
    assert (summary.new, summary.edited, summary.alerts) == (0, 1, 0)
    assert len(told(database)) == 1
    (row,) = match_list.matches(database.read(), match_list.MatchQuery())
    assert row.item.title == "Update: Apple picks an AI for China"
    hit = row.hits[0]
    assert row.item.title[hit.start : hit.end] == hit.found == "Apple"


def test_an_edit_that_makes_an_item_match_is_alerted(database, recorder):
    """The first version said nothing of AI: this is news to whoever watches for it."""
    flow = recorder()
    flow.record(parsed(item("0", "Nothing")), now=NOW)
    flow.record(parsed(item(title="Apple in China")), now=NOW)
    assert [row.missing for row in near_misses.newest(database.read(), limit=9)] == ["AI"]
    flow.record(parsed(item()), now=NOW + timedelta(minutes=20))
    assert told(database) == ["Apple picks an AI for China"]
    assert near_misses.newest(database.read(), limit=9) == []


def test_an_edit_is_a_near_miss_by_what_it_says_now(database, recorder):
    flow = recorder()
    flow.record(parsed(item("0", "Nothing")), now=NOW)
    for hours, title in enumerate(("Apple in China", "AI in China", "Snow", "Apple and its AI")):
        flow.record(parsed(item(title=title)), now=NOW + timedelta(hours=hours))
        near = [
            (row.missing, row.item.title) for row in near_misses.newest(database.read(), limit=9)
        ]
        lacks = {"Apple in China": "AI", "AI in China": "Apple", "Apple and its AI": "China"}
        assert near == ([(lacks[title], title)] if title in lacks else [])


def test_what_is_old_is_no_near_miss_by_an_edit(database, recorder):
    flow = recorder()
    flow.record(parsed(item("0", "Nothing")), now=NOW)
    flow.record(parsed(item(title="Apple in China")), now=NOW)
    flow.record(parsed(item(title="AI in China")), now=NOW + timedelta(days=60))
    assert near_misses.newest(database.read(), limit=9) == []


def test_of_too_many_near_misses_those_are_kept_whose_article_is_read(
    database, recorder, monkeypatch
):
    monkeypatch.setattr(near_miss_allowance, "KEPT", 1)
    flow = recorder(full_text=FullText.AUTO)
    flow.record(parsed(item("0", "Nothing")), now=NOW)
    page = {"link": "https://site.test/a"}
    flow.record(parsed(item("2", "Apple in China")), now=NOW)
    flow.record(parsed(item("3", "Apple leaves China")), now=NOW)
    flow.record(parsed(item("4", "Apple sues China", **page)), now=NOW)
    kept = near_misses.newest(database.read(), limit=9)
    assert [row.item.title for row in kept] == ["Apple sues China", "Apple in China"]


def test_what_a_feed_held_before_it_was_watched_was_not_missed(database, recorder):
    flow = recorder()
    flow.record(parsed(item("0", "Apple in China")), now=NOW)
    assert near_misses.newest(database.read(), limit=9) == []
    flow.record(parsed(item("0", "Apple in China"), item("1", "Apple of China")), now=NOW)
    (row,) = near_misses.newest(database.read(), limit=9)
    assert (row.item.title, row.missing) == ("Apple of China", "AI")


def test_an_edit_keeps_the_date_of_first_publication(database, recorder):
    flow = recorder()
    flow.record(parsed(item()), now=NOW)
    flow.record(
        parsed(item(title="Apple picks AI, China", published=NOW + timedelta(hours=5))),
        now=NOW + timedelta(hours=5),
    )
    (row,) = match_list.matches(database.read(), match_list.MatchQuery())
    assert row.item.published == NOW


@pytest.mark.parametrize(
    ("age", "away", "reason"),
    [
        (timedelta(days=30), timedelta(0), "backfill"),
        (timedelta(hours=25), timedelta(0), "backfill"),
        (timedelta(hours=23), timedelta(0), None),
        (timedelta(days=4), timedelta(days=5), "old"),
        (timedelta(days=2), timedelta(days=5), None),
    ],
)
def test_an_old_item_that_turns_up_late_is_stored_and_not_alerted(
    database, recorder, age, away, reason
):
    """What was published a day before the last good poll was added later; and days are too old."""
    flow = recorder()
    flow.record(parsed(item("0", "Nothing")), now=NOW)
    flow.record(parsed(item(published=NOW + away - age)), now=NOW + away)
    assert len(told(database)) == (reason is None)
    (row,) = match_list.matches(database.read(), match_list.MatchQuery())
    assert row.withheld == (reason or "")


def test_an_item_without_a_date_or_from_the_future_is_dated_at_first_sight(database, recorder):
    recorder().record(
        parsed(item(published=None), item("2", published=NOW + timedelta(days=9))), now=NOW
    )
    rows = match_list.matches(database.read(), match_list.MatchQuery())
    assert [row.item.published for row in rows] == [NOW, NOW]


def test_a_failed_poll_says_why_and_when_next(database, recorder):
    failed = Failed(url=URL, kind=FailureKind.TIMEOUT, message="it took too long")
    summary = recorder().record(failed, now=NOW)
    assert (summary.result, summary.error) == ("failed", "it took too long")
    row = feeds.by_url(database.read(), URL)
    assert row.state.trouble.error == "it took too long"
    assert row.state.schedule.next_poll_at > NOW


def test_the_baseline_is_the_first_poll_that_succeeds(database, recorder):
    flow = recorder()
    flow.record(Failed(url=URL, kind=FailureKind.DNS, message="no such host"), now=NOW)
    flow.record(parsed(item()), now=NOW)
    assert told(database) == []


def test_an_unchanged_poll_touches_only_the_feed(database, recorder):
    flow = recorder()
    flow.record(parsed(item("0", "Nothing")), now=NOW)
    later = NOW + timedelta(minutes=15)
    unchanged = Unchanged(url=URL, validators=Validators(etag='"1"'), body_hash="h", status=304)
    assert flow.record(unchanged, now=later).result == "unchanged"
    assert feeds.by_url(database.read(), URL).state.last_success_at == later
    assert database.read()["items"].count == 1


def test_what_was_learnt_is_asked_with_at_the_next_poll(database, recorder):
    flow = recorder()
    flow.record(parsed(item()), now=NOW)
    row = feeds.by_url(database.read(), URL)
    request = flow.request(row, now=NOW, allow_private=frozenset())
    assert (request.validators.etag, request.body_hash) == ('"1"', "h")
    assert row.state.title == "The Wire"


def test_a_feed_that_was_removed_meanwhile_is_let_go(database, recorder):
    assert recorder().record(replace(parsed(item()), url="https://gone.example/"), now=NOW) is None


def test_stories_number_on_after_a_restart(database, recorder):
    titles = ("Apple AI for China", "Rain in Oslo", "China weighs AI at Apple stores in Ankara")
    recorder().record(parsed(item("1", titles[0]), item("2", titles[1])), now=NOW)
    recorder().record(parsed(item("3", titles[2])), now=NOW)
    rows = database.read().execute("SELECT story_id FROM items ORDER BY id").fetchall()
    assert rows == [(1,), (2,), (3,)]


def test_while_our_own_line_is_down_no_feed_is_blamed(database):
    """Five hundred feeds don't die at once."""
    hosts = [Feed(url=f"https://host{number}.example/feed") for number in range(30)]
    database.write(lambda db: feeds.sync(db, hosts, now=NOW))
    flow = bare(database, hosts)
    for feed in hosts:
        flow.record(Failed(url=feed.url, kind=FailureKind.CONNECT, message="no answer"), now=NOW)
    rows = feeds.all_feeds(database.read())
    blamed = [row for row in rows if row.state.trouble.failures]
    assert len(blamed) < 10
    spared = [row.state for row in rows if not row.state.trouble.failures]
    waits = [state.schedule.next_poll_at - NOW for state in spared]
    assert max(waits) <= timedelta(minutes=5)


def test_a_login_page_in_the_name_of_all_hosts_is_blamed_on_none_and_told(database):
    hosts = [Feed(url=f"https://host{number}.example/feed") for number in range(30)]
    database.write(lambda db: feeds.sync(db, hosts, now=NOW))
    troubles = Troubles()
    flow = bare(database, hosts, troubles=troubles)
    page = "this is a web page (“Welcome to Airport WiFi”), not a feed"
    for feed in hosts:
        flow.record(Failed(url=feed.url, kind=FailureKind.MALFORMED, message=page), now=NOW)
    ((name, what),) = [(each.name, each.what) for each in troubles.now()]
    assert name == "network"
    assert "one and the same page" in what
    rows = feeds.all_feeds(database.read())
    assert len([row for row in rows if row.state.trouble.failures]) < 10


def test_that_our_own_line_is_down_is_a_trouble_until_most_hosts_answer(database):
    hosts = [Feed(url=f"https://host{number}.example/feed") for number in range(30)]
    database.write(lambda db: feeds.sync(db, hosts, now=NOW))
    troubles = Troubles()
    flow = bare(database, hosts, troubles=troubles)
    for feed in hosts:
        flow.record(Failed(url=feed.url, kind=FailureKind.DNS, message="no answer"), now=NOW)
    assert [each.name for each in troubles.now()] == ["network"]
    later = NOW + timedelta(minutes=6)
    for feed in hosts:
        flow.record(
            Unchanged(url=feed.url, validators=Validators(), body_hash="h", status=304), now=later
        )
    assert troubles.now() == ()


def test_a_feed_that_is_down_while_others_answer_is_blamed(database):
    hosts = [Feed(url=f"https://host{number}.example/feed") for number in range(30)]
    database.write(lambda db: feeds.sync(db, hosts, now=NOW))
    flow = bare(database, hosts)
    for feed in hosts[1:]:
        flow.record(
            Unchanged(url=feed.url, validators=Validators(), body_hash="h", status=304), now=NOW
        )
    flow.record(Failed(url=hosts[0].url, kind=FailureKind.CONNECT, message="no"), now=NOW)
    assert feeds.by_url(database.read(), hosts[0].url).state.trouble.failures == 1


def google(guid, title="Apple picks an AI for China", **values):
    link = f"https://news.google.com/rss/articles/{guid}?oc=5"
    return item(guid, title, link=link, **values)


def test_an_aggregators_echo_is_neither_stored_nor_matched_nor_counted(database, recorder):
    flow = recorder()
    flow.record(parsed(item("0", "Nothing")), now=NOW)
    first = flow.record(parsed(google("a"), google("b")), now=NOW)
    again = flow.record(parsed(google("c"), body_hash="i"), now=NOW + timedelta(hours=1))
    assert (first.new, again.new, again.matches) == (1, 0, 0)
    assert told(database) == ["Apple picks an AI for China"]
    assert database.read()["items"].count == 2
    state = feeds.by_url(database.read(), URL).state
    assert state.news.possible_gap_at is None  # it showed what was known, if under other names


def test_an_echo_in_another_feed_is_one_too(database):
    searches = [Feed(url=f"https://news.google.com/search?q={n}", backfill=None) for n in "ab"]
    database.write(lambda db: feeds.sync(db, searches, now=NOW))
    flow = bare(database, searches)
    found = [
        flow.record(replace(parsed(google(feed.url[-1])), url=feed.url), now=NOW)
        for feed in searches
    ]
    assert [summary.new for summary in found] == [1, 0]


def test_the_same_headline_another_week_is_news(database, recorder):
    flow = recorder()
    flow.record(parsed(google("a")), now=NOW)
    later = NOW + timedelta(days=8)
    assert flow.record(parsed(google("b", published=later), body_hash="i"), now=later).new == 1


def test_an_item_known_by_its_guid_is_no_echo_of_itself(database, recorder):
    flow = recorder()
    flow.record(parsed(google("a")), now=NOW)
    edited = google("a", "Apple picks an AI for China: live", summary="More.")
    assert flow.record(parsed(edited, body_hash="i"), now=NOW).edited == 1


def test_the_same_headline_of_a_publishers_own_feed_is_another_item(database, recorder):
    live = [item(n, "Live updates", link=f"https://wire.example/{n}") for n in "ab"]
    assert recorder().record(parsed(*live), now=NOW).new == 2


def test_items_that_were_cut_out_as_seen_are_no_gap(database, recorder):
    flow = recorder()
    flow.record(parsed(item()), now=NOW)
    cut = replace(parsed(item("2", "New"), body_hash="h2"), unchanged_items=1, seen=b"2")
    flow.record(cut, now=NOW + timedelta(minutes=20))
    row = feeds.by_url(database.read(), URL)
    assert row.state.news.possible_gap_at is None
    assert known_blocks.of(database.read(), [row.id]) == {row.id: b"2"}


def test_what_a_body_is_remembered_by_stays_until_another_is_parsed(database, recorder):
    flow = recorder()
    flow.record(replace(parsed(item()), seen=b"1"), now=NOW)
    flow.record(Unchanged(url=URL, validators=Validators(), body_hash="h"), now=NOW)
    flow.record(Failed(url=URL, kind=FailureKind.TIMEOUT, message="slow"), now=NOW)
    row = feeds.by_url(database.read(), URL)
    request = flow.request(
        row,
        now=NOW,
        allow_private=frozenset(),
        seen=known_blocks.of(database.read(), [row.id])[row.id],
    )
    assert request.seen == b"1"


def test_polls_recorded_together_each_leave_their_mark(database, recorder):
    flow = recorder()
    row = feeds.by_url(database.read(), URL)
    gone = replace(row, id=99, url="https://removed.example/")
    unchanged = Unchanged(url=URL, validators=Validators('"2"'), body_hash="h")
    summaries = flow.record_all(
        [(row, parsed(item())), (gone, unchanged), (row, unchanged)], now=NOW
    )
    assert [summary and summary.result for summary in summaries] == ["polled", None, "unchanged"]
    assert feeds.by_url(database.read(), URL).state.cache.validators == Validators('"2"')


HEADLINES = (
    "Rain in Oslo",
    "Apple picks an AI for China",
    "Fire at a mill near Leeds",
    "Bank of Ghana raises its rates",
    "Ferry runs aground off Samos",
)


def papers(tmp_path, count, **settings):
    """Some feeds whose first polls come at once: a database, its commits, a recorder, the polls."""
    commits = []
    database = Database(tmp_path / "papers.db", written=commits.append)
    wanted = [Feed(url=f"https://paper{n}.example/feed", **settings) for n in range(count)]
    database.write(lambda db: feeds.sync(db, wanted, now=NOW))
    polls = [
        (
            feeds.by_url(database.read(), feed.url),
            replace(parsed(replace(item(title=title), feed=feed.url)), url=feed.url),
        )
        for feed, title in zip(wanted, HEADLINES, strict=False)
    ]
    commits.clear()
    return database, commits, bare(database, wanted), polls


def test_first_polls_that_come_together_are_written_together(tmp_path):
    database, commits, flow, polls = papers(tmp_path, 5)
    with database:
        summaries = flow.record_all(polls, now=NOW)
        assert [summary.new for summary in summaries] == [1] * 5
        assert len(commits) == 1
        numbers = database.read().execute("SELECT count(DISTINCT event_id) FROM items").fetchone()
        assert numbers == (5,)


def test_a_first_poll_that_cannot_be_written_takes_no_other_with_it(tmp_path):
    database, _, flow, polls = papers(tmp_path, 5)
    with database:
        row, outcome = polls[2]
        polls[2] = (replace(row, id=99), outcome)  # no such feed
        summaries = flow.record_all(polls, now=NOW)
        assert [summary and summary.new for summary in summaries] == [1, 1, None, 1, 1]
        events = database.read().execute("SELECT count(DISTINCT event_id) FROM items").fetchone()
        assert events == (4,)
        again = flow.record_all([(row, outcome)], now=NOW)
        assert again[0].new == 1


def test_feeds_that_are_dead_anyway_are_no_outage(database):
    """A dozen dead feeds on the list mustn't excuse the one that dies now."""
    dead = [Feed(url=f"https://dead{number}.example/feed") for number in range(12)]
    alive = [Feed(url=f"https://alive{number}.example/feed") for number in range(5)]
    database.write(lambda db: feeds.sync(db, dead + alive, now=NOW))
    flow = bare(database, dead + alive)
    for hour in range(2):  # one after the other, so that no outage is seen
        for number, feed in enumerate(dead):
            failed = Failed(url=feed.url, kind=FailureKind.CONNECT, message="no answer")
            flow.record(failed, now=NOW + timedelta(hours=hour, minutes=number * 2))
    later = NOW + timedelta(hours=2)
    for feed in dead:
        failed = Failed(url=feed.url, kind=FailureKind.CONNECT, message="no answer")
        flow.record(failed, now=later)
    for feed in alive[1:]:
        ok = Unchanged(url=feed.url, validators=Validators(), body_hash="h", status=304)
        flow.record(ok, now=later)
    flow.record(Failed(url=alive[0].url, kind=FailureKind.CONNECT, message="no"), now=later)
    assert feeds.by_url(database.read(), alive[0].url).state.trouble.failures == 1
    assert feeds.by_url(database.read(), dead[0].url).state.trouble.failures == 3


def test_a_feed_that_shows_items_for_years_brings_back_none_that_was_removed(database, recorder):
    """What isn't kept any more is neither stored, matched nor told again, even after an edit."""
    years_ago, now = NOW - timedelta(days=800), NOW
    kept = item("kept", "Pears in Spain", published=years_ago)
    write = recorder(backfill=None)
    write.record(parsed(kept), now=years_ago)
    write.record(parsed(kept, item("new", published=now), body_hash="2"), now=now)
    assert retention.tidy(database, Keep(), now=now) == 1
    told = outbox.counts(database.read())
    edited = item("kept", "Apple picks an AI for China", published=years_ago)
    for number, again in enumerate((kept, edited, item("kept", published=now))):
        outcome = parsed(again, item("new", published=now), body_hash=f"{number}")
        summary = write.record(outcome, now=now + timedelta(hours=number))
        assert (summary.new, summary.edited, summary.matches) == (0, 0, 0)
    assert outbox.counts(database.read()) == told
    (left,) = database.read().execute("SELECT key FROM items").fetchall()
    assert left == ("new",)
