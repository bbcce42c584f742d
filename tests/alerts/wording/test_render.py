"""The same alert in each kind's own format, with a feed's words kept from doing anything there."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.alerts.alert import HoldReason
from monitor.alerts.planning.policy import Priority, TargetKind
from monitor.alerts.wording.plaintext import MAX_DIGEST
from monitor.alerts.wording.render import render, render_note, thread_of
from tests.alerts.page import Page
from tests.alerts.stories import (
    HOSTILE,
    ITEM,
    PUBLISHED,
    alert_about,
    digest_of,
    hit,
    hostile_alert,
    reports,
)

BERLIN = ZoneInfo("Europe/Berlin")
PAGE = "http://localhost:8080"
STORY = f"{PAGE}/story/7"
KINDS = [kind for kind in TargetKind if kind is not TargetKind.WEBHOOK]
"""Those that people read; test_payload has the other."""


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


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_who_what_when_why_and_where(kind, alert):
    message = rendered(alert, kind, PAGE)
    said = " ".join(texts(message))

    assert message.key == "k1"
    assert message.rule == "Apple's AI in China"
    assert message.thread == thread_of(7)
    for fact in (
        "Thu 13 Feb 2025, 09:14 CET",
        "The Harbour Ledger",
        "Apple · AI · China",
        "https://ledger.example/2025/02/13/apple-alibaba?from=rss",
        STORY,
    ):
        assert fact in said
    if kind is not TargetKind.CONSOLE:
        assert "artificial intelligence" in said


def test_the_console_gets_the_alert_itself(alert):
    message = rendered(alert, TargetKind.CONSOLE, PAGE)

    assert message.alert == alert
    assert message.link == STORY


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
        "Read at The Harbour Ledger: "
        "https://ledger.example/2025/02/13/apple-alibaba?from=rss&page=1"
    )


def test_a_link_to_an_article_of_nobody_known_is_still_labelled(alert):
    nameless = replace(alert, item=replace(alert.item, source="", link="https://a.example/1"))
    message = rendered(replace(nameless, coverage=()), TargetKind.TEXT)
    assert message.text.splitlines()[-1] == "Read: https://a.example/1"


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
    assert STORY in more["elements"][0]["text"]
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
    assert set(page.links) == {ITEM.link, STORY}
    assert not {"img", "script", "link", "iframe", "table"} & set(page.tags)
    assert "prefers-color-scheme: dark" in message.html
    assert "Rule: Apple + China + AI" in message.text


def test_a_subject_is_not_endless():
    message = rendered(alert_about(replace(ITEM, title="x" * 1000), hits=()), TargetKind.EMAIL)

    assert len(message.title) <= 180


def hostile(words):
    """The alert and the digest that are all ``words``."""
    alert = hostile_alert(words)
    return alert, digest_of(alert, alert)


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_shows_control_or_bidi_characters(kind, words):
    for text in (text for each in hostile(words) for text in texts(rendered(each, kind))):
        for char in text.replace("\n", ""):
            assert unicodedata.category(char) not in {"Cc", "Cs"}, repr(char)
            assert unicodedata.bidirectional(char) not in {
                *("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
            }, repr(char)
        text.encode()


@given(st.text() | st.sampled_from(HOSTILE))
def test_hostile_words_make_no_element_attribute_or_link_in_an_e_mail(words):
    for one, other in zip(hostile("words"), hostile(words), strict=True):
        harmless = Page(rendered(one, TargetKind.EMAIL).html)
        page = Page(rendered(other, TargetKind.EMAIL).html)

        assert set(page.tags) <= set(harmless.tags) | {"/mark"}
        assert page.attributes <= harmless.attributes
        assert page.links == []


@given(st.text() | st.sampled_from(HOSTILE))
@example("@<")
def test_hostile_words_call_nobody_and_link_nowhere_in_slack(words):
    for each in hostile(words):
        calls_nobody(rendered(each, TargetKind.SLACK))


def calls_nobody(message):
    kinds = {part["type"] for part in parts(message.blocks) if "type" in part}
    assert kinds <= {
        *("rich_text", "rich_text_section", "rich_text_quote", "text"),
        *("context", "mrkdwn", "plain_text", "header", "rich_text_list"),
    }
    mrkdwn = [part["text"] for part in parts(message.blocks) if part.get("type") == "mrkdwn"]
    for text in (message.title, message.text, *mrkdwn):
        assert "<" not in text
        assert not re.search(r"&(?!(amp|lt|gt);)", text)
        assert not re.search(r"(?<![\w.+-])@[\w&!]", html.unescape(text))
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
    for each in hostile(words):
        message = rendered(each, TargetKind.TEXT)

        for text in (message.title, message.text):
            assert "](" not in text
            assert not re.search(r"(?<![\w.+-])@[\w&!]", text)
        assert "\n" not in message.title


@pytest.mark.parametrize("kind", [TargetKind.TEXT, TargetKind.SLACK])
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_link_nowhere_and_have_no_looks_in_a_chat(kind, words):
    """What Discord, Mattermost, Telegram and Slack's text make of plain text."""
    for each in hostile(words):
        message = rendered(each, kind)
        for text in (message.title, message.text):
            assert "://" not in text
            assert "evil.example" not in text
            assert not re.search(r"\*\*\S|__\S|~~|\|\||`|<[#@!:t/]|(?<=\s)#\w", text)


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


