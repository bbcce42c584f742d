"""One event, one alert: what several feeds bring of it belongs together, whatever happens."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import HoldReason
from monitor.alerts.hours import parse_quiet_hours
from monitor.alerts.planning.policy import Group, Mode, Policy, Scope, Target, TargetKind
from monitor.alerts.timetable import parse_timetable
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.outcome import Parsed
from monitor.item import Item
from monitor.outbound.releasing import release_held
from monitor.rules import KnownWords, parse_rule
from monitor.store.by_hand import silences
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.outbox import outbox
from monitor.stories import Stories
from tests.inbound.one_by_one import OneByOne

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
OUTLETS = ("Wire", "Globe", "Herald", "Ledger", "Post")
HOUR = timedelta(hours=1)

ELDER = "Irish importer Fyffes in banana merger talks"
ELSEWHERE = (
    "Ferry to Orkney cancelled as gale blows in", "Court in Lyon clears former prefect",
    "Chip maker opens office in Dresden", "Osaka zoo shows newborn red pandas",
    "Cyclist wins stage in the Pyrenees", "Museum in Delft buys lost seascape",
    "Union of bakers asks for six percent", "Lisbon tram museum reopens",
    "Satellite finds methane leak in Kazakhstan", "Sheep block motorway near Cork",
    "Cinema chain files for bankruptcy in Ohio", "New bridge over the Vistula opens",
    "Goalkeeper breaks hand in training", "Parliament in Riga votes on budget",
    "Vaccine against dengue approved in Brazil", "Wolves seen near Turin again",
    "Heat record falls in Athens", "Poet from Galway takes prize",
    "Tunnel works halt trains in Zurich", "Bank of Korea leaves rate alone",
    "Two climbers rescued on Mont Blanc", "Airline cuts flights to Malta",
    "Volcano in Iceland quiet after weeks", "Thieves take bronze bell in Ghent",
    "School in Leeds gets roof garden", "Submarine cable repaired off Taiwan",
    "Orchestra in Vienna strikes over pay", "Farmers block port of Rotterdam",
    "Chess champion loses to teenager", "Tax on plastic passed in Manila",
    "Library in Oslo lends sewing machines", "River Po at lowest level in years",
    "Actor dies at 93 in Santa Fe", "Hospital in Nairobi gets scanner",
    "Minister visits shipyard in Gdansk", "Festival in Perth draws crowds",
)  # fmt: skip
"""What is in the news beside: a reader never begins with none."""
OTHER = "Banana plantation in Ecuador flooded by Guayas river"


@pytest.fixture(scope="module")
def known():
    return KnownWords()


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "news.db") as database:
        yield database


class Desk:
    """A recorder of five feeds and a rule on bananas; and what it has told."""

    def __init__(self, database, known, policy, targets):
        self.database, self.known = database, known
        self.policy = Policy(**({"rule": "Bananas", "targets": ("desk",)} | policy))
        self.targets = {
            name: Target(name=name, url="console:", kind=TargetKind.CONSOLE, **wishes)
            for name, wishes in targets.items()
        }
        self.feeds = [Feed(url=url(outlet), name=outlet) for outlet in OUTLETS]
        database.write(lambda db: feeds.sync(db, self.feeds, now=NOW))
        self.keys = 0
        self.restart()
        for number, outlet in enumerate(OUTLETS):
            self.brings(outlet, *ELSEWHERE[number :: len(OUTLETS)], at=NOW - 2 * HOUR)

    def restart(self):
        rule = parse_rule("banana", name="Bananas")
        self.recorder = OneByOne(
            self.database,
            feeds=self.feeds,
            rules=[rule],
            policies={"Bananas": self.policy},
            targets=self.targets,
            timezone=ZoneInfo("UTC"),
            known=self.known,
        )

    def item(self, outlet, title, at=NOW, **values):
        self.keys += 1
        given = {"key": str(self.keys), "published": at, "lang": "en"}
        return Item(feed=url(outlet), title=title, source=outlet, **(given | values))

    def brings(self, outlet, *titles, at=NOW, **values):
        return self.poll(
            outlet, *(self.item(outlet, title, at, **values) for title in titles), at=at
        )

    def poll(self, outlet, *items, at=NOW):
        outcome = Parsed(
            url=url(outlet), items=items, validators=Validators(), body_hash=str(self.keys)
        )
        return self.recorder.record(outcome, now=at)

    def ask(self, sql):
        return self.database.read().execute(sql).fetchall()

    @property
    def told(self):
        return sorted(
            row.content.item.title for row in outbox.newest(self.database.read(), limit=99)
        )

    def accounted(self):
        """Each matching title with what became of it: told, grouped, or why it was withheld."""
        return dict(
            self.ask(
                """
                SELECT items.title, CASE WHEN alerts.item_id = items.id THEN 'told'
                    WHEN alert_id IS NOT NULL THEN 'grouped' ELSE coalesce(withheld, 'lost') END
                FROM matches JOIN items ON items.id = matches.item_id
                LEFT JOIN alerts ON alerts.id = matches.alert_id
                """
            )
        )


def url(outlet):
    return f"https://{outlet.lower()}.example/feed"


@pytest.fixture
def desk(database, known):
    def desk(target=None, others=None, **policy):
        return Desk(database, known, policy, {"desk": target or {}} | (others or {}))

    return desk


def test_two_feeds_that_report_one_event_make_one_alert_that_grows(desk):
    flow = desk()
    first = flow.brings("Wire", ELDER)
    second = flow.brings("Globe", "Fyffes, Irish importer, in merger talks over banana trade")
    assert (first.alerts, first.grouped, second.alerts, second.grouped) == (1, 0, 0, 1)
    assert flow.told == [ELDER]
    assert flow.ask(
        "SELECT items, count(*) FROM matches m JOIN items i ON i.id = m.item_id "
        "JOIN stories s ON s.id = i.story_id WHERE alert_id = 1"
    ) == [(2, 2)]


def test_two_different_events_make_two_alerts(desk):
    flow = desk()
    flow.brings("Wire", ELDER)
    flow.brings("Globe", OTHER, at=NOW + 6 * HOUR)
    assert flow.told == sorted([ELDER, OTHER])


def test_an_event_that_one_poll_brings_twice_is_told_once(desk):
    flow = desk()
    summary = flow.brings("Wire", ELDER, "Fyffes in merger talks: Irish importer of banana")
    assert (summary.alerts, summary.grouped, summary.deliveries) == (1, 1, 1)
    assert flow.told == [ELDER]


def test_a_story_goes_on_after_a_restart(desk):
    flow = desk()
    flow.brings("Wire", ELDER)
    flow.restart()
    assert flow.brings("Globe", ELDER).grouped == 1
    assert flow.told == [ELDER]


def test_why_an_item_belongs_to_its_story_is_kept(desk):
    flow = desk()
    flow.brings("Wire", ELDER)
    flow.brings("Globe", "Fyffes, Irish importer, in merger talks over banana trade")
    opener, joiner = [why for (why,) in flow.ask("SELECT story_why FROM items ORDER BY id")][-2:]
    assert opener is None
    why = json.loads(joiner)
    assert why["reason"] == "same event"
    assert "Fyffes" in dict(why["shared"])
    assert 0 < why["score"] <= 1


def test_an_edited_item_keeps_its_story(desk):
    flow = desk()
    item = flow.item("Wire", ELDER)
    flow.poll("Wire", item)
    flow.brings("Globe", OTHER, at=NOW + 6 * HOUR)
    edited = Item(
        feed=item.feed, key=item.key, title=OTHER, source="Wire", published=NOW, lang="en"
    )
    flow.poll("Wire", edited)
    (story,) = flow.ask("SELECT story_id FROM items WHERE feed_id = 1 ORDER BY id DESC LIMIT 1")
    assert story == flow.ask("SELECT story_id FROM alerts ORDER BY id LIMIT 1")[0]
    assert len(flow.told) == 2


def test_an_event_that_an_edit_makes_match_stays_open_whatever_else_comes(desk, monkeypatch):
    monkeypatch.setitem(Stories.__init__.__kwdefaults__, "most_unwanted", 2)
    flow = desk()
    item = flow.item("Wire", "Irish importer Fyffes in merger talks")
    flow.poll("Wire", item)
    flow.poll("Wire", replace(item, summary="It brings bananas to Europe."))
    flow.brings("Herald", *ELSEWHERE[:9])
    flow.brings("Globe", "Fyffes, Irish importer, in merger talks over banana trade")
    assert [row[0] for row in flow.ask("SELECT count(*) FROM alerts")] == [1]
    assert sorted(flow.accounted().values()) == ["grouped", "told"]


def test_a_poll_that_could_not_be_written_is_forgotten_and_then_told(desk, monkeypatch):
    """Had the story been remembered, the next poll would find it told of, which it wasn't."""
    flow = desk()

    def full(*_):
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(flow.database, "write", full)
        assert flow.brings("Wire", ELDER) is None
    assert flow.told == []
    assert flow.brings("Globe", ELDER).alerts == 1
    assert flow.told == [ELDER]
    assert flow.ask("SELECT items FROM stories ORDER BY id DESC LIMIT 1") == [(1,)]


