"""What a message says, before any format."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.why import MAX_REASONS, why
from monitor.alerts.wording.card import card_of, when
from monitor.rules.rule import Hit, HitKind
from tests.alerts.stories import ITEM, alert_about, hit

BERLIN = ZoneInfo("Europe/Berlin")


def found(term, what, kind, field="title", score=0.9):
    return Hit(term=term, field=field, start=0, end=len(what), found=what, kind=kind, score=score)


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Berlin", "Thu 13 Feb 2025, 09:14 CET"),
        ("UTC", "Thu 13 Feb 2025, 08:14 UTC"),
        ("America/New_York", "Thu 13 Feb 2025, 03:14 EST"),
        ("Asia/Shanghai", "Thu 13 Feb 2025, 16:14 CST"),
        ("Asia/Kathmandu", "Thu 13 Feb 2025, 13:59 UTC+05:45"),
        ("America/Sao_Paulo", "Thu 13 Feb 2025, 05:14 UTC-03:00"),
    ],
)
def test_times_are_in_the_users_zone_and_name_it(zone, said):
    assert when(datetime(2025, 2, 13, 8, 14, tzinfo=UTC), ZoneInfo(zone)) == said


def test_summer_time_is_kept():
    assert when(datetime(2025, 7, 1, 22, 30, tzinfo=UTC), BERLIN) == "Wed 2 Jul 2025, 00:30 CEST"


@pytest.mark.parametrize(
    ("hit", "said"),
    [
        (found("Apple", "Apple", HitKind.EXACT), "Apple"),
        (found("apple", "APPLE", HitKind.EXACT), "apple"),
        (
            found("AI", "artificial intelligence", HitKind.ALIAS),
            "AI → artificial intelligence (alias)",
        ),
        (
            found("hurricane", "hurricanes", HitKind.INFLECTED),
            "hurricane → hurricanes (another form)",
        ),
        (found("Walmart", "Wal-Mart", HitKind.JOINED), "Walmart → Wal-Mart (joined or split)"),
        (found("Nvidia", "Nvidea", HitKind.TYPO), "Nvidia → Nvidea (typo)"),
        (found("micro*", "Microsoft", HitKind.PREFIX), "micro* → Microsoft"),
        (found("bbc", "BBC News", HitKind.EXACT, "feed"), "bbc → BBC News (in feed)"),
        (found("tech", "tech", HitKind.EXACT, "tag"), "tech (in tag)"),
        (found("AI", "AI", HitKind.EXACT, "full_text"), "AI (in the full text)"),
    ],
)
def test_why_names_the_term_what_was_found_and_how(hit, said):
    assert why([hit]) == said


def test_why_takes_the_surest_hit_of_each_term_in_the_order_of_the_text():
    hits = [
        found("AI", "artificial intelligence", HitKind.ALIAS, score=0.9),
        found("China", "China", HitKind.EXACT, score=1.0),
        found("AI", "AI", HitKind.EXACT, "summary", score=1.0),
    ]

    assert why(hits) == "AI · China"


def test_why_stays_one_line_with_many_terms():
    hits = [found(f"term{n}", f"term{n}", HitKind.EXACT) for n in range(MAX_REASONS + 3)]

    assert why(hits).endswith(" · 3 more")


def test_a_card_says_everything(alert):
    card = card_of(alert, BERLIN, page_url="http://localhost:8080/alerts/7")

    assert card.subject == f"[Apple's AI in China] {ITEM.title}"
    assert card.byline == "The Harbour Ledger · Thu 13 Feb 2025, 09:14 CET"
    assert [piece.text for piece in card.title if piece.hit] == ["Apple", "AI", "China"]
    assert [piece.text for piece in card.passage if piece.hit] == [
        "artificial intelligence",
        "China",
    ]
    assert card.why == "Apple · AI · China"
    assert card.canonical == "Apple + China + AI"
    assert card.link == ITEM.link
    assert card.page_url == "http://localhost:8080/alerts/7"


def test_an_item_without_title_source_or_date_still_makes_a_card():
    bare = replace(ITEM, title="\u200b", source="", published=None, summary="", link="ftp://x/")
    card = card_of(alert_about(bare, hits=()), BERLIN)

    assert card.headline == "(untitled)"
    assert card.byline == "Thu 13 Feb 2025, 09:20 CET", "when it was first seen"
    assert (card.passage, card.link, card.page_url) == ((), "", "")


def test_every_text_of_a_card_is_one_line():
    item = replace(ITEM, title="a\nb", source="c\nd", summary="e\n\nf")
    card = card_of(alert_about(item, hits=[hit(item, "title", "x", "a\nb")], rule="g\nh"), BERLIN)

    said = (card.subject, card.byline, card.why, *(piece.text for piece in card.passage))
    assert not any("\n" in line for line in said)
