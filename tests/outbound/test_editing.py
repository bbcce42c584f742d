"""A message grows with its event: all is real but the clock and the service."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from monitor.alerts.alert import SendFailed, Sent
from monitor.alerts.planning.policy import Group, TargetKind
from monitor.alerts.post import DELETED, Edited, Gone, Post
from monitor.alerts.wording.render import render
from monitor.outbound.deliver import TargetWorker
from monitor.store.by_hand import silences
from monitor.store.database import Database
from monitor.store.outbox import edits, outbox
from monitor.troubles import Troubles
from tests.alerts.servers import PATIENCE
from tests.desk import UTC_ZONE, Desk

DENIES = "Boeing denies it plans job cuts in Renton"
CONFIRMS = "Boeing confirms it plans job cuts in Renton"


@dataclass
class Shown:
    """A message as the channel's readers see it."""

    text: str
    reply_to: str = ""
    edits: int = 0


class GrowingDesk(Desk):
    """Slack alone, by a bot: what is sent can be edited."""

    def __init__(self, database):
        self.shown, self.answers, self.tried = [], [], 0
        self.more_recipients = ()
        self.troubles = Troubles(lambda: self.now)
        super().__init__(database)
        self.targets = {"slack": replace(self.targets["slack"], kind=TargetKind.SLACK)}

    def worker(self):
        target = self.targets["slack"]
        return TargetWorker(
            self.database,
            target,
            render=lambda content, key: render(content, target.kind, key=key, timezone=UTC_ZONE),
            send=self._send,
            edit=self._edit,
            clock=lambda: self.now,
            zone=UTC_ZONE,
            policies=self.policies,
            troubles=self.troubles,
        )

    def deliver(self):
        worker = self.worker()
        worker.deliver_due()
        worker.edit_due()

    def _send(self, message):
        reply_to = message.replies_to[0].id if message.replies_to else ""
        self.shown.append(Shown(message.text, reply_to))
        number = str(len(self.shown))
        recipients = ("#news", *self.more_recipients)
        return Sent(tuple(Post(recipient=each, place="C1", id=number) for each in recipients))

    def _edit(self, post, message):
        self.tried += 1
        answer = self.answers.pop(0) if self.answers else Edited()
        if callable(answer):
            answer = answer()
        if answer == Edited():
            shown = self.shown[int(post.id) - 1]
            shown.text, shown.edits = message.text, shown.edits + 1
        return answer

    def edits(self):
        (row,) = outbox.newest(self.database.read(), limit=1)
        return edits.of_deliveries(self.database.read(), [row.id]).get(row.id)


@pytest.fixture
def desk(tmp_path):
    with Database(tmp_path / "news.db") as database:
        yield GrowingDesk(database)


@pytest.fixture
def told(desk):
    """One outlet has the event, and the target was told."""
    desk.poll(Wire=DENIES)
    desk.deliver()
    return desk


def test_what_has_not_grown_is_not_edited(told):
    told.later(5)
    told.deliver()

    assert told.tried == 0
    assert told.edits() is None


def test_another_outlet_is_named_in_the_message_that_was_sent(told):
    told.later(5)
    told.poll(Reuters=DENIES)
    told.deliver()

    (shown,) = told.shown
    assert "Also in Reuters (2 outlets)" in shown.text
    assert shown.edits == 1
    assert told.edits() == edits.Edits(count=1, edited_at=told.now, error="", over=False)
    assert told.said("Reuters").endswith("its outlet was named there")


def test_outlets_of_one_minute_are_one_edit_and_the_last_state_counts(told):
    told.later(5)
    told.poll(Reuters=DENIES)
    told.deliver()
    for outlet in ("FT", "Post", "Times"):
        told.later(0.2)
        told.poll(**{outlet: DENIES})
        told.deliver()
    assert told.tried == 1

    told.later(1)
    told.deliver()

    assert (told.tried, len(told.shown)) == (2, 1)
    assert "Also in Reuters, FT, Post, Times (5 outlets)" in told.shown[0].text


def test_a_report_that_came_while_the_message_was_being_sent_is_not_missed(desk):
    desk.poll(Wire=DENIES)
    sent = desk._send

    def send(message):
        desk.poll(Reuters=DENIES)
        return sent(message)

    desk._send = send
    desk.deliver()

    assert "Reuters" in desk.shown[0].text


def test_a_report_that_came_while_an_edit_was_under_way_is_not_missed(told):
    told.later(5)
    told.poll(Reuters=DENIES)

    def meanwhile():
        told.poll(FT=DENIES)
        return Edited()

    told.answers = [meanwhile]
    told.deliver()
    assert "FT" not in told.shown[0].text
    told.later(1)
    told.deliver()
    assert "Also in Reuters, FT" in told.shown[0].text


def test_a_restart_changes_nothing(told, tmp_path):
    told.later(5)
    told.poll(Reuters=DENIES)
    told.deliver()
    told.later(0.5)
    told.poll(FT=DENIES)
    told.database.close()
    with Database(tmp_path / "news.db") as database:
        told.database = database
        told.deliver()
        assert told.tried == 1, "still within the minute"
        told.later(1)
        told.deliver()
        assert "Also in Reuters, FT" in told.shown[0].text


def test_killed_between_editing_and_recording_it_edits_to_the_same_words_again(told):
    told.later(5)
    told.poll(Reuters=DENIES)

    def killed():
        raise KeyboardInterrupt

    told.answers = [killed]
    with pytest.raises(KeyboardInterrupt):
        told.deliver()
    told.deliver()

    assert len(told.shown) == 1
    assert "Also in Reuters" in told.shown[0].text


