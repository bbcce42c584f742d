"""The workbench: a rule as it is typed, and what it would have found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.responses import Response

from monitor.alerts.planning.policy import Policy
from monitor.backtest import Report, RuleReport
from monitor.config import make_rule
from monitor.errors import MonitorError, RuleError
from monitor.human import MONTHS, plural
from monitor.rules.rule import Rule
from monitor.store.reading.latest import newest_publication
from monitor.web.charts import Series, Tick, timeline
from monitor.web.page_request import Visit
from monitor.web.trial import BACK, Superseded, Trials

LONGEST = 2_000
"""Characters of a rule."""
NEW = "new rule"
"""What a rule that isn't one of the configuration's is called here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is known of a rule that somebody types."""

    rule: Rule | None = None
    error: RuleError | None = None
    problem: str = ""
    """Why it couldn't be tried."""
    report: Report | None = None
    chart: str = ""
    is_named: bool = False
    """Whether it is one of the configuration's, changed or not."""
    ended: datetime | None = None
    """When the newest item came, if that is longer ago than is looked at."""

    @property
    def found(self) -> RuleReport | None:
        """What the rule itself came to."""
        return self.report.rules[0] if self.report else None


class Workbench:
    """The page and its trials."""

    def __init__(self, trials: Trials) -> None:
        self._trials = trials

    def show(self, visit: Visit) -> Response:
        """The page; its script asks for the trial."""
        config = visit.desk.config
        self._trials.warm()
        named = next((rule for rule in config.rules if rule.name == visit.word("name")), None)
        return visit.page(
            "workbench.html",
            name=named.name if named else "",
            rule=visit.word("rule") or (named.match if named else ""),
            names=[rule.name for rule in config.rules[:30]],
            trial=None,
        )

    def trial(self, visit: Visit) -> Response:
        """What came of a rule: a part for the script, a page for a form."""
        text, name = visit.form.get("rule", "")[:LONGEST], visit.form.get("name", "")
        try:
            trial = self._try(visit, text, name) if text.strip() else None
        except Superseded:
            return Response(status_code=204)
        values: dict[str, Any] = {"trial": trial, "rule": text, "name": name, "names": []}
        return visit.page("trial.html" if visit.wants_part else "workbench.html", **values)

    def _try(self, visit: Visit, text: str, name: str) -> Trial:
        config = visit.desk.config
        current = next((rule for rule in config.rules if rule.name == name), None)
        try:
            # A rule's own aliases widen its changed text too.
            rule = make_rule(
                text,
                name=current.name if current else NEW,
                aliases={**config.aliases, **(current.aliases if current else {})},
                fuzzy=current.fuzzy if current else True,
            )
        except RuleError as error:
            return Trial(error=error)
        policy = config.policies.get(rule.name) if current else None
        # A history that has ended, such as the sample's, is tried as of its end.
        newest = newest_publication(visit.db) or visit.now
        ended = newest if newest < visit.now - BACK else None
        try:
            report = self._trials.run(
                f"{visit.visitor.session} {visit.form.get('page', '')}",
                rule,
                policy=policy
                or Policy(rule=rule.name, targets=tuple(config.targets), group=config.group),
                current=current,
                now=ended or visit.now,
            )
        except RuleError as error:
            return Trial(rule=rule, problem=error.message)
        except Superseded:
            raise
        except MonitorError as error:
            return Trial(rule=rule, problem=str(error))
        chart = _chart(report.rules[0])
        return Trial(
            rule=rule, report=report, chart=chart, is_named=current is not None, ended=ended
        )


def _chart(found: RuleReport) -> str:
    """Matches and alerts, a bar a day."""
    days = found.days
    if not any(day.matches for day in days):
        return ""
    alerts = tuple(day.alerts for day in days)
    others = tuple(max(day.matches - day.alerts, 0) for day in days)
    ticks = [
        Tick(number, f"{day.date.day} {MONTHS[day.date.month - 1]}")
        for number, day in enumerate(days)
        if number % 5 == 0
    ]
    return timeline(
        [Series("alerts", alerts, 0), Series("other matches", others, 6)],
        labels=[
            f"{day.date:%Y-%m-%d}: {plural(day.matches, 'match', 'matches')}, "
            f"{plural(day.alerts, 'alert')}"
            for day in days
        ],
        ticks=ticks,
        summary=f"Matches a day: {found.matches} in {plural(len(days), 'day')}, "
        f"{plural(found.alerts, 'alert')}",
    )
