"""Backtest: what rules would have found in past items, and what they would have sent.

    report = backtest(
        StoredItems(database=path, since=a_month_ago),
        [rule],
        policies={rule.name: policy},
        targets=config.targets,
        zone=config.timezone,
        current={rule.name: rule for rule in config.rules},
    )

For a page that waits: ``StoredItems(limit=…)`` bounds the items, ``seconds`` the time, ``stop``
ends it; ``report.complete`` says whether all was looked at. docs/backtest.md is for users.
"""

from monitor.backtest.backtest import backtest
from monitor.backtest.past_items import GivenItems, PastItems, StoredItems, as_past
from monitor.backtest.report import (
    Against,
    Change,
    Day,
    Difference,
    Received,
    Report,
    RuleReport,
    Sample,
)

__all__ = [
    "Against",
    "Change",
    "Day",
    "Difference",
    "GivenItems",
    "PastItems",
    "Received",
    "Report",
    "RuleReport",
    "Sample",
    "StoredItems",
    "as_past",
    "backtest",
]
