"""``backtest --judge``: asked first, bounded, and nothing is written."""

from __future__ import annotations

import pytest

from tests.command_line import call
from tests.judge.stand_in import StandIn, said

ITEMS = "\n".join(
    f'{{"id": "{number}", "title": "{title}", "link": "https://wire.example/{number}"}}'
    for number, title in enumerate(["Apple pie wins", "Apple shows a phone", "Apple opens a shop"])
)


@pytest.fixture
def model():
    with StandIn(lambda body: said("no" if "pie" in str(body) else "yes", "A cake.")) as server:
        yield server


@pytest.fixture
def command(home):
    def command(*words, stdin=None):
        return call(*words, input=stdin)

    return command


@pytest.fixture
def files(tmp_path, model):
    (tmp_path / "items.jsonl").write_text(ITEMS)
    path = tmp_path / "config.toml"
    path.write_text(
        f'[judge]\nurl = "{model.url}"\nmodel = "m"\n[targets.console]\nurl = "console:"\n'
        '[[rules]]\nname = "Apple"\nmatch = "apple"\nabout = "the company"\n'
    )
    return ["--items", str(tmp_path / "items.jsonl"), "-c", str(path)]


def test_it_shows_what_the_model_would_withhold(command, files, model):
    result = command("backtest", "--rule", "Apple", "--judge", "50", "--yes", *files)
    assert result.exit_code == 0, result.output
    assert "The model, of the newest 3 matches" in result.output
    assert "2 yes, 1 no" in result.output
    assert "Apple pie wins" in result.output.partition("The model")[2]
    assert "A cake." in result.output
    assert len(model.requests) == 3
    assert model.data[0]["subject"] == "the company"


def test_it_asks_before_it_asks_and_puts_no_more_than_so_many(command, files, model):
    refused = command("backtest", "--rule", "Apple", "--judge", "2", *files, stdin="n\n")
    assert "Put 2 questions to m at 127.0.0.1" in refused.output
    assert model.requests == []
    command("backtest", "apple", "--judge", "2", "--about", "cakes", *files, stdin="y\n")
    assert [each["subject"] for each in model.data] == ["cakes"] * 2


def test_without_a_model_or_a_sentence_it_says_what_to_do(command, files, tmp_path):
    bare = tmp_path / "bare.toml"
    bare.write_text('[[rules]]\nname = "Apple"\nmatch = "apple"\n')
    result = command("backtest", "Apple", "--judge", "5", *files[:2], "-c", str(bare))
    assert "there is no [judge]" in str(result.exception)
    result = command("backtest", "apple", "--judge", "5", "--yes", *files)
    assert "add --about" in str(result.exception)


def test_a_model_that_is_down_is_asked_three_times(command, files, model):
    model.script = lambda body: 500
    result = command("backtest", "--rule", "Apple", "--judge", "50", "--yes", *files)
    assert "3 unjudged" in result.output
    assert "answered 500" in result.output
