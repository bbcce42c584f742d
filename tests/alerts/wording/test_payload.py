"""Webhooks' JSON: every kind of message is as docs/webhook.schema.json says, and nothing else."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from monitor.alerts.alert import Bundle, Note, Report
from monitor.alerts.answers import Answers, Tokens
from monitor.alerts.planning.policy import Priority, TargetKind
from monitor.alerts.wording.payload import MAX_HITS, MAX_TEXT, MAX_TEXT_IN_DIGEST
from monitor.alerts.wording.render import render
from monitor.alerts.wording.sample import sample_alert, sample_bundle, sample_digest
from monitor.rules.rule import HitKind
from monitor.shipped import SCHEMA, shipped
from tests.alerts.stories import (
    HOSTILE,
    ITEM,
    PUBLISHED,
    alert_about,
    digest_of,
    hit,
    hostile_alert,
)

PAGE = "https://news.example"
COVERED = {
    "item_id": 5,
    "sources": 3,
    "coverage": tuple(
        Report(
            source=source,
            title=f"{source} says so",
            link=f"https://{number}.example/story",
            published_at=PUBLISHED,
            item_id=number,
            why="opens the story",
        )
        for number, source in enumerate(("The Harbour Ledger", "Globe"), 5)
    ),
}
NOTE = Note(key="n", title="Feeds: 1 gone", text="A: gone\nB: gone", created_at=PUBLISHED)


def strict(schema):
    """The schema without the freedom that receivers are asked for: no field that isn't there."""

    def closed(part):
        if isinstance(part, dict):
            if "properties" in part and "required" in part:
                part["additionalProperties"] = False
            for inner in part.values():
                closed(inner)
        elif isinstance(part, list):
            for inner in part:
                closed(inner)

    copy = deepcopy(schema)
    closed(copy)
    return copy


DESCRIBED = json.loads(shipped(SCHEMA).read_text("utf-8"))
VALIDATOR = Draft202012Validator(strict(DESCRIBED), format_checker=FormatChecker())


def sent(content, page=PAGE, key="k1"):
    message = render(
        content,
        TargetKind.WEBHOOK,
        key=key,
        timezone=ZoneInfo("Europe/Berlin"),
        page_url=page,
        answers=Answers(Tokens(b"k" * 32), page, "hub") if page else None,
    )
    told = json.loads(message.text.encode())
    VALIDATOR.validate(told)
    return told


def test_the_schema_is_one():
    Draft202012Validator.check_schema(DESCRIBED)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (alert_about(**COVERED), "alert.new"),
        (alert_about(again=1, reason="10 outlets by now"), "alert.again"),
        (alert_about(earlier="Apple talks to Alibaba"), "alert.development"),
        (alert_about(reason="updated. Was: “Apple will not”", earlier="x"), "alert.update"),
        (alert_about(reason="sent on request"), "alert.requested"),
        (alert_about(asked=True), "alert.requested"),
        (sample_alert(PUBLISHED), "test"),
        (sample_bundle(PUBLISHED), "test"),
        (digest_of(alert_about(**COVERED), alert_about(rule="Other")), "digest"),
        (sample_digest(PUBLISHED), "digest"),
        (NOTE, "note"),
    ],
)
def test_each_kind_of_message_says_what_it_is_and_is_as_described(content, kind):
    for page in (PAGE, ""):
        told = sent(content, page)
        assert (told["version"], told["type"], told["id"]) == (1, kind, "k1")


def test_every_type_is_in_the_schema_and_no_other():
    named = set(DESCRIBED["properties"]["type"]["examples"])
    decided = [set(case["if"]["properties"]["type"]["enum"]) for case in DESCRIBED["allOf"]]
    assert named == set.union(*decided)
    alert = {"version": 1, "id": "x", "timestamp": "2025-02-13T08:20:00Z", "title": "t", "data": {}}
    for kind in named:
        assert not VALIDATOR.is_valid(alert | {"type": kind})
    assert Draft202012Validator(DESCRIBED).is_valid(alert | {"type": "of tomorrow"})


def test_an_alert_is_told_whole():
    told = sent(alert_about(**COVERED, priority=Priority.HIGH))

    (alert,) = told["data"]["alerts"]
    assert alert["rule"] == {
        "name": "Apple's AI in China",
        "query": "Apple + China + AI",
        "priority": "high",
    }
    assert (alert["item"]["id"], alert["item"]["outlet"]) == (5, "The Harbour Ledger")
    assert alert["item"]["published_at"] == "2025-02-13T08:14:00Z"
    assert told["data"]["story"] == {"id": 7, "url": f"{PAGE}/story/7", "earlier": None}
    event = told["data"]["event"]
    assert (event["id"], event["outlets"]) == (12, 3)
    assert [(each["outlet"], each["item"]) for each in event["reports"]] == [
        ("The Harbour Ledger", 5),
        ("Globe", 6),
    ]
    assert {each["why"] for each in event["reports"]} == {"opens the story"}
    assert told["title"] == f"[Apple's AI in China] {ITEM.title}"
    assert told["timestamp"] == "2025-02-13T08:20:00Z"
    assert alert["why"] == "Apple · AI · China"


