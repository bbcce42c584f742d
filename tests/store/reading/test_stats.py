"""Rules and feeds in numbers, and votes."""

from __future__ import annotations

from datetime import timedelta

from monitor.feeds.state.feed import Feed
from monitor.store.by_hand.votes import vote
from monitor.store.feeds import feeds
from monitor.store.history import match_list
from monitor.store.history.feedback import precision
from monitor.store.reading.stats import feed_stats, per_hour, rule_stats

DAY = timedelta(days=1)


def test_a_rule_counts_what_it_matched_in_the_time_asked_for(database, record, now):
    record("Apple one", "Apple two", published=now - timedelta(hours=30))
    record("Apple three", published=now - timedelta(hours=1))
    record("Apple old", published=now - 9 * DAY)
    record("Rates", rule="Rates", published=now - timedelta(hours=1), withheld="old")
    apple, rates = rule_stats(database.read(), now - 3 * DAY, now)
    assert (apple.rule, apple.matches, apple.alerts, apple.stories) == ("Apple in China", 3, 3, 3)
    assert (apple.per_day, apple.last_match) == ((0, 2, 1), now - timedelta(hours=1))
    assert (rates.matches, rates.alerts, rates.precision) == (1, 0, None)


def test_votes_make_a_rules_precision(database, record, now):
    record("Apple one", "Apple two", "Apple three", "Apple four")
    for id_, value in ((1, 1), (2, 1), (3, -1), (4, -1), (4, None)):
        database.write(lambda db, id_=id_, value=value: vote(db, id_, value, now=now))
    assert precision(database.read()) == {"Apple in China": (2, 1)}
    (row,) = rule_stats(database.read(), now - DAY, now + DAY)
    assert (row.good, row.bad, row.precision) == (2, 1, 2 / 3)
    assert match_list.match(database.read(), 3).vote == -1
    assert match_list.match(database.read(), 4).vote is None


def test_only_a_match_that_there_is_can_be_voted_on(database, now):
    assert not database.write(lambda db: vote(db, 7, 1, now=now))


def test_a_feed_counts_its_items_matches_and_what_it_had_first(database, record, now):
    record("Apple one", published=now - timedelta(hours=2))
    record("Apple two", published=now - timedelta(hours=3))
    record("Apple alone", published=now - timedelta(hours=3))
    other = Feed(url="https://post.example/feed", name="Post")
    database.write(lambda db: feeds.sync(db, [other], now=now))
    second = feeds.by_url(database.read(), other.url).id

    def both_tell(db):
        db.execute("UPDATE items SET feed_id = ?, story_id = 1 WHERE id = 2", [second])
        db.execute("UPDATE matches SET feed_id = ? WHERE item_id = 2", [second])
        db.execute(
            "UPDATE stories SET items = 2, opened_at = (SELECT min(published_at) FROM items)"
        )

    database.write(both_tell)
    wire, post = feed_stats(database.read(), now - DAY, now)
    assert (wire.name, wire.items, wire.matches, wire.first) == ("Wire", 2, 2, 0)
    assert (post.name, post.items, post.matches, post.first) == ("Post", 1, 1, 1)


def test_hours_are_counted_from_the_beginning(database, record, now):
    record("Apple one", "Apple two", published=now - timedelta(minutes=70))
    record("Apple three", published=now - timedelta(minutes=10))
    assert per_hour(database.read(), now - timedelta(hours=3), now) == {"Apple in China": [0, 2, 1]}
