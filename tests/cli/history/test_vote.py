from __future__ import annotations

import pytest

from monitor.errors import MonitorError

RULE = "Apple in China"


@pytest.fixture(autouse=True)
def polled(polled_once):
    return polled_once


def votes(cli_json):
    (rule,) = cli_json("rules")
    return rule["good"], rule["bad"]


def test_a_vote_shows_in_the_rules_precision(cli, cli_json):
    first, second, third, *_ = (row["id"] for row in cli_json("matches"))
    cli("vote", first, "good")
    cli("vote", second, "good")
    assert "67% of 3" in cli("vote", third, "bad")
    assert votes(cli_json) == (2, 1)
    assert "67% of 3" in cli("rules")


def test_a_vote_can_be_changed_and_taken_back(cli, cli_json):
    match = cli_json("matches")[0]["id"]
    cli("vote", match, "good")
    cli("vote", match, "bad")
    assert votes(cli_json) == (0, 1)
    assert "no votes" in cli("vote", match, "none")
    assert votes(cli_json) == (0, 0)


def test_an_item_can_be_named_by_its_link_title_or_id_with_the_rule(cli, cli_json):
    row = cli_json("matches")[0]
    for name in (row["link"], row["title"], row["item"]):
        assert row["title"] in cli("vote", name, "good", "--rule", RULE.upper())
    assert votes(cli_json) == (1, 0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["999999", "good"], "no match 999999"),
        (["https://nowhere.example/", "good"], "name the rule with --rule"),
        (["https://nowhere.example/", "good", "--rule", RULE], "has no match of an item"),
    ],
)
def test_what_isnt_there_is_an_error_with_its_cure(cli, words, said):
    with pytest.raises(MonitorError, match=said):
        cli("vote", *words)
