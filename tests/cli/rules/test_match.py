"""``match``: many items from a file or a pipe, one line of JSON for each match."""

from __future__ import annotations

import json

import pytest

from monitor.errors import MonitorError
from tests.command_line import call

RULES = '[[rules]]\nname = "tariff"\nmatch = "tariff"\n'


@pytest.fixture
def matched(home):
    """Match lines against rules: (matches, what was complained of, error or None)."""

    def matched(*lines, name="items.jsonl", rules=RULES):
        (home / "rules.toml").write_text(rules)
        data = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
        (home / "items.jsonl").write_bytes(data)
        result = call("match", "rules.toml", name, input=data)
        found = [json.loads(line) for line in result.stdout.splitlines()]
        return found, result.stderr, result.exception

    return matched


def test_match_prints_a_line_for_each_match(cli, home):
    (home / "rules.toml").write_text(
        '[[rules]]\nname = "r1"\nmatch = "Apple + AI"\naliases = { AI = ["machine mind"] }\n'
        '[[rules]]\nname = "r2"\nmatch = "pear"\n'
    )
    items = [
        {"id": "a", "title": "Apple has a machine mind", "lang": "en"},
        {"id": 7, "title": "Pears", "summary": None},
        {"id": "c", "title": "Apple's artificial intelligence"},  # the pack isn't asked for
    ]
    (home / "items.jsonl").write_text("\n".join(map(json.dumps, items)) + "\n\n")
    lines = [json.loads(line) for line in cli("match", "rules.toml", "items.jsonl").splitlines()]
    assert [(line["item"], line["rule"]) for line in lines] == [("a", "r1"), (7, "r2")]
    assert [(hit["found"], hit["kind"]) for hit in lines[0]["hits"]] == [
        ("Apple", "exact"),
        ("machine mind", "alias"),
    ]
    assert lines[0]["score"] > 0


def test_match_without_rules_says_how_to_write_one(cli, home):
    (home / "items.jsonl").write_text("")
    (home / "empty.toml").write_text("")
    with pytest.raises(MonitorError, match="rules: there are none"):
        cli("match", "empty.toml", "items.jsonl")


def test_rules_out_of_a_configuration_are_read_without_its_targets(matched):
    told = 'aliases = { tariff = ["import duty"] }\ntargets = ["desk"]\n'
    line = '{"id": "1", "title": "Import duties rise"}'
    found, _, error = matched(line, rules=RULES + told)
    assert [match["item"] for match in found] == ["1"]
    assert error is None


def test_a_line_that_is_no_item_is_named_and_left_out(matched):
    found, complaints, error = matched(
        '{"id": "1", "title": "A tariff"}',
        "nonsense",
        '{"title": "tariff"}',
        '{"id": null, "title": "tariff"}',
        '{"id": true, "title": "tariff"}',
        '{"id": "2", "title": ["tariff"]}',
        "[" * 100_000,
        b'{"id": "3", "title": "tariff \xe9"}',
        '{"id": "4", "title": "Tariffs"}',
    )
    assert [match["item"] for match in found] == ["1", "4"]
    assert "items.jsonl, line 2: this isn't JSON; see character 1\n" in complaints
    assert 'line 3: an item is an object with at least "id" and "title"' in complaints
    assert 'line 5: "id" must be text or a whole number' in complaints
    assert 'line 6: "title" must be text' in complaints
    assert "line 7: this isn't an item: it is nested too deeply" in complaints
    assert "line 8: this isn't UTF-8" in complaints
    assert isinstance(error, MonitorError)
    assert "7 lines of items.jsonl left out" in str(error)


def test_of_many_lines_that_are_no_items_only_some_are_named(matched):
    _, complaints, error = matched(*["nonsense"] * 500)
    assert len(complaints.splitlines()) == 10
    assert "500 lines" in str(error)


def test_items_come_from_a_pipe_and_in_any_line_ends(matched):
    lines = b'\xef\xbb\xbf{"id": "1", "title": "tariff"}\r\n\r\n{"id": "2", "title": "tariff"}\r'
    found, complaints, error = matched(lines, name="-")
    assert [match["item"] for match in found] == ["1", "2"]
    assert (complaints, error) == ("", None)


def test_half_a_character_is_written_as_it_was_read(matched):
    found, _, error = matched('{"id": "x\\ud83d", "title": "tariff"}')
    assert [match["item"] for match in found] == ["x\ud83d"]
    assert error is None


def test_the_bar_on_a_terminal_takes_nothing_off_standard_output(matched, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich then takes standard error for a terminal
    found, bar, _ = matched(*[json.dumps({"id": i, "title": "tariff"}) for i in range(20)])
    assert [match["item"] for match in found] == list(range(20))
    assert "Matching" in bar
