"""What is said of a match is what a reader has seen: its headline, as it stood in a message."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.alerts.hours import parse_quiet_hours
from monitor.alerts.planning.policy import Group, Mode
from monitor.alerts.timetable import parse_timetable
from monitor.errors import MonitorError
from monitor.store.by_hand import silences
from monitor.store.database import Database
from monitor.store.history.match_state import MatchState
from monitor.store.migrations.m007_shown import only_headlines
from monitor.store.outbox import outbox
from monitor.store.reading import alert_list
from tests.desk import SEVEN, TARGETS, Desk

DIGEST = replace(TARGETS["mail"], mode=Mode.DIGEST, digest=parse_timetable("daily 08:00"))
NIGHT = replace(TARGETS["mail"], quiet_hours=parse_quiet_hours("06:00-09:00"))
DENIES = "Boeing denies it plans job cuts in Renton"
CONFIRMS = "Boeing confirms it plans job cuts in Renton"


@pytest.fixture
def desk(tmp_path):
    with Database(tmp_path / "news.db") as database:
        yield Desk(database)


@pytest.fixture
def two_outlets(desk):
    """Two outlets have the same event before anybody is told: the message names both."""
    desk.poll(Wire=DENIES, Reuters=DENIES)
    desk.deliver()
    return desk


def test_an_item_of_which_only_the_outlet_is_named_is_grouped(two_outlets):
    ((_, message),) = two_outlets.messages
    assert "Also in Reuters" in message.text
    assert two_outlets.said("Wire") == "sent to slack 07:00"
    assert two_outlets.said("Reuters") == (
        f"grouped: not sent, same event as “{DENIES}”, sent 07:00; its outlet was named there"
    )
    for state in ("grouped", "unsent"):
        assert two_outlets.listed(state=state) == {("Reuters", "Boeing")}


@pytest.mark.parametrize("group", [Group.STORY, Group.DAY])
def test_a_digest_and_a_day_message_send_what_they_show_by_its_headline(desk, group):
    desk.targets["mail"] = DIGEST
    desk.policies["Boeing"] = replace(desk.policies["Boeing"], targets=("mail",), group=group)
    desk.restart()
    desk.poll(Wire=DENIES, Reuters=DENIES, Post="Storm closes Boeing museum in Seattle for a week")
    desk.later(90)
    desk.deliver()
    ((_, message),) = desk.messages
    for source in ("Wire", "Post"):
        assert desk.match(source).item.title in message.text.replace("*", "")
        assert desk.said(source) == "sent to mail 08:30"
    assert desk.said("Reuters").startswith(f"grouped: not sent, same event as “{DENIES}”")


def test_databases_of_before_come_to_call_it_grouped_too(two_outlets):
    def as_before(db):
        db.execute("UPDATE matches SET sent_at = '2025-02-13T07:00:00.000Z', withheld = NULL")
        db.execute("UPDATE alerts SET reason = 'updated: Boeing silent → ' || ?", [DENIES])

    two_outlets.database.write(as_before)
    assert two_outlets.match("Reuters").state is MatchState.SENT
    two_outlets.database.write(only_headlines)
    assert two_outlets.said("Wire") == "sent to slack 07:00"
    assert two_outlets.said("Reuters").endswith("its outlet was named there")
    (row,) = alert_list.newest(two_outlets.database.read(), alert_list.AlertQuery())
    assert row.alert.reason == "updated. Was: “Boeing silent”"


def test_what_was_edited_before_the_upgrade_says_so_after_it(two_outlets):
    two_outlets.database.write(
        lambda db: db.execute("UPDATE items SET title = ? WHERE source = 'Wire'", [CONFIRMS])
    )
    two_outlets.database.write(only_headlines)
    assert two_outlets.said("Wire") == f"sent to slack 07:00 as “{DENIES}”; edited since, not sent"


@pytest.fixture
def polished(desk, monkeypatch):
    """An edit that turns the news round, and that is taken for polish."""
    monkeypatch.setattr("monitor.stories.stories.changes_the_news", lambda *_: 0.0)
    desk.poll(Wire=DENIES)
    desk.deliver()
    desk.later()
    desk.summary = desk.poll(Wire=CONFIRMS)
    return desk


def test_an_edit_of_what_was_sent_is_never_silent(polished):
    assert polished.said("Wire") == f"sent to slack 07:00 as “{DENIES}”; edited since, not sent"
    assert polished.match("Wire").state is MatchState.SENT
    for asked in ({"state": "unsent"}, {"withheld": "edited"}, {"withheld": "any"}):
        assert polished.listed(**asked) == {("Wire", "Boeing")}
    assert (polished.summary.edited, polished.summary.known) == (1, 1)


def test_what_was_edited_since_can_be_sent_and_says_what_changed(polished):
    assert polished.match("Wire").fate.can_be_sent
    assert not polished.send("Wire").not_same_as
    polished.deliver()
    assert f"Sent on request: headline changed from “{DENIES}”" in polished.messages[-1][1].text
    assert polished.said("Wire") == (
        f"sent to slack 07:00 as “{DENIES}”; sent to slack 07:01 as “{CONFIRMS}”"
    )
    assert not polished.listed(state="unsent")
    with pytest.raises(MonitorError, match="has already been sent"):
        polished.send("Wire")


def test_a_headline_that_comes_back_was_sent(polished):
    polished.poll(Wire=DENIES)
    assert polished.said("Wire") == "sent to slack 07:00"
    assert not polished.match("Wire").fate.can_be_sent


def test_an_edit_of_anything_else_says_nothing_of_the_headline(two_outlets):
    two_outlets.database.write(lambda db: db.execute("UPDATE sent_items SET title = NULL"))
    two_outlets.items["Wire"] = replace(two_outlets.items["Wire"], summary="More of it.")
    assert two_outlets.poll().edited == 1
    assert two_outlets.said("Wire") == "sent to slack 07:00"


def test_an_update_that_was_silenced_says_so(desk, monkeypatch):
    monkeypatch.setattr("monitor.stories.stories.changes_the_news", lambda *_: 1.0)
    desk.poll(Wire=DENIES)
    desk.deliver()
    desk.database.write(
        lambda db: silences.add(db, rule="Boeing", until=desk.now + timedelta(hours=1), now=SEVEN)
    )
    desk.poll(Wire=CONFIRMS)
    assert desk.said("Wire") == (
        f"sent to slack 07:00 as “{DENIES}”; edited since, not sent: silenced"
    )


def test_an_update_is_history_with_both_headlines(desk, monkeypatch):
    monkeypatch.setattr("monitor.stories.stories.changes_the_news", lambda *_: 1.0)
    desk.poll(Wire=DENIES)
    desk.deliver()
    desk.later()
    desk.poll(Wire=CONFIRMS)
    assert desk.said("Wire") == f"sent to slack 07:00 as “{DENIES}”; waiting for slack"
    assert not desk.listed(withheld="any"), "it is on its way"
    desk.deliver()
    assert desk.messages[-1][1].title == f"[Boeing] Updated: {CONFIRMS}"
    assert desk.messages[-1][1].text.count(CONFIRMS) == 1
    assert desk.said("Wire") == (
        f"sent to slack 07:00 as “{DENIES}”; sent to slack 07:01 as “{CONFIRMS}”"
    )


def test_a_delivery_shows_what_was_delivered(polished):
    (row,) = outbox.newest(polished.database.read())
    assert (row.title, row.title_now) == (DENIES, CONFIRMS)
    (alert,) = alert_list.newest(polished.database.read(), alert_list.AlertQuery())
    assert (alert.sent_as, alert.told[0].words) == (DENIES, DENIES)


def test_so_does_a_message_of_several_rules(desk, monkeypatch):
    monkeypatch.setattr("monitor.stories.stories.changes_the_news", lambda *_: 0.0)
    desk.add_rule("Renton", "renton", "slack")
    desk.poll(Wire=DENIES)
    desk.deliver()
    desk.poll(Wire=CONFIRMS)
    (row,) = outbox.newest(desk.database.read())
    assert (row.rules, row.title, row.title_now) == (("Boeing", "Renton"), DENIES, CONFIRMS)
    members = outbox.in_digest(desk.database.read(), row.id)
    assert {each.title for each in members} == {DENIES}


OTHER = "Boeing says it has no plans for job cuts in Renton"


@pytest.fixture
def grouped(desk):
    """A report that was taken for one of the same event, by two rules."""
    desk.add_rule("Renton", "renton", "slack", "mail")
    desk.poll(Wire=DENIES)
    desk.deliver()
    desk.later()
    desk.poll(Post=OTHER)
    assert desk.match("Post").state is MatchState.GROUPED, "else there is nothing to test"
    desk.messages.clear()
    return desk


def test_what_is_sent_by_hand_says_so_and_not_what_it_was_told_apart_from(grouped):
    asked = grouped.send("Post")
    assert asked.not_same_as == DENIES
    grouped.deliver()
    ((target, message),) = grouped.messages
    assert (target, "Sent on request" in message.text) == ("slack", True)
    assert "Earlier" not in message.text
    assert DENIES not in message.text


def test_one_message_speaks_for_all_rules_of_the_article(grouped):
    grouped.send("Post")
    grouped.deliver()
    ((_, message),) = grouped.messages
    assert "Boeing: " in message.text
    assert "Renton: " in message.text
    for rule in ("Boeing", "Renton"):
        assert grouped.said("Post", rule) == "sent to slack 07:01"
    with pytest.raises(MonitorError, match="has already been sent"):
        grouped.send("Post", "Boeing")


def test_a_target_that_only_another_rule_of_the_article_tells_can_have_it_too(grouped):
    grouped.send("Post")
    grouped.deliver()
    assert grouped.send("Post", "Renton").targets == ("mail",)
    grouped.deliver()
    assert [target for target, _ in grouped.messages] == ["slack", "mail"]
    with pytest.raises(MonitorError, match="has already been sent"):
        grouped.send("Post", "Renton")


def test_what_is_on_its_way_is_not_sent_twice(grouped):
    grouped.send("Post")
    with pytest.raises(MonitorError, match="is already on its way to slack"):
        grouped.send("Post")
    with pytest.raises(MonitorError, match="is already on its way to slack"):
        grouped.send("Post", "Renton")


def test_quiet_hours_do_not_hold_up_what_was_asked_for(grouped):
    grouped.targets["mail"] = NIGHT
    grouped.send("Post", "Renton")
    grouped.deliver()
    assert [name for name, _ in grouped.messages] == ["slack", "mail"]


def test_the_same_headline_is_no_correction(two_outlets):
    asked = two_outlets.send("Reuters")
    assert asked.not_same_as == ""
    two_outlets.deliver()
    assert two_outlets.said("Reuters") == "sent to slack 07:00"


def test_a_headline_that_another_rule_showed_the_target_was_sent(desk):
    desk.poll(Wire=DENIES)
    desk.deliver()
    desk.add_rule("Plans", '"no plans"', "slack")
    desk.later()
    desk.poll(Post=OTHER)
    assert desk.match("Post").state is MatchState.GROUPED
    desk.deliver()
    assert OTHER in desk.messages[-1][1].text
    for rule in ("Plans", "Boeing"):
        assert desk.said("Post", rule) == "sent to slack 07:01"


def test_what_was_held_and_is_sent_by_hand_says_so(desk):
    desk.targets["slack"] = replace(TARGETS["slack"], quiet_hours=parse_quiet_hours("06:00-09:00"))
    desk.restart()
    desk.poll(Wire=DENIES)
    desk.deliver()
    assert desk.match("Wire").state is MatchState.HELD
    desk.send("Wire")
    desk.deliver()
    ((_, message),) = desk.messages
    assert "Sent on request" in message.text
    assert desk.said("Wire") == "sent to slack 07:00"


def test_so_does_what_several_rules_hold_and_what_tells_of_an_event_again(desk, monkeypatch):
    desk.targets["slack"] = replace(TARGETS["slack"], quiet_hours=parse_quiet_hours("06:00-09:00"))
    desk.add_rule("Renton", "renton", "slack")
    desk.poll(Wire=DENIES)
    desk.send("Wire")
    desk.deliver()
    ((_, message),) = desk.messages
    assert "Sent on request" in message.text


def test_what_comes_when_its_time_has_come_was_not_asked_for(two_outlets):
    ((_, message),) = two_outlets.messages
    assert "request" not in message.text
