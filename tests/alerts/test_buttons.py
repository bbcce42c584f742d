"""Buttons under alerts: what they say, and what they send back."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import Bundle
from monitor.alerts.answers import Answer, Answers, Tokens
from monitor.alerts.buttons import MOST_RULES, Press, Standing, pressed, rows_of, said_to
from monitor.alerts.planning.policy import TargetKind
from monitor.alerts.wording.render import render
from tests.alerts.stories import PUBLISHED, alert_about

BERLIN = ZoneInfo("Europe/Berlin")
ONE, TWO = alert_about(id=17), alert_about(id=18, rule="Alibaba")
UNTIL = datetime(2025, 2, 14, 8, 0, tzinfo=UTC)
MUTED = Standing(
    vote=-1, voted_by="Ann in chat", rule_until=UNTIL, rule_by="Bob in chat", story_until=UNTIL
)


def labels(rows):
    return [[button.label for button in row] for row in rows]


def nothing(alert):
    return Standing()


def test_each_answer_is_a_button_and_says_which_alert_it_is_about():
    rows = rows_of([ONE], nothing)
    assert labels(rows) == [["Good", "Bad"], ["Mute the story", "Mute the rule for a day"]]
    presses = [pressed(button.data) for row in rows for button in row]
    assert presses == [
        Press(answer, 17, undo=False)
        for answer in (Answer.GOOD, Answer.BAD, Answer.MUTE_STORY, Answer.MUTE_RULE)
    ]


def test_what_was_said_can_be_taken_back_by_the_same_buttons():
    rows = rows_of([ONE], lambda alert: MUTED)
    assert labels(rows) == [["Good", "✓ Bad"], ["Unmute the story", "Unmute the rule"]]
    assert [pressed(button.data).undo for row in rows for button in row] == [
        False,
        True,
        True,
        True,
    ]


def test_of_several_rules_each_has_its_own():
    assert labels(rows_of([ONE, TWO], nothing)) == [
        ["Good: Apple's AI in China", "Bad: Apple's AI in China"],
        ["Mute the story", "Mute the rule for a day: Apple's AI in China"],
        ["Good: Alibaba", "Bad: Alibaba"],
        ["Mute the rule for a day: Alibaba"],
    ]
    many = [alert_about(id=number, rule=f"R{number}") for number in range(1, 30)]
    assert len(rows_of(many, nothing)) == 2 * MOST_RULES


def test_data_fits_into_what_telegram_takes():
    longest = rows_of([alert_about(id=10**17)], lambda alert: MUTED)
    assert all(len(button.data.encode()) <= 64 for row in longest for button in row)


@pytest.mark.parametrize("data", ["", "x17", "g", "g-1", "g17 ", "g1" * 40, "g١٧", "gg1", "c17"])
def test_what_is_no_button_of_ours_is_none(data):
    assert pressed(data) is None


def test_the_message_says_who_said_what():
    assert said_to([ONE], lambda alert: MUTED, BERLIN) == (
        "Voted bad, by Ann in chat.",
        "The rule is muted until Fri 14 Feb, 09:00, by Bob in chat.",
        "The story is muted until Fri 14 Feb, 09:00.",
    )
    assert said_to([ONE], nothing, BERLIN) == ()


def test_a_message_with_buttons_has_no_links_to_answer_by():
    message = render(
        Bundle(key="b", alerts=(ONE, TWO), created_at=PUBLISHED),
        TargetKind.TEXT,
        key="k",
        timezone=BERLIN,
        answers=Answers(Tokens(b"k" * 32), "https://news.example", "chat"),
        look=lambda alert: MUTED,
        buttons=True,
    )
    assert "/answer/" not in message.text
    assert message.text.endswith(
        "The rule Alibaba is muted until Fri 14 Feb, 09:00, by Bob in chat."
    )
    assert len(message.buttons) == 4


def test_a_name_calls_nobody_and_disguises_no_link():
    standing = Standing(vote=1, voted_by="@everyone [x](http://evil.example)")
    message = render(
        ONE, TargetKind.TEXT, key="k", timezone=BERLIN, look=lambda alert: standing, buttons=True
    )
    assert "@everyone" not in message.text
    assert "](" not in message.text


def test_slack_shows_what_was_said_as_plain_text_that_calls_nobody():
    standing = Standing(vote=1, voted_by="<!channel> *x*")
    message = render(
        ONE, TargetKind.SLACK, key="k", timezone=BERLIN, look=lambda alert: standing, buttons=True
    )
    said = {"type": "plain_text", "text": "Voted good, by <!channel> *x*.", "emoji": False}
    assert message.blocks[-1] == {"type": "context", "elements": [said]}
    assert "&lt;\u200b!channel&gt;" in message.text
    assert "<!channel>" not in message.text
    silent = render(ONE, TargetKind.SLACK, key="k", timezone=BERLIN, look=nothing, buttons=True)
    assert silent.blocks == message.blocks[:-1]
    assert len(silent.buttons) == 2


def test_a_made_up_alert_has_no_buttons():
    assert rows_of([alert_about(id=0)], nothing) == ()