def test_a_hit_says_which_term_in_which_form_stands_where():
    (alert,) = sent(alert_about())["data"]["alerts"]

    for place in alert["hits"]:
        text = alert["item"][place["field"]]
        assert text[place["start"] : place["end"]] == place["found"]
    alias = next(each for each in alert["hits"] if each["kind"] == "alias")
    assert (alias["term"], alias["found"]) == ("AI", "artificial intelligence")
    assert "".join(each["text"] for each in alert["passage"] if each["hit"])


def test_a_hit_that_the_publisher_has_edited_away_is_told_without_a_place():
    before = alert_about()
    edited = replace(before, item=replace(before.item, title="Profits fall at a maker of phones"))

    (alert,) = sent(edited)["data"]["alerts"]

    assert {each["field"] for each in alert["hits"]} == {"summary"}
    assert "Apple" in alert["why"], "by which it was found"


def test_several_rules_are_several_alerts_about_one_event():
    alerts = (alert_about(), alert_about(rule="Alibaba", canonical="Alibaba"))
    told = sent(Bundle(key="b", alerts=alerts, created_at=PUBLISHED))

    assert [each["rule"]["name"] for each in told["data"]["alerts"]] == [
        "Apple's AI in China",
        "Alibaba",
    ]


def test_in_a_digest_rules_about_one_event_stand_together():
    told = sent(sample_digest(PUBLISHED))["data"]

    names = [[alert["rule"]["name"] for alert in event["alerts"]] for event in told["events"]]
    assert names == [["Test", "One more test"], ["Test"], ["Another test"]]
    assert told["rules"] == [{"name": "Test", "count": 5}, {"name": "Another test", "count": 1}]
    assert (told["held"], told["also"], told["count"]) == (["digest"], ["One more test"], 6)
    assert told["url"] == f"{PAGE}/alerts"


def test_long_texts_are_cut_and_say_so():
    item = replace(ITEM, content="word " * 10_000)
    alert = alert_about(item, hits=[hit(item, "content", "word", "word", after=40_000)])

    (told,) = sent(alert)["data"]["alerts"]
    assert (len(told["item"]["content"]), told["item"]["cut"]) == (MAX_TEXT, ["content"])
    assert told["hits"][0]["start"] == 40_000
    (event,) = sent(digest_of(alert))["data"]["events"]
    assert len(event["alerts"][0]["item"]["content"]) == MAX_TEXT_IN_DIGEST


def test_more_hits_than_one_wants_to_read_are_counted():
    item = replace(ITEM, content="word " * 300)
    hits = [hit(item, "content", "word", "word", after=5 * number) for number in range(300)]

    (told,) = sent(alert_about(item, hits=hits))["data"]["alerts"]
    assert (len(told["hits"]), told["more_hits"]) == (MAX_HITS, 200)


def test_a_feed_keeps_its_secrets():
    item = replace(ITEM, feed="https://me:s3cret@feeds.example/x.xml?token=canary#f")

    (told,) = sent(alert_about(item))["data"]["alerts"]
    assert told["item"]["feed"] == "https://feeds.example/x.xml"


@pytest.mark.parametrize("words", HOSTILE)
def test_a_strangers_words_make_no_other_message(words):
    told = sent(hostile_alert(words))

    (alert,) = told["data"]["alerts"]
    assert alert["item"]["title"] == words.replace("\ud800", "\ufffd")
    assert alert["item"]["link"] is None


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=())))
def test_places_hold_whatever_characters_a_text_has(words):
    item = replace(ITEM, title=f"{words} Apple")
    alert = alert_about(item, hits=[hit(item, "title", "Apple", "Apple", after=len(words))])

    (told,) = sent(alert)["data"]["alerts"]
    (place,) = told["hits"]
    assert told["item"]["title"][place["start"] : place["end"]] == "Apple"


def test_what_it_shows_counts_as_sent_with_each_headline():
    message = render(alert_about(**COVERED), TargetKind.WEBHOOK, key="k", timezone=ZoneInfo("UTC"))
    assert [(each.item_id, each.title) for each in message.named] == [
        (5, ITEM.title),
        (6, "Globe says so"),
    ]


def test_an_undated_item_has_no_date():
    item = replace(ITEM, published=None, updated=datetime(2025, 2, 13, 9, 0, 0, 5, UTC))

    (told,) = sent(alert_about(item))["data"]["alerts"]
    assert told["item"]["published_at"] is None
    assert told["item"]["updated_at"] == "2025-02-13T09:00:00.000005Z"
    assert HitKind.TYPO.value in DESCRIBED["$defs"]["hit"]["properties"]["kind"]["examples"]