# --- a story that grows


@pytest.mark.parametrize("kind", KINDS)
def test_a_growing_story_names_who_else_has_it(kind):
    alert = alert_about(coverage=reports("The Harbour Ledger", "Reuters", "FT", "新浪"), sources=4)
    said = " ".join(texts(rendered(alert, kind)))

    assert "Also in" in said
    for name in ("Reuters", "FT", "新浪", "(4 outlets)"):
        assert name in said
    assert said.index("Reuters") < said.index("FT") < said.index("新浪")


def test_an_outlet_is_named_once_and_the_items_own_not_at_all():
    own = replace(reports("ledger feed")[0], title=ITEM.title, link=ITEM.link)
    names = ("Reuters", "reuters", "\u200b", "The Harbour  Ledger", "FT")
    alert = alert_about(coverage=(own, *reports(*names)), sources=3)

    assert "Also in Reuters, FT (3 outlets)\n" in rendered(alert, TargetKind.TEXT).text


def test_of_many_outlets_the_first_are_named_and_all_are_counted():
    names = [f"Outlet {number}" for number in range(12)]
    alert = alert_about(coverage=reports("The Harbour Ledger", *names), sources=31)

    named = ", ".join(names[:6])
    assert f"Also in {named}… (31 outlets)" in rendered(alert, TargetKind.TEXT).text


def test_an_item_that_names_no_outlet_takes_its_name_from_the_story():
    own = replace(reports("The Harbour Ledger")[0], link=ITEM.link)
    alert = alert_about(replace(ITEM, source=""), coverage=(own, *reports("FT")), sources=2)

    text = rendered(alert, TargetKind.TEXT).text
    assert text.startswith("The Harbour Ledger · ")
    assert "Also in FT (2 outlets)" in text


def test_the_others_are_links_to_their_reports_where_there_are_links():
    alert = alert_about(coverage=reports("The Harbour Ledger", "FT"), sources=2)

    assert "https://1.example/story" in Page(rendered(alert, TargetKind.EMAIL).html).links
    blocks = json.dumps(rendered(alert, TargetKind.SLACK).blocks)
    assert "<https://1.example/story|FT>" in blocks


@pytest.mark.parametrize("kind", set(KINDS) - {TargetKind.CONSOLE})
def test_an_alert_told_again_says_why_before_all_else(kind):
    message = rendered(alert_about(again=1, reason="10 outlets by now"), kind)

    assert message.text.replace("*", "").startswith("Again: 10 outlets by now")
    assert message.follows
    assert message.thread == rendered(alert_about(), kind).thread
    assert not rendered(alert_about(), kind).follows