def test_polls_recorded_together_forget_the_one_that_could_not_be_written(desk, monkeypatch):
    flow = desk()
    rows = {row.url: row for row in feeds.all_feeds(flow.database.read())}
    write, calls = flow.database.write, []

    def fails_first(job):
        calls.append(job)
        if len(calls) <= 2:  # with another, and by itself
            raise OSError("disk full")
        return write(job)

    monkeypatch.setattr(flow.database, "write", fails_first)
    arrived = [
        (
            rows[url(outlet)],
            Parsed(
                url=url(outlet),
                items=(flow.item(outlet, ELDER),),
                validators=Validators(),
                body_hash="x",
            ),
        )
        for outlet in ("Wire", "Globe", "Herald")
    ]
    summaries = flow.recorder.record_all(arrived, now=NOW)
    assert [summary and (summary.alerts, summary.grouped) for summary in summaries] == [
        None,
        (1, 0),
        (0, 1),
    ]
    assert flow.told == [ELDER]


class TestTellingAgain:
    def test_when_enough_sources_have_it(self, desk):
        flow = desk(again_at=(3,))
        for outlet in OUTLETS:
            flow.brings(outlet, ELDER)
        assert flow.told == [ELDER, ELDER]
        assert flow.ask("SELECT again, reason, sources FROM alerts ORDER BY id") == [
            (0, "", 1),
            (1, "3 outlets by now", 3),
        ]

    def test_but_not_when_one_source_repeats_itself(self, desk):
        flow = desk(again_at=(2,))
        for _ in range(3):
            flow.brings("Wire", ELDER)
        assert flow.told == [ELDER]

    def test_not_who_waits_for_the_digest_that_will_tell_how_many_have_it(self, desk):
        flow = desk(
            target={"mode": Mode.DIGEST, "digest": parse_timetable("daily 12:00")},
            others={"mail": {}},
            targets=("desk", "mail"),
            again_at=(2, 4),
        )
        for outlet in OUTLETS:
            flow.brings(outlet, ELDER)
        assert flow.ask("SELECT target, count(*) FROM deliveries GROUP BY target") == [
            ("desk", 1),
            ("mail", 3),
        ]

    def test_nor_is_it_said_after_the_digest_what_the_digest_has_said(self, desk):
        flow = desk(
            target={"mode": Mode.DIGEST, "digest": parse_timetable("daily 12:00")},
            again_at=(2, 4, 5),
        )
        flow.brings("Wire", ELDER)
        flow.poll("Globe", flow.item("Globe", ELDER))
        for outlet in OUTLETS[2:4]:
            flow.brings(outlet, ELDER)
        assert flow.ask("SELECT again, sources FROM alerts") == [(0, 4)]
        flow.database.write(lambda db: release_held(db, "desk", now=NOW.replace(hour=12)))
        flow.database.write(lambda db: db.execute("UPDATE deliveries SET state = 'delivered'"))
        flow.brings("Post", ELDER, at=NOW.replace(hour=13))
        assert flow.ask("SELECT again, reason FROM alerts ORDER BY id") == [
            (0, ""),
            (1, "5 outlets by now"),
        ]

    def test_when_it_is_in_the_news_again(self, desk):
        flow = desk(again_after=timedelta(hours=24))
        flow.brings("Wire", ELDER)
        flow.brings("Globe", ELDER, at=NOW + 3 * HOUR)
        flow.restart()
        flow.brings("Herald", ELDER, at=NOW + 29 * HOUR)
        assert flow.ask("SELECT again, reason FROM alerts ORDER BY id") == [
            (0, ""),
            (1, "back in the news after 26 hours"),
        ]


