from __future__ import annotations

import pytest

RULE = "Apple in China"


@pytest.fixture
def voted(cli, cli_json, home):
    """A rule that is too wide, and votes that say so."""
    config = home / "config.toml"
    config.write_text(config.read_text().replace("Apple + China + AI", "Apple + China"))
    cli("once")
    for row in cli_json("matches"):
        other = any(word in row["title"] for word in ("Pay", "Fiona"))
        cli("vote", row["id"], "bad" if other else "good")
    return config


def test_without_votes_it_says_how_to_vote(cli, home):
    config = home / "config.toml"
    config.write_text(config.read_text().replace("Apple + China + AI", "Alibaba"))
    cli("once")
    assert "vote ID bad" in cli("rules", "suggest", RULE)


@pytest.mark.usefixtures("voted")
def test_a_suggestion_has_its_effect_and_the_line_to_paste(cli, cli_json):
    first, *_ = cli_json("rules", "suggest", RULE)
    assert first["kind"] == "exclude"
    assert first["effect"]["bad_lost"] > 0 == first["effect"]["good_lost"]
    printed = cli("rules", "suggest", RULE)
    assert first["line"] in printed
    assert f'1. exclude "{first["text"]}"' in printed
    assert "would have lost" in printed


def test_a_suggestion_can_be_taken(voted, cli, cli_json):
    first, *_ = cli_json("rules", "suggest", RULE)
    cli("rules", "suggest", RULE, "--apply", 1)
    assert first["line"] in voted.read_text()
    (rule,) = cli_json("rules")
    assert rule["canonical"] == first["canonical"]
    assert first["text"] not in {each["text"] for each in cli_json("rules", "suggest", RULE)}
    (after,) = cli_json("backtest", RULE)["rules"]
    effect = first["effect"]
    assert after["compared"]["lost"] == effect["bad_lost"] + effect["others_lost"]


@pytest.mark.usefixtures("voted")
def test_the_effect_of_an_alias_reads_well():
    from monitor.rules.suggest.in_words import effect_of
    from monitor.rules.suggest.suggestion import Effect

    assert effect_of(Effect(bad_lost=7, bad=9, good=31, gained=1, gained_told=1)) == (
        "would have lost 7 of 9 bad, 0 of 31 good; "
        "would have gained 1 near miss, 1 of them in stories you were told about"
    )
