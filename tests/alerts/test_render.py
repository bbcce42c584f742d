"""The same alert in each kind's own format, with a feed's words kept from doing anything there."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.policy import TargetKind
from monitor.alerts.render import render, render_note
from tests.alerts.stories import HOSTILE, ITEM, PUBLISHED, alert_about, hit, hostile_alert

BERLIN = ZoneInfo("Europe/Berlin")
PAGE = "http://localhost:8080/alerts/7"
KINDS = list(TargetKind)


def rendered(alert, kind, page_url=""):
    return render(alert, kind, key="k1", timezone=BERLIN, page_url=page_url)


def texts(message):
    """Every string of the message that somebody may be shown."""
    return [message.title, message.text, message.html, *strings(message.blocks)]


def strings(value):
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return strings(tuple(value.values()))
    if isinstance(value, tuple | list):
        return [text for part in value for text in strings(part)]
    return []


class Page(HTMLParser):
    """What a mail program would make of the HTML."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.links, self.attributes, self.marked, self.words = [], [], set(), [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data):
        if self.tags and self.tags[-1] == "mark":
            self.marked.append(data)
            self.tags.append("/mark")
        self.words.append(data)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_who_what_when_why_and_where(kind, alert):
    message = rendered(alert, kind, PAGE)
    said = " ".join(texts(message))

    assert message.key == "k1"
    assert message.rule == "Apple's AI in China"
    assert message.thread == alert.key
    for fact in (
        "Thu 13 Feb 2025, 09:14 CET",
        "The Harbour Ledger",
        "Apple · AI · China",
        "https://ledger.example/2025/02/13/apple-alibaba?from=rss",
        PAGE,
    ):
        assert fact in said
    if kind is not TargetKind.CONSOLE:
        assert "artificial intelligence" in said


def test_the_console_gets_the_alert_itself(alert):
    message = rendered(alert, TargetKind.CONSOLE, PAGE)

    assert message.alert == alert
    assert message.link == PAGE


def test_plain_text_reads_well(alert):
    message = rendered(alert, TargetKind.TEXT)

    assert message.title == f"[Apple's AI in China] {ITEM.title}"
    assert message.text == (
        "The Harbour Ledger · Thu 13 Feb 2025, 09:14 CET\n"
        "\n"
        "… The partnership would bring *artificial intelligence* features to handsets sold in "
        "*China*, where regulators must approve every large language model. Shares in Hong Kong "
        "rose 2.5 % to their highest since 2022.\n"
        "\n"
        "Matched: Apple · AI · China\n"
        "https://ledger.example/2025/02/13/apple-alibaba?from=rss&page=1"
    )


def test_slack_gets_blocks_with_the_hits_bold_and_mrkdwn_for_the_rest(alert):
    message = rendered(alert, TargetKind.SLACK, PAGE)

    heading, title, quote, why, more = message.blocks
    assert heading["elements"][0]["text"].startswith("*Apple's AI in China*  ·  The Harbour")
    links = title["elements"][0]["elements"]
    assert "".join(link["text"] for link in links) == ITEM.title
    assert {link["url"] for link in links} == {ITEM.link}
    assert bold(title) == ["Apple", "AI", "China"]
    assert quote["elements"][0]["type"] == "rich_text_quote"
    assert bold(quote) == ["artificial intelligence", "China"]
    assert why["elements"] == [
        {"type": "plain_text", "text": "Matched: Apple · AI · China", "emoji": False}
    ]
    assert PAGE in more["elements"][0]["text"]
    assert f"<{ITEM.link}|{ITEM.title}>" in message.text
    assert "> … The partnership would bring *artificial intelligence* features" in message.text
    json.dumps(message.blocks)


def bold(block):
    return [
        element["text"]
        for element in block["elements"][0]["elements"]
        if element.get("style") == {"bold": True}
    ]


def test_an_e_mail_is_html_that_needs_nothing_from_the_network(alert):
    message = rendered(alert, TargetKind.EMAIL, PAGE)
    page = Page(message.html)

    assert page.marked == ["Apple", "AI", "China", "artificial intelligence", "China"]
    assert set(page.links) == {ITEM.link, PAGE}
    assert not {"img", "script", "link", "iframe", "table"} & set(page.tags)
    assert "prefers-color-scheme: dark" in message.html
    assert "Rule: Apple + China + AI" in message.text


