"""Links to answer by in each kind of message, and none where they are switched off."""

from __future__ import annotations

import json
import re
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import Bundle
from monitor.alerts.answers import Answer, Answers, Tokens
from monitor.alerts.planning.policy import TargetKind
from monitor.alerts.wording.plaintext import MAX_DIGEST
from monitor.alerts.wording.render import render
from tests.alerts.stories import PUBLISHED, alert_about, digest_of

TOKENS = Tokens(b"k" * 32)
BASE = "https://news.example"
ONE = alert_about(id=17)
TWO = alert_about(id=18, rule="Alibaba")
BOTH = Bundle(key="b", alerts=(ONE, TWO), created_at=PUBLISHED)
ALL = {Answer.GOOD, Answer.BAD, Answer.MUTE_STORY, Answer.MUTE_RULE}


def worded(content, kind, *, on=True):
    answers = Answers(TOKENS, BASE, "desk") if on else None
    return render(content, kind, key="k", timezone=ZoneInfo("UTC"), answers=answers)


def offered(text):
    """What the links in a text offer: (alert, answer), in order."""
    tokens = re.findall(rf"{BASE}/answer/([\w.-]+)", text)
    offers = [TOKENS.read(token, now=PUBLISHED) for token in tokens]
    return [(offer.alert, offer.answer) for offer in offers]


@pytest.mark.parametrize("kind", list(TargetKind))
@pytest.mark.parametrize("content", [ONE, BOTH, digest_of(ONE, TWO)], ids=["one", "both", "digest"])
def test_none_where_they_are_switched_off(content, kind):
    message = worded(content, kind, on=False)
    assert "/answer/" not in message.text + message.html + json.dumps(message.blocks)


def test_a_mail_has_four_in_words_and_as_links():
    message = worded(ONE, TargetKind.EMAIL)
    four = [(17, each) for each in (Answer.GOOD, Answer.BAD, Answer.MUTE_STORY, Answer.MUTE_RULE)]
    assert offered(message.text) == four
    assert re.findall(r"(?m)^(.+): https://news.example/answer/", message.text) == [
        each.label for _, each in four
    ]
    assert offered(message.html) == four


def test_a_mail_of_several_rules_has_votes_for_each_and_one_story_to_mute():
    message = worded(BOTH, TargetKind.EMAIL)
    wanted = {(id_, each) for id_ in (17, 18) for each in ALL - {Answer.MUTE_STORY}}
    wanted.add((17, Answer.MUTE_STORY))
    for text in (message.text, message.html):
        assert set(offered(text)) == wanted
        assert len(offered(text)) == len(wanted)


def test_slack_has_them_in_its_blocks_and_in_its_text():
    for content, count in ((ONE, 4), (BOTH, 7)):
        message = worded(content, TargetKind.SLACK)
        for text in (message.text, json.dumps(message.blocks)):
            assert len(set(offered(text))) == len(offered(text)) == count


@pytest.mark.parametrize("content", [ONE, BOTH], ids=["one", "both"])
@pytest.mark.parametrize("kind", [TargetKind.EMAIL, TargetKind.SLACK, TargetKind.WEBHOOK])
def test_the_story_is_muted_by_a_link_above_those_for_rules(content, kind):
    message = worded(content, kind)
    for text in filter(None, (message.text, message.html, json.dumps(message.blocks))):
        mutes = [answer for _, answer in offered(text) if "mute" in answer]
        assert mutes[:2] in ([], [Answer.MUTE_STORY, Answer.MUTE_RULE])


def test_slack_takes_the_blocks_of_many_rules():
    many = tuple(alert_about(id=number, rule=f"R{number}") for number in range(1, 41))
    message = worded(Bundle(key="b", alerts=many, created_at=PUBLISHED), TargetKind.SLACK)
    assert len(message.blocks) <= 50


def test_plain_text_has_one_short_link_to_all_of_them():
    message = worded(ONE, TargetKind.TEXT)
    assert offered(message.text) == [(17, Answer.CHOOSE)]
    assert message.text.splitlines()[-1].startswith("Good, bad or mute: https://")
    assert len(message.text.splitlines()[-1]) < 120


@pytest.mark.parametrize("kind", [TargetKind.EMAIL, TargetKind.SLACK, TargetKind.TEXT])
def test_a_digest_has_them_for_each_alert(kind):
    message = worded(digest_of(ONE, TWO), kind)
    for text in filter(None, (message.text, message.html)):
        assert {alert for alert, _ in offered(text)} == {17, 18}
    if kind is TargetKind.SLACK:
        assert {alert for alert, _ in offered(json.dumps(message.blocks))} == {17, 18}


def test_a_long_digest_still_fits():
    many = [alert_about(id=number) for number in range(1, 51)]
    assert len(worded(digest_of(*many), TargetKind.TEXT).text) <= MAX_DIGEST


def test_a_program_gets_the_addresses():
    (alert,) = json.loads(worded(ONE, TargetKind.WEBHOOK).text)["data"]["alerts"]
    assert {name.replace("_", "-") for name in alert["answers"]} == set(ALL)
    assert set(offered(json.dumps(alert["answers"]))) == {(17, each) for each in ALL}


def test_the_console_has_none():
    assert "/answer/" not in worded(ONE, TargetKind.CONSOLE).text


def test_a_push_message_has_three_buttons_at_most():
    assert [label for label, _ in worded(ONE, TargetKind.TEXT).actions] == [
        "Good",
        "Bad",
        "Mute...",
    ]
    of_one = "".join(link for _, link in worded(ONE, TargetKind.TEXT).actions)
    assert [answer for _, answer in offered(of_one.replace(BASE, f"\n{BASE}"))] == [
        Answer.GOOD, Answer.BAD, Answer.CHOOSE,
    ]  # fmt: skip
    assert [label for label, _ in worded(BOTH, TargetKind.TEXT).actions] == ["Good, bad or mute"]
    assert worded(ONE, TargetKind.TEXT, on=False).actions == ()
