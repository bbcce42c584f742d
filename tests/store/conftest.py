from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.alerts.alert import Alert, Delivery
from monitor.alerts.planning.match_decision import Planned, Withheld, WithheldReason
from monitor.feeds.state.feed import Feed
from monitor.item import Item
from monitor.rules.rule import Hit, HitKind, Match
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.writing import events, polls, stories
from monitor.store.writing.recorded_matches import RecordedMatch
from tests.feed_states import feed_state

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
FEED = "https://wire.example/feed"
FIRST_EVENT = 101
"""Of the first item: not the number of its story, so that nobody takes one for the other."""


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "news.db") as database:
        yield database


@pytest.fixture
def feed_id(database):
    """The id of one feed that is in the configuration."""
    database.write(lambda db: feeds.sync(db, [Feed(url=FEED, name="Wire")], now=NOW))
    return feeds.by_url(database.read(), FEED).id


@pytest.fixture
def make_item():
    def make(key="1", title="Apple picks Alibaba for AI in China", **rest):
        values = {"feed": FEED, "key": key, "title": title, "published": NOW, "source": "Wire"}
        return Item(**(values | rest))

    return make


@pytest.fixture
def make_match():
    def make(rule="Apple in China", found="Apple"):
        hit = Hit(
            term=found,
            field="title",
            start=0,
            end=len(found),
            found=found,
            kind=HitKind.EXACT,
            score=1.0,
        )
        return Match(rule=rule, hits=(hit,), score=1.0)

    return make


@pytest.fixture
def record(database, feed_id, make_item, make_match):
    """Record a poll with one new, matching item for each title, told to ``targets``."""

    def record(*titles, targets=("desk",), rule="Apple in China", at=NOW, withheld="", **rest):
        first = stories.next_id(database.read())
        recorded = []
        first_event = max(events.next_id(database.read()), FIRST_EVENT)
        for number, title in enumerate(titles):
            story, event = first + number, first_event + number
            item = make_item(**({"key": f"key-{story}", "title": title} | rest))
            match = make_match(rule, title.split()[0])
            alert = Alert(
                key=f"alert-{story}",
                rule=rule,
                canonical="Apple + China",
                story=story,
                event=event,
                item=item,
                hits=match.hits,
                created_at=at,
            )
            deliveries = tuple(
                Delivery(key=f"delivery-{story}-{target}", target=target, next_attempt_at=at)
                for target in targets
            )
            decision = (
                Withheld(WithheldReason(withheld)) if withheld else Planned(alert, deliveries)
            )
            recorded.append(
                polls.RecordedItem(
                    item=item,
                    story=story,
                    event=event,
                    matches=(RecordedMatch(match=match, decision=decision),),
                )
            )
        poll = polls.PollRecord(
            feed_id=feed_id,
            state=feed_state(next_poll_at=at + timedelta(minutes=15), last_success_at=at),
            items=tuple(recorded),
            at=at,
        )
        database.write(lambda db: polls.record(db, poll))

    return record
