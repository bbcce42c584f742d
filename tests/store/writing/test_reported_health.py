"""What was told of each feed's health."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.feeds.state.feed import Feed
from monitor.feeds.state.health import Health
from monitor.feeds.state.outcome import FailureKind
from monitor.store.feeds import feeds
from monitor.store.writing import reported_health
from monitor.store.writing.reported_health import Heard
from tests.feed_states import feed_state

HOUR = timedelta(hours=1)
GONE = {"disabled": True}
FAILING = {"error_kind": FailureKind.DNS}


@pytest.fixture
def watch(database, now):
    """Watch feeds that are in these states, by name."""

    def watch(**states):
        wanted = [Feed(url=f"https://{name}.example/", name=name) for name in states]

        def write(db):
            feeds.sync(db, wanted, now=now)
            for feed in wanted:
                row = feeds.by_url(db, feed.url)
                feeds.save_state(db, row.id, feed_state(last_poll_at=now, **states[feed.name]))

        database.write(write)

    return watch


def test_only_feeds_in_another_health_than_was_told_are_read_and_only_in_those_asked_for(
    database, watch, now
):
    watch(b=GONE, a=GONE, well={}, failing=FAILING)

    def labels(*healths):
        return [each.label for each in reported_health.unreported(database.read(), healths)]

    assert labels(Health.GONE, Health.OK) == ["a", "b"]
    assert labels(Health.FAILING) == ["failing"]
    (a, _) = reported_health.unreported(database.read(), [Health.GONE])
    database.write(lambda db: reported_health.keep(db, {a.feed_id: (Health.GONE, now)}))
    assert labels(Health.GONE) == ["b"]
    watch(b={}, a={}, well={})
    (back,) = reported_health.unreported(database.read(), [Health.OK])
    assert (back.label, back.told_since) == ("a", now)


def test_what_was_heard_is_counted_by_host(database, watch, now):
    assert reported_health.heard(database.read()) == Heard(0, None)
    watch(a={"last_success_at": now - HOUR}, b={"last_success_at": now}, c=GONE)
    assert reported_health.heard(database.read()) == Heard(2, now)
