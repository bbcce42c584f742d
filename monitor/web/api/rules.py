"""``/api/rules``: what is watched for, with figures of the last days.

Without this module a program couldn't ask what is watched for.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.responses import Response

from monitor.actions.configuration import is_paused
from monitor.store.reading.stats import RuleStats, rule_stats
from monitor.web.api.answer import answer, iso
from monitor.web.page_request import Visit
from monitor.web.pages.rules import DAYS


def rules(visit: Visit) -> Response:
    """``/api/rules``."""
    found = rule_stats(visit.db, visit.now - timedelta(days=DAYS), visit.now)
    stats = {each.rule: each for each in found}
    config = visit.desk.config
    plain = [
        {
            "name": rule.name,
            "match": rule.match,
            "canonical": rule.canonical,
            "paused": False,
            "targets": list(config.policies[rule.name].targets),
            "group": config.policies[rule.name].group.value,
            **_figures(visit, stats.get(rule.name)),
        }
        for rule in config.rules
    ]
    plain += [
        {
            "name": name,
            "match": str(entry.get("match", "")),
            "canonical": "",
            "paused": True,
            "targets": [],
            "group": entry.get("group", config.group.value),
            **_figures(visit, stats.get(name)),
        }
        for name, entry in visit.desk.written().rules.items()
        if is_paused(entry)
    ]
    return answer({"rules": plain, "days": DAYS})


def _figures(visit: Visit, stats: RuleStats | None) -> dict[str, Any]:
    return {
        "matches": stats.matches if stats else 0,
        "stories": stats.stories if stats else 0,
        "alerts": stats.alerts if stats else 0,
        "good": stats.good if stats else 0,
        "bad": stats.bad if stats else 0,
        "corrections": stats.corrections if stats else 0,
        "precision": stats.precision if stats else None,
        "last_match_at": iso(visit, stats.last_match if stats else None),
        "per_day": list(stats.per_day) if stats else [0] * DAYS,
    }
