"""``stories --items``: what can be read is grouped, what can't is named, whatever stands there."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from monitor.errors import MonitorError
from tests.command_line import call


@pytest.fixture
def grouped(home):
    """Group lines: (what was printed, what was complained of, error or None)."""

    def grouped(*lines):
        (home / "items.jsonl").write_text("\n".join(lines))
        result = call("stories", "--items", "items.jsonl")
        found = [json.loads(line) for line in result.stdout.splitlines()]
        return found, result.stderr, result.exception

    return grouped


def item(id_, title="Storm Ciara closes ports", **others):
    return json.dumps({"id": id_, "title": title} | others)


def test_an_id_stays_what_it_is_in_the_file(grouped):
    found, complaints, error = grouped(item(7), item("7"), item("a"))
    assert [each["id"] for each in found] == [7, "7", "a"]
    assert (complaints, error) == ("", None)


def test_a_line_that_is_no_item_is_named_and_the_others_are_grouped(grouped):
    found, complaints, error = grouped(
        item(1),
        "nonsense",
        "",
        "[1]",
        '{"id": 2, "title": ["no"]}',
        f'{{"id": {"9" * 5_000}, "title": "Storm"}}',
        item(1, "Storm Ciara closes more ports"),
        item(3),
    )
    assert [each["id"] for each in found] == [1, 3]
    assert complaints.splitlines() == [
        f"news-monitor: items.jsonl, line {told}"
        for told in (
            "2: this isn't JSON; see character 1",
            '4: an item is an object with at least "id" and "title"',
            '5: "title" must be text',
            "6: a number in it has too many digits",
            '7: line 1 has the same "id", 1',
        )
    ]
    assert isinstance(error, MonitorError)
    assert str(error) == "5 lines of items.jsonl left out; the others were grouped"


@pytest.mark.parametrize("name", ["published", "published_ms", "date"])
@pytest.mark.parametrize(
    "date", ["soon", 1e300, 10**400, -99999999999999, "0001-01-01T00:00:00+14:00", "9999-12-31", []]
)
def test_a_hostile_date_is_named_in_plain_words(grouped, name, date):
    found, complaints, _ = grouped(item(1, **{name: date}), item(2))
    assert [each["id"] for each in found] == [2]
    assert complaints == (
        f'news-monitor: items.jsonl, line 1: "{name}" is not a plausible date; '
        "write it as 2025-02-13T08:14:00Z or in milliseconds since 1970\n"
    )


def test_a_line_ends_where_a_line_ends(grouped):
    found, complaints, _ = grouped('{"id": 1, "title": "Storm\u2028Ciara"}')
    assert ([each["id"] for each in found], complaints) == ([1], "")


@pytest.mark.parametrize("command", [["stories", "--items"], ["match", "rules.toml"]])
def test_on_a_pipe_that_is_closed_it_ends_quietly(home, command):
    (home / "rules.toml").write_text('[[rules]]\nname = "R"\nmatch = "storm"\n')
    (home / "items.jsonl").write_text("\n".join(item(number) for number in range(1_500)))
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", *command, "items.jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=home,
    )
    process.stdout.close()
    with process.stderr as errors:
        assert errors.read() == b""
    process.wait(60)
