"""All that is said to whoever writes a rule."""

from __future__ import annotations

from monitor.rules import parse_rule
from monitor.rules.suggest.advice import with_advice


def test_a_rule_is_told_of_its_spelling_its_capitals_and_its_pairs_besides_what_it_says_itself(
    known,
):
    match = "Schwarzeneger + Earthquake + tesla recall + (Ford | Ford)"
    rule = parse_rule(match, name="r")

    warnings = with_advice(rule, known).warnings

    assert rule.warnings
    assert warnings[: len(rule.warnings)] == rule.warnings
    told = warnings[len(rule.warnings) :]
    assert [said.split(" is ")[0].split(" looks ")[0] for said in told] == [
        "Schwarzeneger",
        "Earthquake",
        '"tesla recall"',
    ]
