"""Rules: added, taken out, changed as was suggested."""

from __future__ import annotations

import pytest

from monitor.actions import rules
from monitor.config import load_config
from monitor.errors import MonitorError, RuleError
from monitor.rules import parse_rule
from monitor.rules.suggest.suggestion import Effect, Kind, Suggestion

NAME = "Apple in China"


def suggestion(kind, text, term=""):
    changed = parse_rule(f"Apple + China - {text}", name=NAME)
    return Suggestion(kind=kind, text=text, term=term, rule=changed, effect=Effect())


def rules_of(path):
    return load_config(path, environ={}, secrets=False).rules


def test_a_rule_is_added_and_taken_out_again(config):
    rule = rules.add(config, "Storms", "storm|gale", targets=["desk"])
    assert rule.canonical == "storm | gale"
    assert [each.name for each in rules_of(config)] == [NAME, "Storms"]
    rules.remove(config, "storms")
    assert [each.name for each in rules_of(config)] == [NAME]
    assert config.read_text().startswith("# mine\n")


@pytest.mark.parametrize(
    ("name", "match", "targets", "error"),
    [
        ("Storms", "storm + (", [], RuleError),
        (NAME, "storm", [], MonitorError),
        ("Storms", "storm", ["nobody"], MonitorError),
    ],
)
def test_one_that_cannot_be_used_leaves_the_file_as_it_was(config, name, match, targets, error):
    before = config.read_text()
    with pytest.raises(error):
        rules.add(config, name, match, targets=targets)
    assert config.read_text() == before


@pytest.mark.parametrize(
    "suggested",
    [suggestion(Kind.EXCLUDE, "pie"), suggestion(Kind.ALIAS, "Cupertino", term="Apple")],
    ids=["exclude", "alias"],
)
def test_a_suggestion_becomes_the_line_that_was_shown(config, suggested):
    line = rules.line_of(config, NAME, suggested)
    assert line not in config.read_text()
    rules.follow(config, NAME.upper(), suggested)
    assert line in config.read_text().splitlines()
    (rule,) = rules_of(config)
    assert "pie" in rule.match or "Cupertino" in rule.aliases["Apple"]


def test_a_rule_is_changed_paused_and_resumed_but_keeps_its_name(config):
    before = config.read_text()
    rules.change(config, NAME, {"match": "Apple + Japan"})
    assert rules_of(config)[0].canonical == "Apple + Japan"
    rules.pause(config, NAME)
    assert rules_of(config) == ()
    rules.resume(config, NAME)
    with pytest.raises(RuleError):
        rules.change(config, NAME, {"match": "Apple + ("})
    with pytest.raises(MonitorError, match="keeps its name"):
        rules.change(config, NAME, {"name": "Other"})
    rules.change(config, NAME, {"match": "Apple + China"})
    assert config.read_text() == before
