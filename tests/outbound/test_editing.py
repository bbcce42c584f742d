"""A message grows with its event: all is real but the clock and the service."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from monitor.alerts.planning.policy import Group
from monitor.alerts.post import Edited
from monitor.store.database import Database
from monitor.store.outbox import edits
from tests.alerts.servers import PATIENCE
from tests.outbound.growing_desk import CONFIRMS, DENIES


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
    sent = desk.send

    def send(message):
        desk.poll(Reuters=DENIES)
        return sent(message)

    desk.send = send
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
    sent = told.send

    def send(message):
        with changed:
            changed.notify_all()
            return sent(message)

    told.send = send
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
