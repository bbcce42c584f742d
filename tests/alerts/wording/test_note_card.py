"""Notes with events and a chart, as each kind of target shows them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import Bar, Note, NoteLink
from monitor.alerts.planning.policy import TargetKind
from monitor.alerts.wording.render import render

NOTE = Note(
    key="n",
    title="61 reports in an hour: Lufthansa",
    text="The rule: lufthansa\nUsual at this time: 4.",
    links=(
        NoteLink(
            title="Jet <b>lands</b> @everyone",
            link="https://wire.example/@desk/1?a=1&b=2",
            said="44 reports: Reuters and 33 more",
            story=7,
        ),
        NoteLink(title="Strike", link="javascript:alert(1)", said="17 reports"),
    ),
    chart=(Bar(label="08:00", count=0, usual=3.8), Bar(label="09:00", count=61, usual=4.2)),
    created_at=datetime(2025, 2, 13, 8, 14, tzinfo=UTC),
)


def worded(kind, note=NOTE):
    return render(note, kind, key="n", timezone=ZoneInfo("UTC"), page_url="https://news.example/")


@pytest.mark.parametrize(
    "kind", [TargetKind.CONSOLE, TargetKind.TEXT, TargetKind.EMAIL, TargetKind.SLACK]
)
def test_every_kind_names_the_events_and_draws_the_chart(kind):
    text = worded(kind).text
    assert text.index("Usual at this time: 4.") < text.index("lands") < text.index("44 reports")
    lines = text.splitlines()
    assert lines[-3:] == [
        "Reports an hour (usual):",
        "08:00 0 (4)",
        "09:00 ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇ 61 (4)",
    ]
    assert "javascript" not in text


def test_an_address_stays_whole_where_words_are_defused():
    text = worded(TargetKind.TEXT).text
    assert "https://wire.example/@desk/1?a=1&b=2" in text
    assert "@everyone" not in text


def test_a_mail_links_the_event_and_its_story_and_draws_bars():
    html = worded(TargetKind.EMAIL).html
    assert "&lt;b&gt;lands" in html
    assert 'href="https://wire.example/@desk/1?a=1&amp;b=2"' in html
    assert 'href="https://news.example/story/7"' in html
    assert "javascript:" not in html
    assert "width:100%; height:12px" in html
    assert "width:0%" in html


def test_slack_gets_a_list_of_links_and_the_chart_in_fixed_width():
    *_, events, chart = worded(TargetKind.SLACK).blocks
    first, second = events["elements"][0]["elements"]
    assert first["elements"][0]["url"] == "https://wire.example/@desk/1?a=1&b=2"
    assert first["elements"][0]["text"] == "Jet <b>lands</b> @everyone"
    assert first["elements"][2]["url"] == "https://news.example/story/7"
    assert second["elements"][0]["type"] == "text"
    (drawn,) = chart["elements"]
    assert drawn["type"] == "rich_text_preformatted"
    assert "09:00 ▇" in drawn["elements"][0]["text"]
