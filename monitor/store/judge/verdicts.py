"""Answers, remembered by what was asked; and what asking has cost, day by day.

Without this module the same wire story in twenty papers would be asked about twenty times.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import sqlite_utils

from monitor.human import plural
from monitor.judge.verdict import Answer, Verdict
from monitor.store.timestamps import to_text

KEPT = timedelta(days=60)
"""How long answers are remembered."""
_COSTS = ("calls", "remembered", "failures", "over_budget", "tokens_in", "tokens_out", "seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What asking has cost."""

    calls: int = 0
    remembered: int = 0
    """Answers that were remembered, so that nobody was asked."""
    failures: int = 0
    """Calls without an answer that counts."""
    over_budget: int = 0
    """Questions that weren't put, as too many were already."""
    tokens_in: int = 0
    """As the endpoint counts them, where it does."""
    tokens_out: int = 0
    seconds: float = 0.0
    """Spent waiting for answers."""

    def __bool__(self) -> bool:
        """Whether there was anything to be answered."""
        return any(getattr(self, each.name) for each in fields(self))

    @property
    def in_words(self) -> str:
        """``41 questions (2 without an answer), 12 remembered, 9,100 tokens read, 600 written``."""
        failed = f" ({self.failures:,} without an answer)" if self.failures else ""
        parts = [
            f"{plural(self.calls, 'question')}{failed}",
            f"{self.remembered:,} remembered" if self.remembered else "",
            f"{self.over_budget:,} not put, as there were too many" if self.over_budget else "",
            f"{plural(self.tokens_in, 'token')} read, {self.tokens_out:,} written"
            if self.tokens_in
            else "",
            f"{self.seconds / self.calls:.1f} s each" if self.calls else "",
        ]
        return ", ".join(filter(None, parts))


def known(db: sqlite_utils.Database, key: str) -> Verdict | None:
    """Return what was answered to a question before; None: it wasn't asked."""
    row = db.execute("SELECT answer, reason FROM verdicts WHERE key = ?", [key]).fetchone()
    return Verdict(answer=Answer(row[0]), reason=row[1]) if row else None


def remember(db: sqlite_utils.Database, key: str, verdict: Verdict, *, now: datetime) -> None:
    """Remember what was answered to a question."""
    db.execute(
        """
        INSERT INTO verdicts (key, answer, reason, at) VALUES (?, ?, ?, ?)
        ON CONFLICT (key) DO NOTHING
        """,
        [key, verdict.answer.value, verdict.reason, to_text(now)],
    )


def forget(db: sqlite_utils.Database, *, now: datetime) -> None:
    """Forget old answers."""
    db.execute("DELETE FROM verdicts WHERE at < ?", [to_text(now - KEPT)])


def count(db: sqlite_utils.Database, costs: Costs, *, now: datetime) -> None:
    """Add to what asking has cost on this day (UTC)."""
    values = [getattr(costs, name) for name in _COSTS]
    db.execute(
        f"""
        INSERT INTO judge_costs (day, {", ".join(_COSTS)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (day) DO UPDATE SET {", ".join(f"{n} = {n} + excluded.{n}" for n in _COSTS)}
        """,  # noqa: S608 - our own constants
        [to_text(now)[:10], *values],
    )


def costs(
    db: sqlite_utils.Database, *, since: datetime | None = None, until: datetime | None = None
) -> Costs:
    """Return what asking has cost on the days (UTC) from one moment to another."""
    row = db.execute(
        f"SELECT {', '.join(f'coalesce(sum({name}), 0)' for name in _COSTS)} FROM judge_costs "  # noqa: S608
        "WHERE day >= ? AND day <= ?",
        [to_text(since)[:10] if since else "", to_text(until)[:10] if until else "~"],
    ).fetchone()
    return Costs(**dict(zip(_COSTS, row, strict=True)))
