"""What people and stories say of a rule's matches and near misses."""

from __future__ import annotations

from monitor.rules.rule import NearMiss
from monitor.store.by_hand import votes
from monitor.store.history import feedback, near_misses
from monitor.store.history.near_misses import RecordedNearMiss

RULE = "Apple in China"


def test_matches_that_were_voted_on_come_before_the_newest_others(database, record, now):
    record("One apple", "Two apples", "Three apples")
    database.write(lambda db: votes.vote(db, 1, -1, now=now))
    found = feedback.matched(database.read(), RULE, limit=2)
    assert [(each.item.title, each.vote) for each in found] == [
        ("One apple", -1),
        ("Three apples", 0),
    ]
    assert found[0].story == 1
    assert feedback.matched(database.read(), "Another") == []


def test_near_misses_come_with_their_story_and_what_was_missing(database, record, now, make_match):
    record("One apple", "Two apples")
    miss = RecordedNearMiss.of(NearMiss(rule=RULE, hits=make_match().hits, missing="AI"))
    database.write(lambda db: near_misses.add(db, 2, [miss], now=now))
    (found,) = feedback.missed(database.read(), RULE)
    assert (found.item.title, found.story, found.missing) == ("Two apples", 2, "AI")


def test_a_match_is_found_by_its_item_and_rule_in_any_capitals(database, record):
    record("One apple")
    db = database.read()
    match = feedback.match_of(db, 1, RULE.upper())
    assert feedback.subject(db, match) == (RULE, "One apple")
    assert feedback.match_of(db, 1, "Another") is None
