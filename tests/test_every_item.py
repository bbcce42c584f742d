"""A rule that alerts on every item shows each, whatever other rules send about the same event."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.alerts.hours import parse_quiet_hours
from monitor.alerts.planning.policy import Group
from monitor.store.database import Database
from tests.desk import TARGETS, Desk

FIRST = "Boeing plans to close its plant in Renton, Washington"
SECOND = "Boeing plans job cuts, closing its plant in Renton, Washington"


@pytest.fixture
def desk(tmp_path):
    """Slack has two rules: Boeing, each event once; and Jobs, on every item."""
    with Database(tmp_path / "news.db") as database:
        desk = Desk(database)
        desk.add_rule("Jobs", "job", "slack")
        desk.policies["Jobs"] = replace(desk.policies["Jobs"], group=Group.ITEM)
        desk.restart()
        yield desk


def shown(desk):
    return sorted(message.title for _, message in desk.messages)


def test_beside_another_rules_alert_about_another_item_it_has_its_own_message(desk):
    desk.poll(Wire=FIRST, Globe=SECOND)
    assert desk.match("Wire").alert_id == desk.match("Globe").alert_id  # one event
    desk.deliver()
    assert shown(desk) == [f"[Boeing] {FIRST}", f"[Jobs] {SECOND}"]
    assert desk.said("Globe", "Jobs") == "sent to slack 07:00"


def test_about_one_item_both_are_one_message(desk):
    desk.poll(Globe=SECOND)
    desk.deliver()
    assert shown(desk) == [f"[Boeing, Jobs] {SECOND}"]


def test_held_for_the_morning_both_headlines_are_in_the_message(desk):
    desk.targets["slack"] = replace(TARGETS["slack"], quiet_hours=parse_quiet_hours("06:00-09:00"))
    desk.restart()
    desk.poll(Wire=FIRST, Globe=SECOND)
    desk.later(150)
    desk.deliver()
    ((_, message),) = desk.messages
    assert FIRST in message.text
    assert SECOND in message.text
