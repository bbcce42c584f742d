"""A backtest's report as JSON, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.cli.printing import output
from monitor.rules.matching.explain import plain_hits

if TYPE_CHECKING:
    from monitor.backtest import Change, Difference, Report, RuleReport
    from monitor.store.reading.backtest_items import PastItem


def plain(report: Report, zone: ZoneInfo) -> dict[str, object]:
    """Return a report as the plain values that --json prints."""
    return {
        "since": output.iso(report.since, zone),
        "until": output.iso(report.until, zone),
        "items": report.items,
        "items_in_all": report.of,
        "complete": report.complete,
        "seconds": round(report.seconds, 3),
        "full_texts_not_kept": report.unkept_texts,
        "rules": [_plain_rule(rule, zone) for rule in report.rules],
    }


def _plain_rule(rule: RuleReport, zone: ZoneInfo) -> dict[str, object]:
    return {
        "name": rule.rule,
        "canonical": rule.canonical,
        "matches": rule.matches,
        "stories": rule.stories,
        "alerts": rule.alerts,
        "spikes": rule.spikes,
        "held": dict(rule.held),
        "withheld": dict(rule.withheld),
        "days": [
            {
                "date": day.date.isoformat(),
                "matches": day.matches,
                "alerts": day.alerts,
                "at_once": day.at_once,
                "held": day.held,
            }
            for day in rule.days
        ],
        "group": rule.group.value,
        "forecast": {
            group.value: {each.target: each.messages for each in received}
            for group, received in rule.forecast.items()
        },
        "targets": [
            {
                "target": each.target,
                "messages": each.messages,
                "at_once": each.at_once,
                "digests": each.digests,
                "in_digests": each.held,
            }
            for each in rule.received
        ],
        "sources": [{"source": name, "matches": count} for name, count in rule.sources],
        "samples": [
            _plain_item(each.past, zone) | {"hits": plain_hits(each.hits), "fate": each.fate}
            for each in rule.samples
        ],
        "compared": _plain_change(rule.change, zone) if rule.change else None,
    }


def _plain_change(change: Change, zone: ZoneInfo) -> dict[str, object]:
    return {
        "with": change.against.name.lower(),
        "canonical": change.canonical or None,
        "alerts": change.alerts,
        "kept": change.kept,
        "gained": change.gained,
        "lost": change.lost,
        "gained_items": [_plain_difference(each, zone) for each in change.gained_items],
        "lost_items": [_plain_difference(each, zone) for each in change.lost_items],
    }


def _plain_difference(each: Difference, zone: ZoneInfo) -> dict[str, object]:
    why = {"why": each.why} if each.why else {}
    return _plain_item(each.past, zone) | {"hits": plain_hits(each.hits)} | why


def _plain_item(past: PastItem, zone: ZoneInfo) -> dict[str, object]:
    item = past.item
    return {
        "item": past.id or item.key,
        "story": past.story,
        "title": item.title,
        "link": item.link,
        "source": item.source,
        "feed": item.feed,
        "published_at": output.iso(item.published, zone),
        "seen_at": output.iso(past.seen_at, zone),
    }
