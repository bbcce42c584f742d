"""Edits that fail, or that nobody wants: all is real but the clock and the service."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.alerts.alert import SendFailed
from monitor.alerts.post import DELETED, Edited, Gone
from monitor.store.by_hand import silences
from monitor.store.outbox import edits
from tests.outbound.growing_desk import CONFIRMS, DENIES


def test_where_a_target_sends_elsewhere_by_now_the_first_message_there_grows(told):
    told.policies["Boeing"] = replace(told.policies["Boeing"], again_at=(2,))
    told.restart()
    told.recipient = "#other by another bot"
    told.later(5)
    told.poll(Reuters=DENIES)
    told.worker().deliver_due()
    told.answers = [Gone("the target's URL names another place or account by now")]
    for outlet in ("FT", "Post"):
        told.later(5)
        told.poll(**{outlet: DENIES})
        told.deliver()

    first, second = told.shown
    assert (first.edits, second.reply_to) == (0, "")
    assert "Also in Wire, FT, Post (4 outlets)" in second.text


def test_an_edit_that_fails_is_tried_again_later_each_time(told):
    told.later(5)
    told.poll(Reuters=DENIES)
    told.answers = [SendFailed(reason="it is down")] * 2
    told.deliver()
    assert told.edits().error == "it is down"
    for minutes, tried in ((0.5, 1), (0.6, 2), (0.5, 2), (0.6, 3)):
        told.later(minutes)
        told.deliver()
        assert told.tried == tried

    assert "Reuters" in told.shown[0].text
    assert told.edits().error == ""


def test_retry_after_holds_for_all_edits_at_the_target_and_for_no_alert(told):
    told.poll(Post="Storm closes Boeing museum in Seattle for a week")
    told.deliver()
    told.later(5)
    told.poll(Reuters=DENIES, FT="Storm closes Boeing museum in Seattle for a week")
    told.answers = [SendFailed(reason="too much", retry_at=told.now + timedelta(minutes=10))]
    told.deliver()
    told.later(9)
    told.poll(Times="Boeing picks Mumbai for its engineering centre in India")
    told.deliver()
    assert (told.tried, len(told.shown)) == (1, 3)

    told.later(1)
    told.deliver()

    assert told.tried == 3
    assert [shown.edits for shown in told.shown] == [1, 1, 0]


def test_what_cannot_be_edited_is_given_up_quietly_until_the_event_grows_on(told, caplog):
    refused = SendFailed(reason="Slack refused it (invalid_auth)", permanent=True)
    told.answers = [refused, refused]
    for outlet in ("Reuters", "FT"):
        told.later(5)
        told.poll(**{outlet: DENIES})
        told.deliver()
        told.later(5)
        told.deliver()

    assert told.tried == 2
    assert told.edits() == edits.Edits(count=0, edited_at=None, error=refused.reason, over=False)
    warned = [record for record in caplog.records if record.levelname == "WARNING"]
    assert len(warned) == 1, "said once"
    assert told.troubles.now() == ()


def test_a_message_that_somebody_deleted_is_not_posted_again(told, caplog):
    told.later(5)
    told.poll(Reuters=DENIES)
    told.answers = [Gone(DELETED)]
    told.deliver()
    for outlet in ("FT", "Post"):
        told.later(5)
        told.poll(**{outlet: DENIES})
        told.deliver()

    assert (len(told.shown), told.tried) == (1, 1)
    assert told.edits().over
    assert not [record for record in caplog.records if record.levelname == "WARNING"]


def test_what_follows_replies_to_no_message_that_somebody_deleted(told, monkeypatch):
    monkeypatch.setattr("monitor.stories.stories.changes_the_news", lambda *_: 1.0)
    told.later(5)
    told.poll(Reuters=DENIES)
    told.answers = [Gone(DELETED)]
    told.deliver()
    told.later(5)
    told.poll(Wire=CONFIRMS)
    told.deliver()

    assert told.shown[1].reply_to == ""


@pytest.mark.parametrize("minutes", [30, 3_000])
def test_a_silenced_story_is_edited_after_the_silence(told, minutes):
    until = told.now + timedelta(minutes=minutes)
    told.database.write(lambda db: silences.add(db, rule="Boeing", until=until, now=told.now))
    told.later(5)
    told.poll(Reuters=DENIES)
    told.deliver()
    told.later(minutes - 10)
    told.deliver()
    assert told.tried == 0
    told.later(6)
    told.deliver()

    assert "Reuters" in told.shown[0].text


def test_a_silence_that_is_ended_early_holds_no_edit_up(told):
    until = told.now + timedelta(hours=9)
    silence = told.database.write(
        lambda db: silences.add(db, rule="Boeing", until=until, now=told.now)
    )
    told.later(5)
    told.poll(Reuters=DENIES)
    told.deliver()
    told.database.write(lambda db: silences.end(db, silence, now=told.now))
    told.later(1)
    told.deliver()

    assert "Reuters" in told.shown[0].text


def test_where_one_recipient_refuses_for_good_the_others_are_tried_again(told):
    told.more_recipients = ("#tech", "#sports")
    told.poll(Post="Storm closes Boeing museum in Seattle for a week")
    told.deliver()
    told.later(5)
    told.poll(FT="Storm closes Boeing museum in Seattle for a week")
    told.answers = [
        SendFailed(reason="Slack refused it (is_archived)", permanent=True),
        SendFailed(reason="too much"),
        Edited(),
    ]
    told.deliver()
    assert told.edits().error == "too much"
    told.later(2)
    told.deliver()

    assert "FT" in told.shown[1].text
    assert told.tried == 6


def test_a_template_that_fails_costs_one_edit_and_holds_up_no_other(told, monkeypatch):
    told.later(5)
    told.poll(Reuters=DENIES)
    with monkeypatch.context() as broken:
        broken.setattr("tests.outbound.growing_desk.render", _raising)
        told.deliver()
    assert told.edits().error == "internal error: ZeroDivisionError"
    told.later(5)
    told.poll(FT=DENIES)
    told.deliver()

    assert "Also in Reuters, FT" in told.shown[0].text


def _raising(*_, **__):
    raise ZeroDivisionError


def test_a_message_whose_alerts_are_being_removed_is_left_alone(told):
    told.later(5)
    told.poll(Reuters=DENIES)
    told.database.write(lambda db: db.execute("UPDATE deliveries SET alert_id = NULL"))
    told.deliver()
    told.deliver()

    assert told.tried == 0