def test_a_silenced_rule_tells_nothing_and_says_so(desk, caplog):
    flow = desk()
    flow.database.write(lambda db: silences.add(db, rule="Bananas", until=NOW + HOUR, now=NOW))
    with caplog.at_level(logging.INFO):
        summary = flow.brings("Wire", ELDER, OTHER)
    assert summary.withheld == {"silenced": 2}
    assert flow.accounted() == {ELDER: "silenced", OTHER: "silenced"}
    (line,) = [record for record in caplog.records if getattr(record, "event", "") == "withheld"]
    assert line.getMessage() == (
        "Wire: 2 matches withheld (silenced); `news-monitor alerts --withheld` lists them"
    )
    flow.brings("Globe", ELDER, at=NOW + HOUR)
    assert flow.told == [ELDER]


def test_what_is_held_is_kept_with_its_reason_and_time(desk):
    flow = desk(
        target={"mode": Mode.DIGEST, "digest": parse_timetable("daily 12:00")},
        others={"mail": {"quiet_hours": parse_quiet_hours("08:00-09:30")}},
        targets=("desk", "mail"),
    )
    flow.brings("Wire", ELDER)
    assert flow.ask("SELECT target, hold, next_attempt_at FROM deliveries ORDER BY target") == [
        ("desk", HoldReason.DIGEST, "2025-02-13T12:00:00.000Z"),
        ("mail", HoldReason.QUIET, "2025-02-13T09:30:00.000Z"),
    ]


