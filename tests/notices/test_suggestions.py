"""A rule that was voted bad three times is told of once, with what would make it better."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import HoldReason
from monitor.alerts.hours import parse_quiet_hours
from monitor.alerts.planning.policy import Policy, Target, TargetKind
from monitor.notices.suggestions import Suggestions
from monitor.rules import parse_rule
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.store.by_hand import silences, votes
from monitor.store.outbox import outbox
from monitor.store.writing import rules
from tests.store.conftest import database, feed_id, make_item, make_match, record

__all__ = ["database", "feed_id", "make_item", "make_match", "record"]

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)
RULE = "Fruit company"
BAD = (
    "Apple pie wins the village baking contest",
    "How to bake an Apple pie like grandmother",
    "Apple orchard harvest begins early, bakers rejoice over pie",
)
GOOD = ("Apple unveils a thinner laptop", "Apple shares climb on phone sales")
MORE = ("Apple pie eaten by Apple fans", "Apple pie day", "Grandmother on Apple pie")


@pytest.fixture(scope="module")
def known(words):
    return KnownWords(cache=words)


class Desk:
    def __init__(self, database, record, known):
        self.database, self.record, self.now = database, record, NOW
        self.rule = parse_rule("Apple", name=RULE)
        self.target = Target(name="desk", url="json://x", kind=TargetKind.TEXT)
        self.suggestions = Suggestions(database, lambda: known)
        self.keep_rule()

    def keep_rule(self, match=None):
        if match:
            self.rule = parse_rule(match, name=RULE)
        self.database.write(lambda db: rules.sync(db, [self.rule], now=self.now))

    def vote(self, value, *titles):
        """Match these, and vote on them an hour later."""
        self.record(*titles, rule=RULE, at=self.now)
        self.now += HOUR

        def write(db):
            newest = db.execute(
                "SELECT id FROM matches ORDER BY id DESC LIMIT ?", [len(titles)]
            ).fetchall()
            for (id_,) in newest:
                assert votes.vote(db, id_, value, now=self.now)

        self.database.write(write)
        self.now += HOUR

    def tell(self):
        """What is told now: the notes' titles, each with its targets."""
        before = {row.id for row in self.rows()}
        told = self.suggestions.tell(
            [self.rule],
            {RULE: Policy(rule=RULE, targets=("desk",))},
            {"desk": self.target},
            now=self.now,
            zone=ZoneInfo("UTC"),
        )
        new = [row for row in self.rows() if row.id not in before]
        assert told == len(new)
        return new

    def rows(self):
        return [row for row in outbox.newest(self.database.read()) if row.note]


@pytest.fixture
def desk(database, record, known):
    return Desk(database, record, known)


def test_three_bad_votes_make_one_suggestion(desk):
    desk.vote(1, *GOOD)
    desk.vote(-1, *BAD[:2])
    assert not desk.tell()

    desk.vote(-1, BAD[2])
    (row,) = desk.tell()

    assert row.delivery.target == "desk"
    assert row.note.title == f"A suggestion for the rule {RULE}"
    assert row.note.text == (
        "3 of its matches were voted bad, such as: “Apple orchard harvest begins early, bakers "
        "rejoice over pie”; “How to bake an Apple pie like grandmother”\n"
        "The rule: Apple\n"
        "\n"
        '1. exclude "pie": would have lost 3 of 3 bad, 0 of 2 good\n'
        "\n"
        f"To make this change: news-monitor rules suggest '{RULE}' --apply 1\n"
        "You won't be told again until the rule changes."
    )


def test_more_votes_make_no_other_while_the_rule_is_as_it_was(desk):
    desk.vote(-1, *BAD)
    assert desk.tell()

    desk.vote(-1, *MORE)
    assert not desk.tell()
    assert not Suggestions(desk.database, KnownWords).tell(  # after a restart
        [desk.rule], {}, {}, now=desk.now, zone=ZoneInfo("UTC")
    )


def test_a_rule_that_has_changed_needs_three_votes_of_its_own(desk):
    desk.vote(-1, *BAD)
    assert desk.tell()
    desk.now += HOUR
    desk.keep_rule("Apple | Mac")
    assert not desk.tell()

    desk.vote(-1, *MORE)
    assert len(desk.tell()) == 1


def test_where_nothing_separates_good_from_bad_nobody_is_told(desk):
    same = "Apple makes news"
    desk.vote(1, same, same)
    desk.vote(-1, same, same, same)
    assert not desk.tell()

    desk.vote(-1, *BAD)
    assert desk.tell()


def test_a_vote_that_was_taken_back_counts_no_more(desk):
    desk.vote(-1, *BAD)
    desk.database.write(lambda db: votes.vote(db, 1, None, now=desk.now))
    assert not desk.tell()


def test_a_silenced_rule_waits(desk):
    desk.vote(-1, *BAD)
    until = desk.now + HOUR
    desk.database.write(lambda db: silences.add(db, rule=RULE, until=until, now=desk.now))
    assert not desk.tell()

    desk.now = until + HOUR
    assert desk.tell()


def test_quiet_hours_hold_it(desk):
    desk.target = Target(
        name="desk",
        url="json://x",
        kind=TargetKind.TEXT,
        quiet_hours=parse_quiet_hours("00:00-23:00"),
    )
    desk.vote(-1, *BAD)
    (row,) = desk.tell()
    assert row.delivery.hold is HoldReason.QUIET
