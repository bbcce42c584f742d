"""What is said to an alert is shown by every message of it that can be edited: paced, and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.actions import silences, votes
from monitor.actions.answers import give, take_back
from monitor.alerts.alert import SendFailed
from monitor.alerts.answers import Answer, Offer, until_of
from monitor.alerts.planning.growth import GROWS_FOR
from monitor.alerts.planning.policy import Group
from monitor.alerts.post import DELETED, Gone
from monitor.alerts.wording.render import render
from monitor.outbound.deliver import TargetWorker
from monitor.store.outbox import outbox
from monitor.store.reading.answered import standing
from tests.desk import UTC_ZONE
from tests.outbound.growing_desk import DENIES, GrowingDesk

STORM = "Storm closes Boeing museum in Seattle for a week"


@pytest.fixture
def desk(database, monkeypatch):
    """Its messages say what was said to them."""
    desk = GrowingDesk(database)

    def worker():
        target = desk.targets["slack"]
        look = lambda alert: standing(database.read(), alert.id, now=desk.now)  # noqa: E731
        return TargetWorker(
            database,
            target,
            render=lambda content, key: render(
                content, target.kind, key=key, timezone=UTC_ZONE, look=look
            ),
            send=desk.send,
            edit=desk.edit,
            clock=lambda: desk.now,
            zone=UTC_ZONE,
            policies=desk.policies,
            troubles=desk.troubles,
        )

    monkeypatch.setattr(desk, "worker", worker)
    monkeypatch.setattr(desk, "edit", keeping_blocks(desk))
    desk.poll(Wire=DENIES)
    desk.deliver()
    return desk


def keeping_blocks(desk):
    """Slack shows the blocks, in which it also says what was said."""
    plain = desk.edit

    def edit(post, message):
        return plain(post, replace(message, text=f"{message.text} {message.blocks}"))

    return edit


def offer(desk, answer):
    row = outbox.get(desk.database.read(), 1)
    until = until_of(row.alert.created_at)
    return Offer(answer=answer, alert=row.alert.id, target="mail", until=until)


def say(desk, answer, *, back=False):
    said = offer(desk, answer)
    if back:
        desk.database.write(lambda db: take_back(db, said, now=desk.now))
    else:
        desk.database.write(lambda db: give(db, said, rules=desk.rules, now=desk.now))
    desk.deliver()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer.BAD, "Voted bad, by a link in mail."),
        (Answer.MUTE_STORY, "The story is muted until Thu 20 Feb, 07:00, by a link in mail."),
        (Answer.MUTE_RULE, "The rule is muted until Fri 14 Feb, 07:00, by a link in mail."),
    ],
)
def test_an_answer_elsewhere_is_shown_at_once_and_taken_back_a_minute_later(desk, answer, words):
    say(desk, answer)
    (shown,) = desk.shown
    assert words in shown.text
    desk.later(0.5)
    say(desk, answer, back=True)
    assert shown.edits == 1, "one edit of a story a minute"
    desk.later(0.5)
    desk.deliver()
    assert words not in shown.text
    assert (shown.edits, len(desk.shown)) == (2, 1)


def test_saying_it_again_edits_nothing(desk):
    say(desk, Answer.BAD)
    desk.later(2)
    say(desk, Answer.BAD)
    assert desk.tried == 1


def test_a_message_about_another_event_is_left_as_it_is(desk):
    desk.poll(Post=STORM)
    desk.deliver()
    say(desk, Answer.MUTE_RULE)
    assert [shown.edits for shown in desk.shown] == [1, 0]


def test_an_edit_that_fails_is_tried_again_and_a_deleted_message_is_left_alone(desk):
    desk.answers = [SendFailed(reason="HTTP 503")]
    say(desk, Answer.BAD)
    assert "Voted" not in desk.shown[0].text
    desk.later(2)
    desk.answers = [Gone(DELETED)]
    desk.deliver()
    desk.later(2)
    say(desk, Answer.GOOD)
    assert (desk.tried, len(desk.shown)) == (2, 1)


def test_a_rule_that_is_unmuted_by_a_command_is_shown_where_it_was_said(desk):
    say(desk, Answer.MUTE_RULE)
    desk.later(2)
    desk.database.write(lambda db: silences.lift(db, 1, now=desk.now))
    desk.deliver()
    assert "muted" not in desk.shown[0].text


def test_a_message_that_doesnt_grow_says_it_and_grows_no_more_than_before(desk):
    desk.policies["Boeing"] = replace(desk.policies["Boeing"], group=Group.ITEM)
    desk.restart()
    desk.poll(Post=STORM)
    desk.deliver()
    match = desk.match("Post").id
    desk.database.write(lambda db: votes.vote(db, match, "good", now=desk.now, who="Ann"))
    desk.deliver()
    assert "Voted good, by Ann." in desk.shown[1].text
    desk.later(5)
    desk.poll(Times=STORM)
    desk.deliver()
    assert desk.shown[1].edits == 1


def test_a_message_of_last_month_is_left_alone(desk):
    desk.later((GROWS_FOR + timedelta(days=1)) / timedelta(minutes=1))
    say(desk, Answer.GOOD)
    assert desk.tried == 0
