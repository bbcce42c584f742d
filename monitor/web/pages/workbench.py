"""The workbench: where rules are added and changed, with what they would have found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from starlette.responses import Response

from monitor.actions import rules as actions
from monitor.actions.configuration import is_paused
from monitor.alerts.planning.policy import Group, Policy
from monitor.backtest import Report, RuleReport
from monitor.backtest.judging import Judged, Sampled
from monitor.config import make_rule
from monitor.errors import MonitorError, RuleError
from monitor.human import MONTHS, plural
from monitor.rules.rule import Match, Rule
from monitor.rules.suggest.advice import with_advice
from monitor.rules.vocabulary.known_words import known_beside
from monitor.store.judge import verdicts
from monitor.store.reading.latest import newest_publication
from monitor.web.charts import Series, Tick, timeline
from monitor.web.page_request import Visit
from monitor.web.trial import BACK, NOBODY, SAMPLES, Superseded, Trials

LONGEST = 2_000
"""Characters of a rule."""
AT_A_TIME = 4
"""Questions to the model under way: nobody waits longer for all of them than half a minute."""
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
    is_imagined: bool = False
    """Whether a target was imagined, for there is none."""
    ended: datetime | None = None
    """When the newest item came, if that is longer ago than is looked at."""
    judged: tuple[Judged, ...] = ()
    """What the model says of the newest matches; empty: it wasn't asked."""

    @property
    def found(self) -> RuleReport | None:
        """What the rule itself would have found; None: it wasn't tried."""
        return self.report.rules[0] if self.report else None


class Workbench:
    """The page and its trials."""

    def __init__(self, trials: Trials) -> None:
        self._trials = trials

    def show(self, visit: Visit) -> Response:
        """Show the page; its script asks for the trial."""
        self._trials.warm()
        written = visit.desk.written().rules
        name = visit.word("name") if visit.word("name") in written else ""
        text = visit.word("rule") or (str(written[name].get("match", "")) if name else "")
        return _page(visit, text, name, names=list(written)[:30])

    def trial(self, visit: Visit) -> Response:
        """Try a rule and show what came of it: a part for the script, a page for a form."""
        text, name = visit.form.get("rule", "")[:LONGEST], visit.form.get("name", "")
        try:
            trial = self._try(visit, text, name) if text.strip() else None
        except Superseded:
            return Response(status_code=204)
        if visit.wants_part:
            return visit.page("trial.html", trial=trial, rule=text, name=name)
        return _page(visit, text, name, trial=trial)

    def judge(self, visit: Visit) -> Response:
        """Put the newest matches to the user's model, and show what it would withhold."""
        text, name = visit.form.get("rule", "")[:LONGEST], visit.form.get("name", "")
        about, judge = visit.form.get("about", "").strip()[:LONGEST], visit.desk.config.judge
        if judge is None or not (text.strip() and about):
            problem = "Write what to watch for, and what matches must be about."
            return _page(visit, text, name, problem=problem, status=400)
        try:
            trial = self._try(visit, text, name)
        except Superseded:
            return Response(status_code=204)
        sample = Sampled({trial.rule.name: about} if trial.rule else {}, SAMPLES)
        if found := trial.found:
            for each in reversed(found.samples):
                sample.add(each.past, Match(rule=found.rule, hits=each.hits, score=1.0))
        known = partial(verdicts.known, visit.db)
        judged = tuple(sample.judged(judge, known=known, at_a_time=AT_A_TIME))
        return _page(visit, text, name, trial=replace(trial, judged=judged))

    def save(self, visit: Visit) -> Response:
        """Save what was tried as a rule, or as a change of the one that it began with."""
        visit.refuse_if_read_only("news-monitor rules add NAME RULE")
        form, path = visit.form, visit.desk.config.path
        text, name = form.get("rule", "")[:LONGEST].strip(), form.get("name", "")
        new = form.get("new_name", "").strip()[:LONGEST]
        if not text:
            return _page(visit, text, name, problem="Write what to watch for.", status=400)
        if not (name or new):
            return _page(visit, text, name, problem="Give the rule a name.", status=400)
        wishes = _wishes(visit, name)
        try:
            if name:
                actions.change(path, name, {"match": text, **wishes})
            else:
                actions.add(
                    path, new, text, more={k: v for k, v in wishes.items() if v is not None}
                )
        except RuleError as error:
            return _page(visit, text, name, trial=Trial(error=error), status=400)
        except MonitorError as error:
            return _page(visit, text, name, problem=str(error), status=400)
        return visit.done("saved" if name else "added", back_to="/rules")

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
            rule = with_advice(rule, known_beside(config.database))
        except RuleError as error:
            return Trial(error=error)
        targets = tuple(config.targets) or (NOBODY.name,)
        policy = config.policies.get(rule.name) if current and config.targets else None
        # A history that has ended, such as the sample's, is tried as of its end.
        newest = newest_publication(visit.db) or visit.now
        ended = newest if newest < visit.now - BACK else None
        try:
            report = self._trials.run(
                f"{visit.visitor.session} {visit.form.get('page', '')}",
                rule,
                policy=policy or Policy(rule=rule.name, targets=targets, group=config.group),
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
            rule=rule,
            report=report,
            chart=chart,
            is_named=current is not None,
            is_imagined=not config.targets,
            ended=ended,
        )


def _wishes(visit: Visit, name: str) -> dict[str, object]:
    """What the form says of targets, grouping and urgency, by key; None: the usual."""
    form, config = visit.form, visit.desk.config
    entry = visit.desk.written().rules.get(name, {})
    known = list(visit.desk.written().targets)
    chosen = [each for each in known if _ticked(form, each)]
    found: dict[str, object] = {"urgent": True if form.get("urgent") else None}
    if entry.get("urgent") is False and not form.get("urgent"):
        found["urgent"] = False
    if set(chosen) == set(entry.get("targets", known)):
        found["targets"] = entry.get("targets")
    else:
        found["targets"] = None if chosen == known else chosen
    if "about" in form:
        found["about"] = " ".join(form["about"].split()) or None
    group = form.get("group", "")
    same = group == entry.get("group", config.group.value) or group not in {
        each.value for each in Group
    }
    found["group"] = entry.get("group") if same else group
    return found


def _ticked(form: Mapping[str, str], target: str) -> bool:
    return any(key.startswith("target") and held == target for key, held in form.items())


def _page(
    visit: Visit,
    text: str,
    name: str,
    *,
    trial: Trial | None = None,
    names: Sequence[str] = (),
    problem: str = "",
    status: int = 200,
) -> Response:
    written, form = visit.desk.written(), visit.form
    entry = written.rules.get(name, {})
    told = entry.get("targets", list(written.targets))
    is_sent = "new_name" in form or "group" in form
    return visit.page(
        "workbench.html",
        status=status,
        rule=text,
        name=name,
        names=names,
        trial=trial,
        problem=problem,
        new_name=form.get("new_name", visit.word("new_name")),
        targets=[
            (each, _ticked(form, each) if is_sent else each in told) for each in written.targets
        ],
        groups=[(group.value, group.in_words) for group in Group],
        group=form.get("group") or entry.get("group") or visit.desk.config.group.value,
        urgent=bool(form.get("urgent")) if is_sent else bool(entry.get("urgent")),
        is_paused=is_paused(entry),
        judge=visit.desk.config.judge,
        about=form.get("about", str(entry.get("about", ""))),
        samples=SAMPLES,
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