def test_all_that_is_told_of_a_story_is_one_thread():
    one, other = alert_about(), alert_about(key="other", rule="Other")

    assert rendered(one, TargetKind.EMAIL).thread == rendered(other, TargetKind.EMAIL).thread
    assert thread_of(7) != thread_of(8)


# --- digests


@pytest.fixture
def digest():
    other = replace(
        ITEM, title="ECB holds interest rates", link="https://ecb.example/", source="FT"
    )
    return digest_of(
        alert_about(coverage=reports("The Harbour Ledger", "Reuters"), sources=2),
        alert_about(again=2, reason="back after 2 days"),
        alert_about(other, hits=(), rule="Rates", priority=Priority.HIGH),
        reasons=(HoldReason.QUIET, HoldReason.BREAKER),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_digest_is_grouped_by_rule_with_counts(kind, digest):
    message = rendered(digest, kind, PAGE)
    said = " ".join(texts(message))

    if kind in {TargetKind.SLACK, TargetKind.EMAIL}:
        assert "3 alerts" in said
    for fact in ("Apple's AI in China", "Rates", "ECB holds interest rates", "FT"):
        assert fact in said.replace("&#39;", "'")
    for fact in ("https://ecb.example/", "Again: back after 2 days", "Thu 13 Feb, 09:14"):
        assert fact in said
    assert f"{PAGE}/alerts" in said + message.link
    assert message.key == "k1"
    assert message.rule == "digests"
    assert message.thread == ""
    assert message.priority is Priority.HIGH


@pytest.mark.parametrize("kind", KINDS)
def test_what_exceeds_the_limit_and_nothing_else_is_so_many_more(kind, digest):
    message = rendered(replace(digest, reasons=(HoldReason.BREAKER,)), kind)
    assert message.title.startswith("[Apple's AI in China, Rates] +3 more: Apple turns to Alibaba")
    assert "over the hourly limit" in " ".join(texts(message))


def test_the_subject_of_a_digest_leads_with_the_news(digest):
    for kind in KINDS:
        assert rendered(digest, kind).title == (
            "[Apple's AI in China, Rates] Apple turns to Alibaba for iPhone AI in China, chairman "
            "Tsai confirms; ECB holds interest rates"
        )
    wished = rendered(replace(digest, reasons=(HoldReason.DIGEST,)), TargetKind.EMAIL)
    assert wished.title.startswith("[Apple's AI in China, Rates] Digest: Apple turns to Alibaba")


@pytest.mark.parametrize("kind", KINDS)
def test_a_digest_of_one_rule_says_its_name_and_number_once(kind, alert):
    other = alert_about(replace(ITEM, key="2", title="ECB holds"), event=2)
    said = " ".join(texts(rendered(digest_of(alert, other), kind))).replace("&#39;", "'")
    assert f"{alert.rule} (2)" not in said
    assert said.count("2 alerts") <= 2, "in the text, and in HTML or blocks"


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_in_a_digest_is_not_told_as_earlier_beside_it(kind, alert):
    after = alert_about(
        replace(ITEM, key="2", title="Tsai retires"), event=2, earlier=alert.item.title
    )
    assert "Earlier: " in " ".join(texts(rendered(digest_of(after), kind)))
    assert "Earlier: " not in " ".join(texts(rendered(digest_of(alert, after), kind)))


@pytest.mark.parametrize("kind", KINDS)
def test_an_update_says_so_in_its_subject_and_its_new_headline_once(kind):
    update = alert_about(reason="updated. Was: “Blume stays”")
    message = rendered(update, kind)
    assert message.title == f"[{update.rule}] Updated: {update.item.title}"
    assert "Updated. Was: “Blume stays”" in " ".join(texts(message))


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_asked_for_says_so(kind):
    asked = alert_about(again=2, reason="sent on request")
    said = " ".join(texts(rendered(asked, kind)))
    assert "Sent on request" in said
    assert "Again" not in said


def test_a_digest_of_one_rule_speaks_for_that_rule(alert):
    assert rendered(digest_of(alert, alert), TargetKind.EMAIL).rule == "Apple's AI in China"


def test_a_digest_as_plain_text_reads_well(digest):
    assert rendered(digest, TargetKind.TEXT).text == (
        "Thu 13 Feb 2025, 09:14 CET · held in quiet hours and over the hourly limit\n\n"
        "Apple's AI in China (2)\n"
        "- Apple turns to Alibaba for iPhone AI in China, chairman Tsai confirms\n"
        "  The Harbour Ledger (2 outlets) · Thu 13 Feb, 09:14\n"
        "  https://ledger.example/2025/02/13/apple-alibaba?from=rss&page=1\n"
        "- Apple turns to Alibaba for iPhone AI in China, chairman Tsai confirms\n"
        "  Again: back after 2 days · The Harbour Ledger · Thu 13 Feb, 09:14\n"
        "  https://ledger.example/2025/02/13/apple-alibaba?from=rss&page=1\n"
        "\n"
        "Rates (1)\n"
        "- ECB holds interest rates\n"
        "  FT · Thu 13 Feb, 09:14\n"
        "  https://ecb.example/"
    )


def test_a_digest_by_e_mail_marks_hits_and_needs_nothing_from_the_network(digest):
    message = rendered(digest, TargetKind.EMAIL, PAGE)
    page = Page(message.html)

    assert page.marked == ["Apple", "AI", "China"] * 2
    assert not {"img", "script", "link", "iframe", "table"} & set(page.tags)
    assert "prefers-color-scheme: dark" in message.html
    assert "held in quiet hours and over the hourly limit" in message.text
    assert {STORY, f"{PAGE}/alerts", "https://ecb.example/"} <= set(page.links)


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_digest_has_no_room_for_is_counted(kind, alert):
    digest = digest_of(alert, alert, counts=((alert.rule, 39),))
    message = rendered(digest, kind)

    assert "+37 more; see: news-monitor alerts" in " ".join(texts(message))


def test_a_huge_digest_keeps_within_what_services_take():
    """Slack: 50 blocks; ntfy and Telegram: 4,096. Every rule shown has its turn."""
    item = replace(ITEM, title="x" * 2_000, link="https://long.example/" + "y" * 900)
    many = [
        alert_about(item, hits=(), rule=f"Rule {rule:02}") for rule in range(50) for _ in range(1)
    ]
    digest = digest_of(*many, counts=tuple((alert.rule, 40) for alert in many))

    slack = rendered(digest, TargetKind.SLACK, PAGE)
    assert len(slack.blocks) <= 50
    assert len(json.dumps(slack.blocks)) < 13_000
    assert len(slack.text) <= 12_000
    assert all(len(text) <= 3_000 for text in strings(slack.blocks))
    text = rendered(digest, TargetKind.TEXT, PAGE)
    assert len(text.text) <= MAX_DIGEST
    assert " more\n" in text.text
    assert "Rule 00 (40)" in text.text
    for kind in KINDS:
        assert len(rendered(digest, kind).title) <= 180
    assert len(rendered(digest, TargetKind.EMAIL).html.encode()) < 100_000


def test_a_digest_by_e_mail_has_room_for_fifty_rules():
    many = [alert_about(hits=(), rule=f"Rule {rule:02}") for rule in range(50)]

    assert "Rule 49" in rendered(digest_of(*many), TargetKind.EMAIL).html


def test_a_digest_by_e_mail_is_not_cut_off_by_the_mailbox():
    """Gmail shows 102 kB."""
    outlets = reports("The Harbour Ledger", *(f"Outlet {number}" for number in range(6)))
    outlets = tuple(replace(each, link=each.link + "?" + "y" * 400) for each in outlets)
    alert = alert_about(coverage=outlets, sources=7)
    message = rendered(digest_of(*[alert] * 50), TargetKind.EMAIL)

    assert len(message.html.encode()) < 100_000
    assert "more; see: news-monitor alerts" in message.html
    assert message.html.count("<mark") == 3 * message.text.count("\n- ")


@pytest.mark.parametrize("kind", KINDS)
def test_an_alerts_priority_is_its_messages(kind):
    for priority in Priority:
        assert rendered(alert_about(priority=priority), kind).priority is priority
