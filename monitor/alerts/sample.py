"""The alert that ``targets test`` sends: plainly a test, with everything an alert can show."""

from __future__ import annotations

from datetime import datetime

from monitor.alerts.alert import Alert
from monitor.item import Item
from monitor.rules.rule import Hit, HitKind

_TITLE = "Test: Apple picks Alibaba's AI for iPhones sold in China"
_SUMMARY = (
    "This is a test alert from news-monitor. If you can read it, this target works. Real alerts "
    "show the words that matched, such as artificial intelligence, and why."
)


def sample_alert(now: datetime) -> Alert:
    """A made-up alert, as of ``now``."""
    hits = (
        _hit("Apple", _TITLE, "title", "Apple", HitKind.EXACT),
        _hit("AI", _TITLE, "title", "AI", HitKind.EXACT),
        _hit("China", _TITLE, "title", "China", HitKind.EXACT),
        _hit("AI", _SUMMARY, "summary", "artificial intelligence", HitKind.ALIAS),
    )
    item = Item(
        feed="test",
        key="test",
        title=_TITLE,
        link="https://news-monitor.example/test",
        summary=_SUMMARY,
        source="news-monitor",
        published=now,
        lang="en",
    )
    return Alert(
        key="test",
        rule="Test",
        canonical="Apple + China + AI",
        story=0,
        item=item,
        hits=hits,
        created_at=now,
    )


def _hit(term: str, text: str, field: str, found: str, kind: HitKind) -> Hit:
    start = text.index(found)
    return Hit(
        term=term,
        field=field,
        start=start,
        end=start + len(found),
        found=found,
        kind=kind,
        score=1.0 if kind is HitKind.EXACT else 0.9,
        alias=found if kind is HitKind.ALIAS else "",
    )