def test_the_breaker_counts_what_earlier_polls_and_this_one_tell(desk):
    titles = [
        "Banana farmer jailed in Uganda",
        "Oslo museum sells banana taped to wall",
        "Banana rust found in Queensland",
        "Tesco recalls banana yoghurt",
    ]
    flow = desk(target={"max_per_hour": 2})
    flow.brings("Wire", titles[0])
    flow.brings("Globe", *titles[1:3], at=NOW + timedelta(minutes=20))
    flow.brings("Herald", titles[3], at=NOW + timedelta(minutes=30))
    assert flow.ask("SELECT hold, next_attempt_at FROM deliveries ORDER BY id") == [
        ("", "2025-02-13T08:14:00.000Z"),
        ("", "2025-02-13T08:34:00.000Z"),
        ("breaker", "2025-02-13T09:14:00.000Z"),
        ("breaker", "2025-02-13T09:14:00.000Z"),
    ]


def test_a_target_hears_of_a_story_when_an_item_first_concerns_it(desk):
    german = {"scope": Scope(languages=frozenset({"de"}))}
    english = {"scope": Scope(languages=frozenset({"en"}))}
    flow = desk(target=english, others={"mail": german}, targets=("desk", "mail"))
    flow.brings("Wire", ELDER)
    flow.brings("Globe", ELDER, lang="de")
    flow.brings("Herald", ELDER, lang="de")
    assert flow.ask("SELECT target, alert_id FROM deliveries ORDER BY id") == [
        ("desk", 1),
        ("mail", 1),
    ]


