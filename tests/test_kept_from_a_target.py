"""What is kept from one target, by a silence or a pause, is seen, and can still be sent."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from monitor.actions.deliveries import retry
from monitor.actions.send_match import can_send
from monitor.alerts.alert import DeliveryState
from monitor.alerts.hours import parse_quiet_hours
from monitor.errors import MonitorError
from monitor.store.by_hand import silences
from monitor.store.database import Database
from monitor.store.outbox import outbox
from monitor.store.reading import alert_list
from monitor.store.upkeep import transfer
from tests.alerts.servers import WebhookServer
from tests.daemon_process import DaemonProcess, printed_by
from tests.desk import TARGETS, Desk
from tests.test_answers import publish, wait_for_match

QUIET = replace(TARGETS["mail"], quiet_hours=parse_quiet_hours("06:00-09:00"))
TITLE = "Boeing denies it plans job cuts in Renton"
KEPT = "withheld from mail: story silenced until 12:00 by Ann in chat"


@pytest.fixture
def desk(tmp_path):
    """Slack has had it at seven; the mail, held for the morning, was silenced meanwhile."""
    with Database(tmp_path / "news.db") as database:
        desk = Desk(database)
        desk.targets["mail"] = QUIET
        desk.policies["Boeing"] = replace(desk.policies["Boeing"], targets=("slack", "mail"))
        desk.restart()
        desk.poll(Wire=TITLE)
        desk.deliver()
        silence(desk, story=desk.match("Wire").story, who="Ann in chat")
        desk.later(150)
        desk.deliver()
        yield desk


def silence(desk, **what):
    until = desk.now.replace(hour=12)
    return desk.database.write(lambda db: silences.add(db, until=until, now=desk.now, **what))


def kept(desk):
    (row,) = outbox.newest(desk.database.read(), state=DeliveryState.WITHHELD)
    return row


def try_again(desk, id_):
    return desk.database.write(lambda db: retry(db, id_, targets=desk.targets, now=desk.now))


def test_the_match_says_whom_it_was_kept_from_and_by_whose_silence(desk):
    assert [name for name, _ in desk.messages] == ["slack"]
    assert desk.said("Wire") == f"sent to slack 07:00; {KEPT}"
    row = desk.match("Wire")
    assert (row.state, row.fate.withheld_from) == ("sent", ("mail",))
    assert desk.listed(target="mail") == {("Wire", "Boeing")}


def test_what_one_target_wasnt_told_is_listed_although_another_was(desk):
    assert desk.listed(state="unsent") == set()
    assert desk.listed(target="mail", state="unsent") == {("Wire", "Boeing")}
    assert desk.listed(target="mail", state="withheld") == {("Wire", "Boeing")}
    assert desk.listed(target="slack", state="unsent") == set()
    assert desk.listed(target="mail", state="sent") == set()
    desk.send("Wire")
    assert desk.listed(target="mail", state="waiting") == {("Wire", "Boeing")}
    desk.deliver()
    assert desk.listed(target="mail", state="unsent") == set()
    assert desk.listed(target="mail", state="withheld") == set()


def test_a_later_report_is_grouped_at_the_target_that_had_only_the_first(desk):
    desk.add_rule("Renton", "Renton", "slack")
    desk.later(5)
    desk.poll(Globe="Boeing denies planning any job cuts in Renton")
    desk.deliver()
    assert desk.said("Globe", "Boeing").startswith("grouped")
    assert desk.listed(target="slack", state="grouped") >= {("Globe", "Boeing")}


def test_so_does_its_alert_and_its_delivery(desk):
    (row,) = alert_list.newest(desk.database.read(), alert_list.AlertQuery())
    assert [(each.target, each.state.value) for each in row.told] == [
        ("slack", "delivered"),
        ("mail", "withheld"),
    ]
    assert row.told[1].withheld == kept(desk).withheld
    assert kept(desk).withheld.silence.id == 1
    assert outbox.counts(desk.database.read())["mail"] == {"withheld": 1}


def test_a_silence_that_was_ended_early_ended_then(desk):
    desk.later(15)
    desk.database.write(lambda db: silences.end(db, 1, now=desk.now))
    assert "story silenced until 09:45 by Ann in chat" in desk.said("Wire")


def test_a_silence_that_is_no_longer_kept_leaves_the_reason(desk):
    desk.database.write(lambda db: db.execute("DELETE FROM silences"))
    assert desk.said("Wire") == "sent to slack 07:00; withheld from mail: silenced"
    assert desk.database.read().execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_match_is_sent_after_all_to_the_target_that_lacks_it(desk):
    assert can_send(desk.match("Wire"), desk.policies)
    assert desk.send("Wire").targets == ("mail",)
    desk.deliver()
    assert [name for name, _ in desk.messages] == ["slack", "mail"]
    assert desk.said("Wire") == "sent to slack 07:00; sent to mail 09:30"
    assert not can_send(desk.match("Wire"), desk.policies)
    with pytest.raises(MonitorError, match="has had this headline"):
        try_again(desk, kept(desk).id)


def test_it_isnt_offered_where_the_rule_no_longer_tells_the_target(desk):
    desk.policies["Boeing"] = replace(desk.policies["Boeing"], targets=("slack",))
    assert not can_send(desk.match("Wire"), desk.policies)


def test_or_its_delivery_is_although_the_story_is_still_silenced(desk):
    assert try_again(desk, kept(desk).id) == "mail"
    desk.deliver()
    assert desk.messages[-1][1].title == f"[Boeing] {TITLE}"
    assert "Sent on request" in desk.messages[-1][1].text
    assert desk.said("Wire") == "sent to slack 07:00; sent to mail 09:30"
    assert not outbox.newest(desk.database.read(), state=DeliveryState.WITHHELD)


def test_the_next_report_after_the_silence_goes_to_the_target_too(desk):
    desk.later(180)
    desk.poll(Reuters=TITLE)
    desk.later()
    desk.deliver()
    assert [name for name, _ in desk.messages] == ["slack", "mail"]
    assert desk.said("Wire") == "sent to slack 07:00; sent to mail 12:31"


@pytest.fixture
def paused(tmp_path):
    """Slack has had it at seven; the mail was paused then."""
    with Database(tmp_path / "news.db") as database:
        desk = Desk(database)
        policy = desk.policies["Boeing"]
        desk.policies["Boeing"] = replace(policy, targets=("slack",), paused=("mail",))
        desk.restart()
        desk.poll(Wire=TITLE)
        desk.deliver()
        yield desk


def test_a_paused_target_is_said_to_lack_it(paused):
    assert paused.said("Wire") == "sent to slack 07:00; withheld from mail: the target was paused"
    assert kept(paused).delivery.target == "mail"


def test_a_target_that_is_back_is_told_by_the_next_report(paused):
    policy = paused.policies["Boeing"]
    paused.policies["Boeing"] = replace(policy, targets=("slack", "mail"), paused=())
    paused.restart()
    paused.later(20)
    paused.poll(Globe=TITLE)
    paused.deliver()
    assert [name for name, _ in paused.messages] == ["slack", "mail"]


def test_what_was_kept_from_everybody_says_by_whose_silence(tmp_path):
    with Database(tmp_path / "other.db") as database:
        desk = Desk(database)
        desk.targets["mail"] = QUIET
        desk.policies["Boeing"] = replace(desk.policies["Boeing"], targets=("mail",))
        desk.add_rule("Renton", "renton", "mail")
        desk.poll(Wire=TITLE)
        silence(desk, story=desk.match("Wire").story)
        desk.later(150)
        desk.deliver()
        assert desk.said("Wire") == "withheld: story silenced until 12:00"
        assert desk.listed(withheld="silenced") == {("Wire", "Boeing"), ("Wire", "Renton")}
        # One of the two deliveries, and then the match by the other rule.
        first, _ = sorted(
            row.id for row in outbox.newest(database.read(), state=DeliveryState.WITHHELD)
        )
        try_again(desk, first)
        assert desk.said("Wire") == "waiting for mail"
        desk.deliver()
        ((_, message),) = desk.messages
        assert message.title == f"[Boeing] {TITLE}"


def test_a_match_is_sent_with_its_other_rules_that_were_kept_back_with_it(tmp_path):
    with Database(tmp_path / "other.db") as database:
        desk = Desk(database)
        desk.targets["mail"] = QUIET
        desk.policies["Boeing"] = replace(desk.policies["Boeing"], targets=("mail", "slack"))
        desk.add_rule("Renton", "renton", "mail", "slack")
        desk.poll(Wire=TITLE)
        desk.deliver()
        silence(desk, story=desk.match("Wire").story)
        desk.later(150)
        desk.deliver()
        desk.send("Wire")
        desk.deliver()
        ((_, first), (to, second)) = desk.messages
        assert (to, second.title) == ("mail", first.title)
        for rule in ("Boeing", "Renton"):
            assert desk.said("Wire", rule) == "sent to slack 07:00; sent to mail 09:30"


def test_an_export_and_an_import_keep_it(desk, tmp_path):
    lines = list(transfer.export_lines(desk.database.read()))
    with Database(tmp_path / "new.db") as other:
        other.write(lambda db: transfer.import_lines(db, lines))
        assert list(transfer.export_lines(other.read())) == lines


def test_with_a_daemon_it_is_told_and_sent_after_all(feed_server, tmp_path):
    feed, config = publish(feed_server, TITLE), tmp_path / "config.toml"
    with WebhookServer() as desk, WebhookServer() as boss:
        text = f"""
            timezone = "UTC"
            gather = "0s"
            watch_config = false
            allow_private = ["127.0.0.1"]
            web = {{ listen = "" }}
            [[feeds]]
            url = "{feed}"
            backfill = "all"
            [[rules]]
            name = "Boeing"
            match = "boeing"
            [targets.desk]
            url = "{desk.slack()}"
            [targets.boss]
            url = "{boss.slack()}"
            """
        config.write_text(f'{text}\nquiet_hours = "00:00-23:59"')
        with DaemonProcess(config) as daemon:
            desk.wait_for(1)
            (match,) = wait_for_match(config, "--state", "sent")
            assert "held for boss until" in match["fate"]
            printed_by(config, "silence", "--story", str(match["story"]), "--for", "2h")
            config.write_text(text)
            printed_by(config, "reload")
            daemon.wait_for(event="withheld", target="boss")
            (match,) = wait_for_match(config)
            assert "; withheld from boss: story silenced until " in match["fate"]
            at_boss = match["deliveries"][1]
            assert (at_boss["target"], at_boss["state"], at_boss["silence"]) == (
                "boss",
                "withheld",
                1,
            )
            assert "withheld from boss" in printed_by(config, "why", str(match["id"]))
            assert "boss withheld: story silenced until" in printed_by(config, "alerts")
            (listed,) = json.loads(printed_by(config, "deliveries", "--withheld", "--json"))
            assert (listed["target"], listed["silence"]) == ("boss", 1)
            assert "To send one after all" in printed_by(config, "deliveries", "--withheld")
            assert boss.posts == []
            printed_by(config, "deliveries", "retry", str(listed["id"]))
            boss.wait_for(1)
            assert [len(desk.posts), len(boss.posts)] == [1, 1]
            end = wait_for_match(config, "--target", "boss", "--state", "sent")
            assert "withheld" not in end[0]["fate"]
