"""Made-up messages: what ``targets test`` and ``preview`` show, and what templates are tried with.

Plainly marked as tests. They hold everything that can be shown, or only what must be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from monitor.alerts.alert import (
    Alert,
    Bar,
    Bundle,
    Content,
    Digest,
    HoldReason,
    Note,
    NoteLink,
    Report,
)
from monitor.alerts.planning.match_decision import UPDATED, quoted
from monitor.item import Item
from monitor.rules.rule import Hit, HitKind

_TITLE = "Test: Apple picks Alibaba's AI for iPhones sold in China"
_EARLIER = "Test: Apple is said to look for a partner in China"
_OUTLETS = ("news-monitor", "Example Times", "Example Wire", "示例新闻", "The Example")
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
        event=0,
        item=item,
        hits=hits,
        created_at=now,
        coverage=tuple(
            Report(
                source=outlet,
                title=_TITLE,
                link=f"https://news-monitor.example/test/{number}" if number else item.link,
                published_at=now + timedelta(minutes=number),
            )
            for number, outlet in enumerate(_OUTLETS)
        ),
        sources=len(_OUTLETS),
        is_test=True,
    )


def bare_alert(now: datetime) -> Alert:
    """A made-up alert with nothing but a title."""
    full = sample_alert(now)
    item = Item(feed="test", key="test", title=_TITLE)
    return replace(full, item=item, hits=full.hits[:1], coverage=(), sources=1)


def again_alert(now: datetime) -> Alert:
    """A made-up second alert about an event, in a story that has an earlier event."""
    return replace(sample_alert(now), again=1, reason="5 outlets by now", earlier=_EARLIER)


def sample_development(now: datetime) -> Alert:
    """A made-up alert about what happened next in a story."""
    return replace(sample_alert(now), earlier=_EARLIER)


def sample_update(now: datetime) -> Alert:
    """A made-up alert about an edit that changes the news."""
    return replace(sample_alert(now), reason=f"{UPDATED}{quoted(_EARLIER)}")


def sample_bundle(now: datetime) -> Bundle:
    """Made-up alerts of two rules about one event."""
    alerts = (again_alert(now), replace(sample_alert(now), rule="Another test"))
    return Bundle(key="test", alerts=alerts, created_at=now)


def sample_digest(now: datetime) -> Digest:
    """A made-up digest: of three rules, one with more alerts than are shown, two of one event."""
    alerts = (
        again_alert(now),
        replace(sample_alert(now), rule="One more test"),
        replace(bare_alert(now), event=1),
        replace(sample_alert(now), rule="Another test", event=2),
    )
    return Digest(
        key="test",
        alerts=alerts,
        counts=(("Test", 5), ("Another test", 1)),
        also=("One more test",),
        reasons=(HoldReason.DIGEST,),
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


def sample_note(now: datetime) -> Note:
    """A made-up note about a spike, with an event and a chart."""
    return Note(
        key="sample",
        title="61 reports in an hour: Apple in China",
        text="Usual at this time: 4. The most in the weeks before: 22.",
        links=(
            NoteLink(
                title="Apple picks Alibaba",
                link="https://wire.example/apple",
                said="44 reports: Wire, Herald and 42 more",
                story=1,
            ),
        ),
        chart=(Bar(label="13:00", count=5, usual=4.2), Bar(label="14:00", count=61, usual=4.1)),
        created_at=now,
    )


SAMPLES: Final[Mapping[str, Callable[[datetime], Content]]] = {
    "alert": sample_alert,
    "development": sample_development,
    "update": sample_update,
    "again": again_alert,
    "digest": sample_digest,
    "spike": sample_note,
}
"""One of each kind of message."""
