"""What is kept of messages that can be edited."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.alerts.alert import DeliveryState
from monitor.alerts.planning.growth import Growth
from monitor.alerts.post import Post
from monitor.store.database import Database
from monitor.store.outbox import edits, outbox
from monitor.store.outbox.edits import Edits
from monitor.store.upkeep.transfer import export_lines, import_lines

POST = Post(recipient="#news", place="C1", id="17.1")


@pytest.fixture
def sent(database, record, now):
    """Record an alert and say that its message was delivered as a post; its delivery's id."""

    def sent(title, number=1, *, rule="Apple in China", after=0, **rest):
        at = now + timedelta(minutes=after)
        record(title, rule=rule, at=at, **rest)
        row = outbox.newest(database.read(), limit=1)[0]
        delivered = replace(row.delivery, state=DeliveryState.DELIVERED, delivered_at=at)

        def write(db):
            outbox.save(db, row.id, delivered)
            edits.keep(db, row.id, [replace(POST, id=f"17.{number}")])
            edits.begin(db, row.id, row.alert.event, shown="a", at=at)

        database.write(write)
        return row.id

    return sent


def behind(database, now):
    return [each.delivery for each in edits.behind(database.read(), "desk", now=now)[0]]


def test_a_new_message_is_behind_until_somebody_has_looked(database, sent, now):
    id_ = sent("Apple picks Alibaba")
    (growing,), tried = edits.behind(database.read(), "desk", now=now)
    assert (growing.delivery, growing.reports, growing.growth) == (id_, 1, Growth(shown="a"))
    assert tried == {}

    database.write(lambda db: edits.save(db, id_, Growth(shown="a", reports=1, tried_at=now)))

    assert behind(database, now) == []
    assert edits.behind(database.read(), "desk", now=now)[1] == {growing.story: now}
    assert edits.behind(database.read(), "mail", now=now) == ([], {})


def test_it_grows_for_eleven_days_and_not_after_it_is_over(database, sent, now):
    id_ = sent("Apple picks Alibaba")
    assert behind(database, now + timedelta(days=10)) == [id_]
    assert behind(database, now + timedelta(days=11, seconds=1)) == []

    database.write(lambda db: edits.save(db, id_, Growth(shown="a", over=True, error="gone")))

    assert behind(database, now) == []
    assert edits.of_deliveries(database.read(), [id_])[id_].over


def test_others_rest_and_none_is_tried_earlier_than_it_was_to_be(database, sent, now):
    one, two = sent("Apple one"), sent("Apple two", 2)
    later, latest = now + timedelta(minutes=1), now + timedelta(minutes=9)
    database.write(lambda db: edits.save(db, two, Growth(shown="a", not_before=latest)))

    database.write(lambda db: edits.rest(db, "desk", until=later, now=now))

    found, _ = edits.behind(database.read(), "desk", now=now)
    waits = {each.delivery: each.growth.not_before for each in found}
    assert waits == {one: later, two: latest}


def test_where_it_is_gone_it_is_not_edited_but_known(database, sent):
    id_ = sent("Apple picks Alibaba")
    database.write(lambda db: edits.lose(db, id_, "#news", "somebody deleted it"))

    assert edits.posts(database.read(), id_) == ()


def test_the_first_message_about_a_story_is_replied_to(database, sent):
    first, other = sent("Apple one"), sent("Apple two", 2, after=5)
    row = outbox.get(database.read(), first)
    assert edits.first_about(database.read(), "desk", row.alert.story, before=other) == (
        replace(POST, id="17.1"),
    )
    assert edits.first_about(database.read(), "desk", row.alert.story, before=first) == ()
    assert edits.first_about(database.read(), "mail", row.alert.story, before=other) == ()


def test_it_goes_with_its_delivery(database, sent):
    id_ = sent("Apple picks Alibaba")
    database.write(lambda db: db.execute("DELETE FROM deliveries WHERE id = ?", [id_]))

    for table in ("posts", "edits"):
        (count,) = database.read().execute(f"SELECT count(*) FROM {table}").fetchone()
        assert count == 0


def test_an_export_holds_it(database, sent, tmp_path):
    id_ = sent("Apple picks Alibaba")
    lines = list(export_lines(database.read()))
    with Database(tmp_path / "other.db") as other:
        other.write(lambda db: import_lines(db, lines))
        assert edits.posts(other.read(), id_) == (POST,)
        assert list(export_lines(other.read())) == lines


@pytest.mark.parametrize(
    ("count", "error", "over", "words"),
    [
        (1, "", False, "edited once, 09:14"),
        (2, "", False, "edited twice, last 09:14"),
        (3, "", False, "edited 3 times, last 09:14"),
        (3, "it is down", False, "edited 3 times, last 09:14; the last edit failed: it is down"),
        (0, "it is down", False, "the last edit failed: it is down"),
        (0, "somebody deleted it", True, "no longer edited: somebody deleted it"),
    ],
)
def test_people_are_told_how_often_and_why_no_more(now, count, error, over, words):
    said = Edits(count=count, edited_at=now if count else None, error=error, over=over)

    assert said.in_words(lambda _: "09:14") == words