def test_a_subject_is_not_endless():
    message = rendered(alert_about(replace(ITEM, title="x" * 1000), hits=()), TargetKind.EMAIL)

    assert len(message.title) <= 180


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_shows_control_or_bidi_characters(kind, words):
    for text in texts(rendered(hostile_alert(words), kind)):
        for char in text.replace("\n", ""):
            assert unicodedata.category(char) not in {"Cc", "Cs"}, repr(char)
            assert unicodedata.bidirectional(char) not in {
                *("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
            }, repr(char)
        text.encode()


@given(st.text() | st.sampled_from(HOSTILE))
def test_hostile_words_make_no_element_attribute_or_link_in_an_e_mail(words):
    harmless = Page(rendered(hostile_alert("words"), TargetKind.EMAIL).html)

    page = Page(rendered(hostile_alert(words), TargetKind.EMAIL).html)

    assert set(page.tags) <= set(harmless.tags) | {"/mark"}
    assert page.attributes <= harmless.attributes
    assert page.links == []


@given(st.text() | st.sampled_from(HOSTILE))
def test_hostile_words_call_nobody_and_link_nowhere_in_slack(words):
    message = rendered(hostile_alert(words), TargetKind.SLACK)

    kinds = {part["type"] for part in parts(message.blocks) if "type" in part}
    assert kinds <= {
        *("rich_text", "rich_text_section", "rich_text_quote", "text"),
        *("context", "mrkdwn", "plain_text"),
    }
    mrkdwn = [part["text"] for part in parts(message.blocks) if part.get("type") == "mrkdwn"]
    for text in (message.title, message.text, *mrkdwn):
        assert "<" not in text
        assert not re.search(r"&(?!(amp|lt|gt);)", text)
        assert not re.search(r"(?<![\w.+-])@[\w&!]", text)
    assert all(len(text) < 3_000 for text in strings(message.blocks))


def parts(value):
    """Every object within Block Kit's JSON."""
    if isinstance(value, dict):
        return [value, *(part for inner in value.values() for part in parts(inner))]
    if isinstance(value, list | tuple):
        return [part for inner in value for part in parts(inner)]
    return []


@given(st.text() | st.sampled_from(HOSTILE))
def test_hostile_words_call_nobody_and_hide_no_link_in_plain_text(words):
    message = rendered(hostile_alert(words), TargetKind.TEXT)

    for text in (message.title, message.text):
        assert "](" not in text
        assert not re.search(r"(?<![\w.+-])@[\w&!]", text)
    assert "\n" not in message.title


def test_a_link_with_an_at_sign_stays_whole():
    item = replace(ITEM, link="https://social.example/@author/1")
    message = rendered(alert_about(item, hits=()), TargetKind.TEXT)

    assert message.text.endswith("https://social.example/@author/1")


@pytest.mark.parametrize("kind", KINDS)
def test_only_web_links_are_shown(kind):
    for link in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"):
        said = texts(rendered(alert_about(replace(ITEM, link=link), hits=()), kind))
        assert link not in " ".join(said)


@pytest.mark.parametrize("kind", KINDS)
def test_an_alert_with_nothing_but_a_title_is_rendered(kind):
    bare = replace(ITEM, summary="", source="", link="")
    alert = alert_about(bare, hits=[hit(bare, "title", "AI", "AI")])

    assert rendered(alert, kind).text


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_of_our_own_is_escaped_too(kind):
    message = render_note("Feed <b>gone</b>", "It said @everyone & left.\x1b[2J", kind, key="n1")

    assert message.key == "n1"
    assert "\x1b" not in " ".join(texts(message))
    if kind is TargetKind.EMAIL:
        assert "b" not in Page(message.html).tags
    if kind is TargetKind.SLACK:
        assert "&lt;b&gt;gone&lt;/b&gt;" in message.text
        assert "@\u200beveryone &amp; left." in message.text


def test_slack_is_given_no_empty_element():
    bare = replace(ITEM, title="\u200b", summary=" ", source="")
    for message in (
        rendered(alert_about(bare, hits=()), TargetKind.SLACK),
        render_note("Only a title", "", TargetKind.SLACK, key="n"),
    ):
        assert all(part["text"].strip() for part in parts(message.blocks) if "text" in part)


def test_rendering_twice_gives_the_same(alert):
    assert alert.item.published == PUBLISHED
    for kind in KINDS:
        assert rendered(alert, kind) == rendered(alert, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_lines_of_a_message_of_our_own_stay_lines(kind):
    message = render_note("Feeds: 2 gone", "A: <gone>\nB:  gone\x1b[2J \n", kind, key="n1")

    lines = [line.strip() for line in message.text.splitlines()]
    assert lines[-1] == "B: gone"
    assert lines[-2].startswith("A: ")
    if kind is TargetKind.EMAIL:
        assert "A: &lt;gone&gt;<br>B: gone" in message.html