def test_a_second_report_of_the_same_outlet_changes_no_word_and_asks_nobody(told):
    told.later(5)
    told.items["Wire2"] = replace(told.items["Wire"], key="Wire2", link="https://wire.example/2")
    told.poll()
    told.deliver()

    assert told.tried == 0


def test_the_headline_stays_as_it_was_sent(told, monkeypatch):
    monkeypatch.setattr("monitor.stories.stories.changes_the_news", lambda *_: 0.0)
    told.later(5)
    told.poll(Wire=CONFIRMS, Reuters=DENIES)
    told.deliver()

    assert "denies" in told.shown[0].text
    assert "confirms" not in told.shown[0].text
    assert "Also in Reuters" in told.shown[0].text
    assert "edited since, not sent" in told.said("Wire")


def test_an_edit_that_changes_the_news_is_a_reply_to_the_first(told, monkeypatch):
    monkeypatch.setattr("monitor.stories.stories.changes_the_news", lambda *_: 1.0)
    told.later(5)
    told.poll(Wire=CONFIRMS)
    told.deliver()

    first, second = told.shown
    assert "denies" in first.text
    assert "Updated. Was" in second.text
    assert second.reply_to == "1"


def test_again_at_is_a_reply_and_the_first_message_is_the_one_that_grows(told):
    told.policies["Boeing"] = replace(told.policies["Boeing"], again_at=(2,))
    told.restart()
    told.later(5)
    told.poll(Reuters=DENIES)
    told.deliver()
    told.later(5)
    told.poll(FT=DENIES)
    told.deliver()

    first, second = told.shown
    assert "Also in Reuters, FT (3 outlets)" in first.text
    assert ("Again: 2 outlets by now" in second.text, second.reply_to) == (True, "1")
    assert second.edits == 0


def test_another_rule_has_a_message_of_its_own_that_grows_too_but_not_in_the_same_minute(told):
    told.add_rule("Renton", "renton", "slack")
    told.later(5)
    told.poll(Reuters=DENIES)
    told.deliver()
    assert [shown.reply_to for shown in told.shown] == ["", ""]
    assert told.tried == 1
    told.later(1)
    told.poll(FT=DENIES)
    told.deliver()
    assert told.tried == 2, "one message of a story in a minute"
    told.later(1)
    told.deliver()

    assert all("FT" in shown.text for shown in told.shown)


def test_a_bundle_of_rules_grows_as_a_whole(desk):
    desk.add_rule("Renton", "renton", "slack")
    desk.poll(Wire=DENIES)
    desk.deliver()
    desk.later(5)
    desk.poll(Reuters=DENIES)
    desk.deliver()

    (shown,) = desk.shown
    assert "Boeing" in shown.text
    assert "Renton: " in shown.text
    assert "Also in Reuters" in shown.text


def test_a_message_about_one_item_does_not_grow(desk):
    desk.policies["Boeing"] = replace(desk.policies["Boeing"], group=Group.ITEM)
    desk.restart()
    desk.poll(Wire=DENIES)
    desk.deliver()
    desk.later(5)
    desk.poll(Reuters=DENIES)
    desk.deliver()
    desk.later(5)
    desk.deliver()

    assert (len(desk.shown), desk.tried) == (2, 0)


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


def test_a_message_that_somebody_deleted_is_not_posted_again(told):
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


def test_the_headline_that_was_sent_stays_also_where_an_urgent_rule_goes_first(desk, monkeypatch):
    monkeypatch.setattr("monitor.stories.stories.changes_the_news", lambda *_: 0.0)
    desk.add_rule("Renton", "renton", "slack")
    desk.policies["Renton"] = replace(desk.policies["Renton"], urgent=True)
    desk.restart()
    desk.poll(Wire="Boeing denies it plans job cuts at its plant", Reuters=DENIES)
    desk.deliver()
    (shown,) = desk.shown
    assert DENIES in shown.text, "the urgent rule's item is the headline"
    desk.later(5)
    desk.poll(Reuters=CONFIRMS, FT=DENIES)
    desk.deliver()

    assert "Also in" in desk.shown[0].text
    assert "confirms" not in desk.shown[0].text


def test_a_template_that_fails_costs_one_edit_and_holds_up_no_other(told, monkeypatch):
    told.later(5)
    told.poll(Reuters=DENIES)
    with monkeypatch.context() as broken:
        broken.setattr("tests.outbound.test_editing.render", _raising)
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


def test_an_alert_waits_for_no_edit(told):
    """An edit hangs; what is found meanwhile is sent."""
    told.later(5)
    told.poll(Reuters=DENIES)
    begun, go_on, changed = threading.Event(), threading.Event(), threading.Condition()

    def hanging():
        begun.set()
        go_on.wait(PATIENCE)
        return Edited()

    told.answers = [hanging]
    sent = told._send

    def send(message):
        with changed:
            changed.notify_all()
            return sent(message)

    told._send = send
    worker = told.worker()
    worker.start()
    try:
        assert begun.wait(PATIENCE)
        told.poll(Post="Storm closes Boeing museum in Seattle for a week")
        worker.wake()
        with changed:
            assert changed.wait_for(lambda: len(told.shown) == 2, PATIENCE)
        assert told.shown[0].edits == 0
    finally:
        go_on.set()
        worker.stop()
        assert worker.join(PATIENCE)
