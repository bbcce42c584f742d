"""Over a database that the daemon's own recorder filled."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.hours import parse_quiet_hours
from monitor.alerts.planning.policy import Policy
from monitor.backtest import Against, StoredItems, backtest
from monitor.backtest.sweep import Job, sweep
from monitor.errors import StoreError
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.outcome import Parsed
from monitor.item import Item
from monitor.rules import parse_rule
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.reading import backtest_items
from monitor.store.writing import items
from tests.inbound.one_by_one import OneByOne

TITLES = (
    "Apple opens a shop",
    "Banks raise rates in China",
    "Football: nobody scores",
    "Apple and China agree on chips",
    "China bans football",
    "Apple sells banks to football club",
    "Storm over the coast",
)
RULE = parse_rule("Apple | China", name="A")


@pytest.fixture
def lived(tmp_path, known, desk, noon):
    """A database after three days of polls, with what was decided then; and the same settings."""
    targets = {"desk": desk(quiet_hours=parse_quiet_hours("22:00-07:00"), max_per_hour=2)}
    policies = {"A": Policy(rule="A", targets=("desk",), again_at=(3,))}
    papers = [Feed(url=f"https://{name}.example/feed", name=name) for name in ("one", "two", "six")]
    path = tmp_path / "news.db"
    with Database(path) as database:
        database.write(lambda db: feeds.sync(db, papers, now=noon))
        recorder = OneByOne(
            database,
            feeds=papers,
            rules=[RULE],
            policies=policies,
            targets=targets,
            timezone=ZoneInfo("Europe/Berlin"),
            known=known,
        )

        def poll(feed, hour, *items):
            outcome = Parsed(
                url=feed.url,
                items=items,
                validators=Validators(),
                body_hash=f"{hour}",
                title=feed.name,
            )
            recorder.record(outcome, now=noon + timedelta(hours=hour))

        for feed in papers:
            poll(feed, -1, item(feed, "0", "Nothing yet", noon))
        for hour in range(72):
            feed = papers[hour % 3]
            event = ("alpha", "beta", "gamma", "delta")[hour // 20]
            title = f"{TITLES[hour * 5 % 7]}, {event} {hour // 4}"
            at = noon + timedelta(hours=hour)
            old = at - timedelta(hours=90 if hour % 9 == 8 else 0)
            more = [
                item(feed, f"{hour}{place}", f"Apple goes to {place}{hour}", at)
                for place in ("Oslo", "Lima", "Rome")[: 3 * (hour % 10 == 3)]
            ]
            poll(feed, hour, item(feed, str(hour), title, old), *more)
    return path, targets, policies


def item(feed, key, title, published):
    return Item(
        feed=feed.url, key=key, title=title, source=feed.name, published=published, lang="en"
    )


@pytest.fixture
def again(lived, known):
    """Backtest the rule, or another text of it, over what is stored."""
    path, targets, policies = lived

    def again(text="", *, since=None, until=None, limit=None, **options):
        rule = parse_rule(text, name="A") if text else RULE
        report = backtest(
            StoredItems(database=path, since=since, until=until, limit=limit),
            [rule],
            policies=policies,
            targets=targets,
            zone=ZoneInfo("Europe/Berlin"),
            **({"current": {"A": RULE}, "known": known} | options),
        )
        (only,) = report.rules
        return report, only

    return again


def test_a_backtest_decides_as_the_daemon_did(lived, again):
    """Backfills, which only a live feed tells from news, aside."""
    _, rule = again()
    with Database(lived[0]) as database:
        db = database.read()
        count = lambda sql: db.execute(sql).fetchone()[0]  # noqa: E731 - shorter than its calls
        assert rule.matches == count("SELECT count(*) FROM matches") > 40
        assert rule.stories == count(
            "SELECT count(DISTINCT story_id) FROM matches JOIN items ON items.id = item_id"
        )
        assert rule.alerts == count("SELECT count(*) FROM alerts")
        holds = db.execute("SELECT hold FROM deliveries").fetchall()
        assert rule.held == Counter(hold for (hold,) in holds if hold)
        assert {"quiet", "breaker"} <= set(rule.held)
        left = db.execute("SELECT withheld FROM matches WHERE withheld IS NOT NULL").fetchall()
        assert sum(rule.withheld.values()) - rule.withheld.get("grouped", 0) == len(left) > 0
    assert rule.change.against is Against.RECORDS
    assert (rule.change.kept, rule.change.gained, rule.change.lost) == (rule.matches, 0, 0)


def test_a_rule_that_changed_since_is_compared_with_what_was_recorded(lived, again):
    _, rule = again("Apple", current={"A": parse_rule("Apple", name="A")})
    assert rule.change.lost > 10
    assert rule.change.gained == 0
    assert rule.change.kept == rule.matches
    assert {each.why for each in rule.change.lost_items} == {"no Apple"}


def test_recorded_matches_outside_the_time_asked_for_arent_lost(again, noon):
    since, until = noon + timedelta(hours=10), noon + timedelta(hours=20)
    report, rule = again(since=since, until=until)
    assert (report.since, report.until) == (since, noon + timedelta(hours=19))
    assert rule.change.lost == 0
    assert rule.change.kept == rule.matches > 0


def test_a_limit_takes_the_newest(again):
    everything, _ = again()
    report, _ = again(limit=5)
    assert report.items == report.of == 5
    assert report.until == everything.until


def test_nothing_is_written(lived, again):
    before = lived[0].read_bytes()
    again("China", processes=2)
    assert lived[0].read_bytes() == before


def test_several_processes_find_the_same_in_the_same_order(again, lived, monkeypatch):
    monkeypatch.setattr("monitor.backtest.past_items.BATCH", 7)
    mine, others = [], []
    # Processes have words of their own, all of English; so has this one here.
    options = {"known": None, "words": lived[0].parent}
    _, alone = again("Apple", each=lambda *found: mine.append(found), **options)
    _, rule = again("Apple", each=lambda *found: others.append(found), processes=2, **options)
    assert rule == alone
    assert len(mine) > 20
    assert others == mine


def test_processes_stop_when_asked(again, monkeypatch):
    monkeypatch.setattr("monitor.backtest.past_items.BATCH", 1)
    told = []
    report, _ = again(
        processes=2, progress=lambda *so_far: told.append(so_far), stop=lambda: len(told) >= 3
    )
    assert report.items == len(told) == 3
    assert not report.complete


def test_a_process_that_is_killed_is_an_error_not_a_gap(lived, monkeypatch):
    monkeypatch.setattr("monitor.backtest.past_items.BATCH", 1)
    others = set(multiprocessing.active_children())
    stored = StoredItems(database=lived[0])
    swept = sweep(stored.batches(), Job((RULE,), stored.database, lived[0].parent), processes=2)
    next(swept)
    for worker in set(multiprocessing.active_children()) - others:
        os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(StoreError, match="memory"):
        list(swept)


def test_stretches_hold_every_item_once_in_the_order_they_came(lived):
    with Database(lived[0]) as database:
        db = database.read()
        parts = backtest_items.stretches(db, size=10)
        ids = [each.id for part in parts for each in backtest_items.read(db, part)]
        assert [len(part.ids) for part in parts[:-1]] == [10] * (len(parts) - 1)
        expected = db.execute("SELECT id FROM items ORDER BY first_seen_at, id").fetchall()
        assert ids == [id_ for (id_,) in expected]
        plan = db.execute(
            "EXPLAIN QUERY PLAN SELECT first_seen_at, id FROM items "
            "WHERE first_seen_at >= '' ORDER BY first_seen_at, id"
        ).fetchall()
        assert "COVERING INDEX items_seen" in plan[0][3]


def test_what_a_feeds_first_poll_brought_came_when_it_was_published(tmp_path, noon):
    """The week that a new feed begins with would be too old, or come all at once."""
    feed = Feed(url="https://one.example/feed")
    with Database(tmp_path / "news.db") as database:

        def fill(db):
            feeds.sync(db, [feed], now=noon)
            for story, (days, polled) in enumerate(((9, 0), (1, 0), (5, 0), (8, 3), (-9, 0)), 1):
                db.execute(
                    "INSERT INTO stories (id, title, opened_at, last_item_at) "
                    "VALUES (?, '', '', '')",
                    [story],
                )
                db.execute(
                    "INSERT INTO events (id, story_id, title, opened_at, last_item_at) "
                    "VALUES (?, ?, '', '', '')",
                    [story, story],
                )
                one = item(feed, str(story), f"Apple {story}", noon - timedelta(days=days))
                items.add(db, 1, one, event=story, story=story, now=noon + timedelta(days=polled))

        database.write(fill)
        db = database.read()

        def came(**bounds):
            parts = backtest_items.stretches(db, size=2, **bounds)
            return [
                (each.item.key, (each.seen_at - noon).days)
                for part in parts
                for each in backtest_items.read(db, part)
            ]

        # The fourth came with a later poll; the fifth is dated ahead of the poll that brought it.
        assert came() == [("1", -9), ("3", -5), ("2", -1), ("5", 0), ("4", 3)]
        assert came(limit=2) == [("5", 0), ("4", 3)]
        since, until = noon - timedelta(days=6), noon + timedelta(days=1)
        assert came(since=since, until=until) == [("3", -5), ("2", -1), ("5", 0)]
