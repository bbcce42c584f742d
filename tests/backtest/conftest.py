from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.planning.policy import Policy, Target, TargetKind
from monitor.backtest import GivenItems, backtest
from monitor.item import Item
from monitor.rules import KnownWords, parse_rule
from monitor.store.reading.backtest_items import PastItem

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday
WORDS = {"en": dict.fromkeys(["apple", "china", "opens", "shop", "football", "banks"], 4.0)}


@pytest.fixture(scope="session")
def known():
    return KnownWords.of(WORDS)


@pytest.fixture
def noon():
    return NOON


@pytest.fixture
def past():
    """An item seen so many hours after noon, of an event of its own unless one is given."""
    numbers = iter(range(1, 10_000))

    def past(title, hours=0.0, *, event=None, source="Wire", published=None, **rest):
        number = next(numbers)
        seen_at = NOON + timedelta(hours=hours)
        item = Item(
            feed=f"https://{source.lower()}.example/feed",
            key=str(number),
            title=title,
            source=source,
            published=published or seen_at,
            **rest,
        )
        event = event or 1_000 + number
        return PastItem(id=number, event=event, story=event + 5, seen_at=seen_at, item=item)

    return past


@pytest.fixture
def desk():
    def desk(name="desk", **wishes):
        return Target(name=name, url="console:", kind=TargetKind.CONSOLE, **wishes)

    return desk


@pytest.fixture
def run(known, desk):
    """Backtest rules (name → text) on items in hand."""

    def run(items, rules="Apple", *, targets=None, policies=None, current=None, **options):
        texts = {"A": rules} if isinstance(rules, str) else rules
        told = {target.name: target for target in targets or [desk()]}
        made = [parse_rule(text, name=name) for name, text in texts.items()]
        own = {policy.rule: policy for policy in policies or ()}
        return backtest(
            GivenItems(items) if isinstance(items, list) else items,
            made,
            policies={
                rule.name: own.get(rule.name, Policy(rule=rule.name, targets=tuple(told)))
                for rule in made
            },
            targets=told,
            zone=ZoneInfo("Europe/Berlin"),
            current={name: parse_rule(text, name=name) for name, text in (current or {}).items()},
            known=known,
            **options,
        )

    return run
