"""What the model costs is among the numbers."""

from __future__ import annotations

from monitor.health.facts import read_facts
from monitor.store.judge import verdicts
from monitor.store.judge.verdicts import Costs
from tests.store.conftest import NOW, database  # noqa: F401 - a fixture


def test_costs_of_days_add_up_and_are_said_in_words(database):  # noqa: F811
    for costs in (
        Costs(calls=3, failures=1, tokens_in=900, tokens_out=60, seconds=3.0),
        Costs(remembered=2),
        Costs(over_budget=1),
    ):
        database.write(lambda db, costs=costs: verdicts.count(db, costs, now=NOW))
    facts = read_facts(database.read(), database.path, now=NOW)
    assert facts.judge.in_words == (
        "3 questions (1 without an answer), 2 remembered, 1 not put, as there were too many, "
        "900 tokens read, 60 written, 1.0 s each"
    )
    assert not verdicts.costs(database.read(), until=NOW.replace(year=2020))
