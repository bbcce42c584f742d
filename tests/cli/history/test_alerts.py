"""``alerts``: what was told and how that went; what was withheld and why."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import Alert, Delivery, DeliveryState, HoldReason, Report
from monitor.alerts.planning.match_decision import WithheldReason
from monitor.alerts.planning.reasons import HELD, WITHHELD, why_withheld
from monitor.cli.history.alerts import delivered, sources
from monitor.errors import MonitorError
from monitor.item import Item
from monitor.outbound.releasing import release_held
from monitor.store.database import Database
from monitor.store.outbox import outbox
from monitor.store.reading.alert_list import AlertQuery, RowDelivery, newest

UTC_ZONE = ZoneInfo("UTC")
NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
RULE = "Apple in China"


def told(state=DeliveryState.PENDING, **rest):
    return RowDelivery(delivery=7, target="desk", rules=("R",), state=state, **rest)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (told(DeliveryState.DELIVERED, delivered_at=NOW), "delivered 2025-02-13 08:14"),
        (
            told(DeliveryState.DELIVERED, delivered_at=NOW, digest=9, hold=HoldReason.QUIET),
            "in digest 9, delivered 2025-02-13 08:14",
        ),
        (told(next_attempt_at=NOW), "waiting"),
        (told(next_attempt_at=NOW, digest=9), "in digest 9, waiting"),
        (
            told(hold=HoldReason.QUIET, next_attempt_at=NOW),
            "held until 2025-02-13 08:14 (quiet hours)",
        ),
        (
            told(attempts=2, next_attempt_at=NOW + timedelta(minutes=3), last_error="it hung"),
            "not delivered after 2 tries, next in 3 min: it hung",
        ),
        (
            told(DeliveryState.DEAD, last_error="unknown \x1b[31m user"),
            "given up: unknown user; news-monitor deliveries retry 7",
        ),
        (
            told(DeliveryState.DEAD, digest=9, last_error="gone"),
            "in digest 9, given up: gone; news-monitor deliveries retry 9",
        ),
    ],
)
def test_what_became_of_a_delivery_in_words(row, words):
    assert delivered(row, UTC_ZONE, NOW)[0] == words


def test_every_reason_there_is_has_words():
    assert set(WithheldReason) <= set(WITHHELD)
    assert set(HoldReason) == set(HELD)
    assert why_withheld("of tomorrow") == "of tomorrow"


def test_every_reason_is_in_the_documentation():
    text = (Path(__file__).parents[3] / "docs" / "alerts.md").read_text("utf-8")
    withheld = text.partition("## Withheld")[2].partition("\n## ")[0]
    assert set(re.findall(r"(?m)^\| `(\w+)` \|", withheld)) == set(WITHHELD)
    assert all(f"held (`{hold}`)" in text for hold in HELD)


def test_who_has_the_story_in_words():
    item = Item(feed="f", key="k", title="t", source="Wire")
    reports = [
        Report(source=name, title="t", link="", published_at=NOW)
        for name in ("Wire", "Reuters", "FT", "新浪")
    ]
    alert = Alert(
        key="k",
        rule="r",
        canonical="c",
        story=1,
        event=1,
        item=item,
        hits=(),
        created_at=NOW,
    )
    assert sources(alert) == "Wire"
    assert sources(replace(alert, coverage=tuple(reports[:3]), sources=3)) == "Wire, Reuters, FT"
    grown = replace(alert, coverage=tuple(reports), sources=40)
    assert sources(grown) == "Wire, Reuters, FT and 37 more"


def test_alerts_are_listed_with_what_became_of_them(cli, cli_json):
    cli("once")
    printed = cli("alerts")
    assert RULE in printed
    assert "console delivered" in printed
    rows = cli_json("alerts")
    assert [row["id"] for row in rows] == sorted((row["id"] for row in rows), reverse=True)
    assert {row["deliveries"][0]["state"] for row in rows} == {"delivered"}
    assert all(row["sources"] >= 1 and row["coverage"] for row in rows)


def test_alerts_narrow_down(cli, cli_json):
    cli("once")
    everything = cli_json("alerts")
    assert cli_json("alerts", "--rule", RULE.upper(), "--since", "1h") == everything
    assert cli_json("alerts", "--limit", "1") == everything[:1]
    said = cli("alerts", "--limit", "1")
    assert f"The newest 1 of {len(everything)} alerts; --limit shows more." in said
    with pytest.raises(MonitorError, match='there is no rule "none"'):
        cli("alerts", "--rule", "none")


def test_before_anything_was_found_there_are_none(cli, home):
    (home / "seeds" / "sample.rss").write_text("<rss version='2.0'><channel/></rss>")
    cli("once")
    assert "No alerts." in cli("alerts")
    assert "Nothing was withheld." in cli("alerts", "--withheld")


def test_what_was_withheld_says_why(cli, cli_json, home):
    text = (home / "config.toml").read_text()
    (home / "config.toml").write_text(text.replace('backfill = "all"\n', ""))
    cli("once")
    printed = cli("alerts", "--withheld")
    assert "in the feed when it was first polled" in " ".join(printed.split())
    rows = cli_json("alerts", "--reason", "baseline")
    assert rows == cli_json("alerts", "--withheld")
    assert {row["withheld"] for row in rows} == {"baseline"}
    assert f"Withheld: {len(rows)} baseline" in printed
    assert "Nothing found." in cli("alerts", "--withheld", "--reason", "silenced")


def test_an_article_of_two_rules_is_listed_once(cli, home):
    text = (home / "config.toml").read_text().replace('backfill = "all"\n', "")
    (home / "config.toml").write_text(text + '[[rules]]\nname = "Firms"\nmatch = "Apple"\n')
    cli("once")
    shown = cli("alerts", "--withheld")
    heads = [line for line in shown.splitlines() if "Apple in China" in line and "match" in line]
    assert heads
    assert all(
        re.search(r"(Firms, Apple in China|Apple in China, Firms) .* match \d+, \d+", line)
        for line in heads
    )


def test_a_reason_that_is_none_is_refused_with_a_suggestion(cli):
    cli("alerts", "--withheld", "--reason", "basline", code=2)


def test_held_and_grouped_deliveries_are_told_apart(cli, home, tmp_path):
    """Two alerts are held for a third target; one hour later they are one digest."""
    cli("once")
    with Database(home / "news.db") as database:
        rows = newest(database.read(), AlertQuery(limit=2))
        later = NOW + timedelta(hours=1)
        for row in rows:
            held = Delivery(
                key=f"held-{row.id}", target="boss", hold=HoldReason.DIGEST, next_attempt_at=later
            )
            database.write(
                lambda db, row=row, held=held: outbox.add_deliveries(db, row.id, [held], now=NOW)
            )
        (_, one), (_, two) = (row.told for row in newest(database.read(), AlertQuery(limit=2)))
        assert (one.hold, one.digest, one.next_attempt_at) == (HoldReason.DIGEST, None, later)
        database.write(lambda db: release_held(db, "boss", now=later))
        (_, one), (_, two) = (row.told for row in newest(database.read(), AlertQuery(limit=2)))
        assert one.digest == two.digest is not None
        assert one.state is DeliveryState.PENDING
    assert f"boss in digest {one.digest}, waiting" in cli("alerts", "--limit", "2")


def test_an_alert_that_was_silenced_before_anybody_was_told_says_so(cli, cli_json, home):
    cli("once")
    with Database(home / "news.db") as database:
        database.write(lambda db: db.execute("DELETE FROM deliveries WHERE alert_id = 1"))
    assert "withheld: silenced" in cli("alerts", "--limit", "1000")
    (row,) = [row for row in cli_json("alerts", "--limit", "1000") if row["id"] == 1]
    assert row["deliveries"] == []
