"""Several rules about one item, as recorded: what goes to a target goes when the first does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.hours import parse_quiet_hours
from monitor.alerts.planning.policy import Mode, Policy, Target, TargetKind
from monitor.alerts.timetable import parse_timetable
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.outcome import Parsed
from monitor.item import Item
from monitor.rules import KnownWords, parse_rule
from monitor.store.database import Database
from monitor.store.feeds import feeds
from tests.inbound.one_by_one import OneByOne

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
GATHER = timedelta(seconds=3)
SOON = NOW + GATHER
HOUR = timedelta(hours=1)
FEED = Feed(url="https://wire.example/feed", name="Wire")
TITLE = "Apple picks Alibaba's AI for iPhones sold in China"
TEXTS = {"Apple": "Apple", "Alibaba": "Alibaba", "China": "China"}
QUIET = parse_quiet_hours("08:00-12:00")
NOON = NOW.replace(hour=12, minute=0)


class Desk:
    """Three rules, each with wishes of its own; what they planned for each target."""

    def __init__(self, database, target, wishes):
        self.database = database
        self.keys = 0
        rules = [parse_rule(text, name=name) for name, text in TEXTS.items()]
        policies = {
            name: Policy(**({"rule": name, "targets": ("desk",)} | wishes.get(name, {})))
            for name in TEXTS
        }
        targets = {
            name: Target(name=name, url="x:", kind=TargetKind.TEXT, **(target | more))
            for name, more in (("desk", {}), ("mail", {"quiet_hours": QUIET}))
        }
        database.write(lambda db: feeds.sync(db, [FEED], now=NOW))
        self.recorder = OneByOne(
            database,
            feeds=[FEED],
            rules=rules,
            policies=policies,
            targets=targets,
            timezone=ZoneInfo("UTC"),
            known=KnownWords.of({"en": {"apple": 4.7, "china": 5.0}}),
            gather=GATHER,
        )
        self.brings("Nothing much", at=NOW - HOUR)

    def brings(self, *titles, at=NOW):
        items = []
        for title in titles:
            self.keys += 1
            items.append(
                Item(feed=FEED.url, key=str(self.keys), title=title, published=at, lang="en")
            )
        outcome = Parsed(
            url=FEED.url, items=tuple(items), validators=Validators(), body_hash=str(self.keys)
        )
        self.recorder.record(outcome, now=at)

    @property
    def planned(self):
        """(rule, target) → (due, why held)."""
        rows = self.database.read().execute(
            "SELECT rule, target, next_attempt_at, hold FROM deliveries "
            "JOIN alerts ON alerts.id = alert_id ORDER BY deliveries.id"
        )
        return {
            (rule, target): (datetime.fromisoformat(due), hold) for rule, target, due, hold in rows
        }


@pytest.fixture
def desk(tmp_path):
    with Database(tmp_path / "news.db") as database:
        yield lambda target=(), **wishes: Desk(database, dict(target), wishes)


def test_each_rule_has_its_alert_and_all_wait_a_moment_for_each_other(desk):
    flow = desk()
    flow.brings(TITLE)
    assert flow.planned == {(rule, "desk"): (SOON, "") for rule in TEXTS}


def test_an_urgent_rule_waits_for_nobody_and_none_waits_after_it(desk):
    flow = desk(Alibaba={"urgent": True})
    flow.brings(TITLE)
    assert flow.planned == {(rule, "desk"): (NOW, "") for rule in TEXTS}


def test_what_quiet_hours_hold_goes_with_what_they_dont(desk):
    shy = {"quiet_hours": QUIET, "targets": ("desk", "mail")}
    flow = desk(Apple=shy, Alibaba=shy)
    flow.brings(TITLE)
    assert flow.planned == {
        ("Apple", "desk"): (SOON, ""),
        ("Alibaba", "desk"): (SOON, ""),
        ("China", "desk"): (SOON, ""),
        ("Apple", "mail"): (NOON, "quiet"),
        ("Alibaba", "mail"): (NOON, "quiet"),
    }


def test_what_one_rule_wants_in_a_digest_is_in_the_digest(desk):
    flow = desk(Apple={"mode": Mode.DIGEST, "digest": parse_timetable("daily 18:00")})
    flow.brings(TITLE)
    assert flow.planned["Apple", "desk"] == (NOW.replace(hour=18, minute=0), "digest")
    assert flow.planned["China", "desk"] == (SOON, "")


def test_the_breaker_counts_one_article_once(desk):
    flow = desk({"max_per_hour": 2})
    for title in (TITLE, "Flood closes a railway in China", "Apple sues a baker in Oslo"):
        flow.brings(title)
    held = {rule for rule, (_, hold) in flow.planned.items() if hold}
    assert held == {("Apple", "desk")}  # of the third; the first was one, the second another


def test_a_rules_limit_holds_what_it_tells_alone_and_not_what_goes_with_another(desk):
    flow = desk(Apple={"max_per_hour": 1})
    flow.brings("Apple sues a baker in Oslo")
    flow.brings(TITLE)
    flow.brings("Apple closes a shop in Lima")
    rows = flow.database.read().execute(
        "SELECT items.title, rule, hold FROM deliveries JOIN alerts ON alerts.id = alert_id "
        "JOIN items ON items.id = item_id ORDER BY deliveries.id"
    )
    assert rows.fetchall() == [
        ("Apple sues a baker in Oslo", "Apple", ""),
        (TITLE, "Apple", ""),
        (TITLE, "Alibaba", ""),
        (TITLE, "China", ""),
        ("Apple closes a shop in Lima", "Apple", "breaker"),
    ]


def test_who_is_about_to_be_told_isnt_told_again_but_of_more_outlets(desk):
    flow = desk(Apple={"again_at": (2,)})
    flow.brings(TITLE, TITLE + ", says Tsai", at=NOW)
    reasons = flow.database.read().execute("SELECT rule, again, reason FROM alerts ORDER BY rule")
    assert reasons.fetchall() == [("Alibaba", 0, ""), ("Apple", 0, ""), ("China", 0, "")]
