"""What is counted of the past when an older database is opened."""

from __future__ import annotations

from datetime import timedelta

from monitor.store.migrations.m016_volume import count_past
from monitor.store.volume import reports, tallies
from monitor.volume.rhythm import Tally
from monitor.volume.uptime import hour_of

HOUR = timedelta(hours=1)


def counted(database, now):
    database.write(count_past)
    db = database.read()
    return tallies.of_rule(db, "Apple in China", since=now - 90 * 24 * HOUR)


def test_the_reports_of_the_past_are_counted_by_the_hour(database, record, now):
    record("One", "Two", at=now)
    record("Three", at=now + HOUR)
    record("Old", at=now + HOUR, withheld="old")
    assert counted(database, now) == {
        hour_of(now): Tally(2, 2),
        hour_of(now) + HOUR: Tally(1, 1),
    }


def test_feeds_were_read_while_anything_new_came(database, record, now):
    for hours in (0, 2, 3, 20, 21):
        record(f"Item {hours}", at=now + hours * HOUR)
    counted(database, now)
    first, second = tallies.uptimes(database.read(), since=now - HOUR)
    assert (first.began_at, first.last_at) == (hour_of(now), hour_of(now) + 4 * HOUR)
    assert second.last_at - second.began_at == 2 * HOUR


def test_what_a_spike_is_made_of(database, record, now):
    for number, source in enumerate(["Wire", "Wire", "Herald", "Post"]):
        record("Crash", key=f"a{number}", source=source, at=now)
    database.write(lambda db: db.execute("UPDATE items SET event_id = 101"))
    record("Strike", key="b", source="Wire", at=now)
    record("Earlier", key="c", source="Wire", at=now - 3 * HOUR)
    made = reports.made_of(database.read(), "Apple in China", now - HOUR, now)
    assert made.reports == 4
    assert [(each.title, each.reports) for each in made.events] == [("Crash", 3), ("Strike", 1)]
    assert made.events[0].outlets == ("Wire", "Herald", "Post")
    assert made.outlets[0] == ("Wire", 2)
