"""A message about one event that several rules found names them all, whatever the target shows."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import Bundle
from monitor.alerts.planning.policy import Priority, TargetKind
from monitor.alerts.sending.console import ConsoleSender
from monitor.alerts.wording.card import card_of
from monitor.alerts.wording.render import render
from tests.alerts.stories import ITEM, PUBLISHED, alert_about, digest_of, hit

BERLIN = ZoneInfo("Europe/Berlin")
KINDS = [kind for kind in TargetKind if kind is not TargetKind.WEBHOOK]
"""Those that people read; test_payload has the other."""
ALIBABA = alert_about(
    hits=(hit(ITEM, "title", "Alibaba", "Alibaba"),),
    rule="Alibaba",
    canonical="Alibaba",
    priority=Priority.HIGH,
)
FT = replace(
    ITEM,
    feed="https://ft.example/feed",
    key="9",
    title="Alibaba's Tsai: Apple has chosen us",
    link="https://ft.example/tsai",
    source="FT",
)
TSAI = alert_about(
    FT, hits=(hit(FT, "title", "Tsai", "Tsai"),), rule="People", canonical="Tsai | Cook"
)
NAMES = ("Alibaba", "Apple's AI in China", "People")


def bundle(*alerts):
    return Bundle(key="b", alerts=alerts, created_at=PUBLISHED)


def rendered(content, kind):
    return render(content, kind, key="k", timezone=BERLIN, page_url="https://news.example")


def said(content, kind):
    """All that the reader sees."""
    message = rendered(content, kind)
    if kind is TargetKind.CONSOLE:
        stream = io.StringIO()
        ConsoleSender(stream, BERLIN)(message)
        return stream.getvalue()
    blocks = json.dumps(message.blocks, ensure_ascii=False)
    return f"{message.title}\n{message.text}\n{blocks if message.blocks else ''}{message.html}"


@pytest.fixture
def three():
    return bundle(ALIBABA, alert_about(), TSAI)


@pytest.mark.parametrize("kind", KINDS)
def test_every_rule_is_named_with_what_it_found(kind, three):
    text = said(three, kind).replace("&#39;", "'")

    for name in NAMES:
        assert name in text
    assert "Apple · AI · China" in text
    assert "Tsai (in FT)" in text  # not in the report that is shown


@pytest.mark.parametrize("kind", KINDS)
def test_the_headline_stands_once_with_the_hits_of_all(kind, three):
    message = rendered(three, kind)

    assert message.title == (
        "[Alibaba, Apple's AI in China, People] "
        "Apple turns to Alibaba for iPhone AI in China, chairman Tsai confirms"
    )
    marked = [piece.text for piece in card_of(three, BERLIN).title if piece.hit]
    assert marked == ["Apple", "Alibaba", "AI", "China"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_most_urgent_rule_speaks_and_the_highest_priority_holds(kind):
    message = rendered(bundle(alert_about(), ALIBABA), kind)

    assert message.rule == "Apple's AI in China"
    assert message.priority is Priority.HIGH


def test_as_plain_text_it_reads_well(three):
    assert rendered(three, TargetKind.TEXT).text == (
        "The Harbour Ledger · Thu 13 Feb 2025, 09:14 CET\n"
        "\n"
        "… The partnership would bring *artificial intelligence* features to handsets sold in "
        "*China*, where regulators must approve every large language model. Shares in Hong Kong "
        "rose 2.5 % to their highest since 2022.\n"
        "\n"
        "Alibaba: Alibaba\n"
        "Apple's AI in China: Apple · AI · China\n"
        "People: Tsai (in FT)\n"
        "Read at The Harbour Ledger: "
        "https://ledger.example/2025/02/13/apple-alibaba?from=rss&page=1\n"
        "More: https://news.example/story/7"
    )


def test_in_a_mail_each_rule_has_its_text(three):
    text = rendered(three, TargetKind.EMAIL).text

    assert "\nAlibaba\nMatched: Alibaba\nRule: Alibaba\n\nApple's AI in China\n" in text
    assert "\nPeople\nMatched: Tsai (in FT)\nRule: Tsai | Cook\n\nMore: " in text


def test_a_rule_that_has_two_alerts_is_named_once():
    again = alert_about(again=1, reason="5 outlets by now", key="again")
    card = card_of(bundle(alert_about(), again), BERLIN)

    assert [rule.name for rule in card.rules] == ["Apple's AI in China"]
    assert card.subject.startswith("[Apple's AI in China] ")


def test_a_subject_names_as_many_rules_as_there_is_room_for_and_counts_the_rest():
    many = [alert_about(rule=f"A rule that is called {number}") for number in range(40)]
    for kind in KINDS:
        message = rendered(bundle(*many), kind)
        assert message.title.startswith(
            "[A rule that is called 0, A rule that is called 1 and 38 more] Apple turns"
        )
        assert all(f"called {number}" in said(bundle(*many), kind) for number in range(40))
    blocks = rendered(bundle(*many), TargetKind.SLACK).blocks
    assert len(blocks) <= 50


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_story_told_before_is_said(kind):
    told = alert_about(earlier="Apple looks for a partner in China")

    assert "Earlier: Apple looks for a partner in China" in said(told, kind)
    assert "Earlier: Apple looks" in said(bundle(told, ALIBABA), kind)
    assert "Earlier: Apple looks" in said(digest_of(told, ALIBABA), kind)
    assert rendered(told, kind).follows
    assert "Earlier" not in said(alert_about(), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_what_an_edit_changed_is_said_and_not_twice(kind):
    told = alert_about(
        reason="updated. Was: “Blume will not resign”", earlier="Blume will not resign"
    )

    for content in (told, digest_of(told, ALIBABA)):
        text = said(content, kind)
        assert "Updated. Was: “Blume will not resign”" in text
        assert "Again" not in text
        assert "Earlier" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_digest_tells_of_an_event_once_and_names_its_rules(kind):
    other = alert_about(replace(ITEM, key="2", title="ECB holds"), hits=(), rule="Rates", event=2)
    digest = replace(
        digest_of(other),
        alerts=(replace(ALIBABA, event=1), alert_about(event=1), other),
        counts=(("Alibaba", 1), ("Rates", 1)),
        also=("Apple's AI in China",),
    )
    text = said(digest, kind).replace("&#39;", "'")

    assert "Also for Apple's AI in China" in text
    assert rendered(digest, kind).title.startswith(
        "[Alibaba, Rates, Apple's AI in China] Digest: Apple"
    )
    assert rendered(digest, kind).rule == "digests"


def test_markup_in_a_rules_name_does_nothing_in_slack(three):
    alert = alert_about(rule="<!everyone> *R*", canonical="x")
    message = rendered(bundle(ALIBABA, alert), TargetKind.SLACK)

    assert "<!everyone>" not in message.text
    for block in message.blocks:
        for element in block["elements"]:
            if element["type"] == "mrkdwn":
                assert "<!everyone>" not in element["text"]
