"""``backtest --judge N``: asks the user, then the model, and shows what it would withhold."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from monitor.errors import MonitorError
from monitor.human import plural

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from monitor.alerts.planning.policy import Policy
    from monitor.backtest.judging import Judged, Sampled
    from monitor.judge.model import Judge
    from monitor.judge.verdict import Verdict

SLOW = 3
"""Calls in a row without an answer, after which no more are made."""


def sampled(policies: Mapping[str, Policy], about: str, most: int, judge: Judge | None) -> Sampled:
    """Return what keeps the newest matches to be judged.

    Raises:
        MonitorError: There is no model, or no rule says what it is about.
    """
    from monitor.backtest.judging import Sampled

    if judge is None:
        raise MonitorError("there is no [judge] in the configuration: see docs/judge.md")
    meant = {name: about or policy.about for name, policy in policies.items()}
    if not any(meant.values()):
        raise MonitorError(
            'no rule says what it is about: add --about "the technology company Apple, not fruit"'
        )
    return Sampled(meant, most)


def judge_them(sample: Sampled, judge: Judge, database: Path | None, *, yes: bool) -> list[Judged]:
    """Ask the user whether to ask, then the model.

    Args:
        sample: What to put to it.
        judge: Whom to ask.
        database: Where answers are remembered; None: there is none. It is only read.
        yes: The user has said so already.
    """
    if not len(sample):
        return []
    question = f"Put {plural(len(sample), 'question')} to {judge.model} at {judge.host}?"
    if not yes and not typer.confirm(question, err=True):
        return []
    judged: list[Judged] = []
    failures = 0
    with typer.progressbar(
        sample.judged(judge, known=_known(database)),
        length=len(sample),
        label="Asking the model",
        file=typer.get_text_stream("stderr"),
    ) as asked:
        for each in asked:
            judged.append(each)
            failures = 0 if each.verdict else failures + 1
            if failures == SLOW:
                break
    return judged


def show(judged: list[Judged], zone: ZoneInfo) -> None:
    """Print what the model says, and what it would withhold."""
    from monitor.backtest.judging import counted
    from monitor.cli.printing import output
    from monitor.printable import clean

    if not judged:
        return
    out = output.console()
    counts = counted(judged)
    said = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    known = sum(each.was_known for each in judged)
    remembered = f" ({known:,} remembered)" if known else ""
    out.print(f"\nThe model, of the newest {plural(len(judged), 'match', 'matches')}", style="bold")
    out.print(f"  {said}{remembered}")
    for each in judged:
        if each.verdict is not None and each.verdict.answer.value == "no":
            moment = output.moment(each.past.item.published or each.past.seen_at, zone)
            out.print(f"  withheld  {moment}  {clean(each.past.item.title)}", markup=False)
            out.print(f"            {each.verdict.reason}", markup=False, style="dim")
    reasons = {each.reason for each in judged if each.reason}
    for reason in sorted(reasons):
        out.print(f"  not judged: {reason}", markup=False, style="yellow")


def plain(judged: list[Judged], zone: ZoneInfo) -> list[dict[str, object]]:
    """Return them for JSON."""
    from monitor.cli.printing import output

    return [
        {
            "rule": each.rule,
            "title": each.past.item.title,
            "link": each.past.item.link,
            "published": output.iso(each.past.item.published or each.past.seen_at, zone),
            "verdict": each.verdict.answer.value if each.verdict else "unjudged",
            "reason": each.verdict.reason if each.verdict else each.reason,
            "remembered": each.was_known,
        }
        for each in judged
    ]


def with_key(judge: Judge | None, directory: Path) -> Judge | None:
    """Return the judge with its key, which is read only where it is needed.

    Raises:
        MonitorError: The key isn't there.
    """
    from dataclasses import replace

    from monitor.config.reading.secrets import resolve

    if judge is None:
        return None
    try:
        return replace(judge, key=resolve(judge.key, environ=os.environ, directory=directory))
    except ValueError as error:
        raise MonitorError(f"key in [judge]: {error}") from None


def _known(database: Path | None) -> Callable[[str], Verdict | None]:
    from monitor.store.database import reading
    from monitor.store.judge import verdicts

    def known(key: str) -> Verdict | None:
        if database is None:
            return None
        with reading(database) as db:
            return verdicts.known(db, key)

    return known
