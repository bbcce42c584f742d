"""What is written of a match: the same for an item that is new as for one that is asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.alerts.alert import Alert, Delivery, DeliveryState
from monitor.alerts.planning.match_decision import Grouped, Planned, Withheld, WithheldReason
from monitor.store.outbox import withholding
from monitor.store.outbox.withholding import Unwanted
from monitor.store.writing import events, items, recorded_matches, stories
from monitor.store.writing.recorded_matches import RecordedMatch

TABLES = ("matches", "alerts", "deliveries", "judgements", "sent_items")


@pytest.fixture
def planned(make_item, make_match, now):
    """A match that makes an alert about event 101 for the desk, and for a target that is paused."""

    def planned(rule, title="Apple one", again=0):
        match = make_match(rule, "Apple")
        alert = Alert(
            key=f"{rule}-{again}",
            rule=rule,
            canonical="Apple + China",
            story=1,
            event=101,
            item=make_item(key=title, title=title),
            hits=match.hits,
            created_at=now,
            again=again,
            sources=3,
            earlier="Before",
        )
        desk = Delivery(key=f"{alert.key}-desk", target="desk", next_attempt_at=now)
        mail = replace(desk, key=f"{alert.key}-mail", target="mail", state=DeliveryState.WITHHELD)
        return RecordedMatch(match=match, decision=Planned(alert, (desk,), (mail,)))

    return planned


@pytest.fixture
def matches(planned, make_match, now):
    """Matches of every kind, of an item that joins an event with an alert of the rule "Pears"."""
    judged = replace(planned("Judged"), judged_until=now + timedelta(minutes=1))
    plums = Delivery(key="plums-mail", target="mail", next_attempt_at=now)
    return [
        planned("Apples"),
        judged,
        RecordedMatch(match=make_match("Pears"), decision=Grouped("Pears-0")),
        RecordedMatch(match=make_match("Plums"), decision=Grouped("Plums-0", (plums,), sources=4)),
        RecordedMatch(match=make_match("Nuts"), decision=Grouped("Nuts-0")),
        RecordedMatch(match=make_match("Figs"), decision=Withheld(WithheldReason.OLD)),
        RecordedMatch(match=make_match("Kept"), decision=None),
    ]


@pytest.fixture
def written(database, feed_id, make_item, planned, matches, now):
    """All that is written of these matches, by whoever is given."""

    def written(add):
        left = {}

        def write(db):
            first = make_item(key="first", title="Apple one")
            stories.open_story(db, 1, first, now=now)
            events.open_event(db, 101, 1, first, now=now)
            told = items.add(db, feed_id, first, event=101, story=1, now=now)
            for rule in ("Pears", "Plums", "Nuts"):
                recorded_matches.add(db, told, planned(rule), now=now)
            (nuts,) = db.execute("SELECT id FROM alerts WHERE rule = 'Nuts'").fetchone()
            (delivery,) = db.execute(
                "SELECT id FROM deliveries WHERE alert_id = ? AND target = 'desk'", [nuts]
            ).fetchone()
            withholding.withhold(db, [Unwanted(delivery, nuts)], WithheldReason.SCOPE.value)
            second = make_item(key="second", title="Apple two", source="Wire", lang="en")
            item_id = items.add(db, feed_id, second, event=101, story=1, now=now)
            add(db, item_id, second, matches)
            for table in TABLES:
                left[table] = db.execute(f"SELECT * FROM {table}").fetchall()
            raise _UndoneError

        with pytest.raises(_UndoneError):
            database.write(write)
        return left

    return written


class _UndoneError(Exception):
    """Nothing of it is to stay."""


def test_the_matches_of_a_new_item_are_written_as_if_each_was_asked_about(written, feed_id, now):
    late = timedelta(seconds=5)

    def one_by_one(db, item_id, item, matches):
        for match in matches:
            recorded_matches.add(db, item_id, match, now=now, late=late)

    def at_once(db, item_id, item, matches):
        recorded_matches.add_first(db, item_id, feed_id, item, matches, now=now, late=late)

    assert written(at_once) == written(one_by_one)
    withheld = {row[2]: row[7] for row in written(at_once)["matches"][3:]}
    assert withheld == {
        **dict.fromkeys(("Apples", "Judged", "Pears", "Plums", "Kept")),
        "Nuts": "scope",
        "Figs": "old",
    }


def test_an_alert_that_is_there_already_gets_the_deliveries_it_lacks(
    database, written, feed_id, now
):
    def twice(db, item_id, item, matches):
        db.execute("UPDATE alerts SET key = 'Apples-0', rule = 'Apples' WHERE rule = 'Pears'")
        apples = matches[:1]
        recorded_matches.add_first(db, item_id, feed_id, item, apples, now=now)

    left = written(twice)
    assert [row[1] for row in left["alerts"]] == ["Apples-0", "Plums-0", "Nuts-0"]
    assert "Apples-0-desk" in {row[1] for row in left["deliveries"]}