class TestARebuiltFeed:
    TITLES = (ELDER, OTHER, "Rain in Oslo", "Ferry aground", "Bees return to Kew")

    def items(self, flow, keys, **values):
        return [
            flow.item(
                "Wire", title, key=f"{keys}{number}", link=f"https://w.example/{number}", **values
            )
            for number, title in enumerate(self.TITLES)
        ]

    def test_brings_nothing_again(self, desk):
        flow = desk()
        flow.poll("Wire", *self.items(flow, "old"))
        summary = flow.poll("Wire", *self.items(flow, "new"), at=NOW + HOUR)
        assert (summary.new, summary.edited, summary.matches) == (0, 0, 0)
        assert flow.told == sorted([ELDER, OTHER])
        keys = {key for (key,) in flow.ask("SELECT key FROM items WHERE link <> ''")}
        assert keys == {f"new{number}" for number in range(5)}
        assert flow.poll("Wire", *self.items(flow, "new"), at=NOW + 2 * HOUR).new == 0

    def test_brings_what_is_new_all_the_same(self, desk):
        flow = desk()
        flow.poll("Wire", *self.items(flow, "old"))
        news = flow.item("Wire", "Banana rust found in Queensland", at=NOW + HOUR)
        flow.poll("Wire", news, *self.items(flow, "new"), at=NOW + HOUR)
        assert flow.accounted()["Banana rust found in Queensland"] == "told"

    def test_keeps_to_itself_what_has_no_date(self, desk):
        flow = desk()
        flow.poll("Wire", *self.items(flow, "old"))
        undated = flow.item("Wire", "Banana rust found in Queensland", at=None)
        summary = flow.poll("Wire", undated, *self.items(flow, "new"), at=NOW + HOUR)
        assert summary.withheld == {"rebuilt": 1}

    def test_is_told_from_one_whose_window_moved_on(self, desk):
        flow = desk()
        flow.poll("Wire", *self.items(flow, "old"))
        titles = [
            "Banana farmer jailed in Uganda",
            "Oslo museum sells banana taped to wall",
            "Banana rust found in Queensland",
            "Tesco recalls banana yoghurt",
            "Snow halts banana train at Brenner",
        ]
        summary = flow.brings("Wire", *titles, at=NOW + HOUR)
        assert (summary.new, summary.alerts) == (5, 5)


class TestWhatIsOneMessage:
    """``group``: each event, every item, or a day."""

    TIMES = parse_timetable("daily 08:00")

    def retold(self, desk):
        """One event by three outlets."""
        for number, outlet in enumerate(OUTLETS[:3]):
            desk.brings(outlet, ELDER, at=NOW + number * HOUR, link="https://a.example/1")

    def test_each_event_is_told_once(self, desk):
        made = desk()
        self.retold(made)
        assert len(made.told) == 1

    def test_every_item_is_told(self, desk):
        made = desk(group=Group.ITEM)
        self.retold(made)
        assert made.told == [ELDER] * 3
        assert made.ask("SELECT count(DISTINCT event_id), count(DISTINCT key) FROM alerts") == [
            (1, 3)
        ]
        assert made.ask("SELECT count(*) FROM matches WHERE alert_id IS NULL") == [(0,)]

    def test_every_item_is_told_once_however_often_it_is_polled_and_polished(self, desk):
        made = desk(group=Group.ITEM)
        item = made.item("Wire", ELDER)
        for title in (ELDER, ELDER, f"{ELDER}!"):
            made.poll("Wire", replace(item, title=title))
            made.restart()
        assert len(made.told) == 1

    def test_an_edit_that_changes_the_news_is_told_of_an_item_that_was(self, desk):
        made = desk(group=Group.ITEM)
        item = made.item("Wire", "Fyffes chairman says he will not resign over banana merger")
        made.poll("Wire", item)
        edited = "Fyffes chairman resigns over banana merger"
        made.poll("Wire", replace(item, title=edited), at=NOW + HOUR)
        assert made.ask("SELECT reason FROM alerts ORDER BY id") == [
            ("",),
            (f"updated. Was: “{item.title}”",),
        ]

    def test_an_item_that_comes_twice_with_one_poll_is_told_once_for_each(self, desk):
        made = desk(group=Group.ITEM)
        made.brings("Wire", ELDER, ELDER)
        assert len(made.told) == 2

    def test_once_a_day_each_event_waits_for_its_time_and_is_told_once(self, desk):
        made = desk(group=Group.DAY, digest=self.TIMES)
        self.retold(made)
        made.brings("Globe", OTHER, at=NOW + 3 * HOUR)
        rows = made.ask("SELECT DISTINCT hold, next_attempt_at FROM deliveries")
        assert [(hold, at[:16]) for hold, at in rows] == [("digest", "2025-02-14T08:00")]
        assert len(made.told) == 2

    def test_what_was_told_by_item_is_grouped_once_the_rule_tells_of_events(self, desk):
        made = desk(group=Group.ITEM)
        self.retold(made)
        made.policy = replace(made.policy, group=Group.STORY)
        made.restart()
        made.brings("Post", ELDER, at=NOW + 4 * HOUR, link="https://a.example/1")
        assert len(made.told) == 3
        assert made.ask("SELECT count(*) FROM matches WHERE alert_id IS NULL") == [(0,)]
