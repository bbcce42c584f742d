"""Asking the history from the terminal: matches, stories, stats; and taking it all along."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import subprocess
import sys

import pytest

from monitor.cli.history.stats import bar, sparkline
from monitor.cli.printing.tabular import safe_cell
from monitor.errors import MonitorError
from monitor.store.lock import InstanceLock


@pytest.fixture
def polled(polled_once):
    return polled_once


@pytest.fixture
def change(polled):
    """Change the database as time or a person would."""

    def change(statement, *values):
        with sqlite3.connect(polled / "news.db") as db:
            db.execute(statement, values)
        db.close()

    return change


@pytest.mark.usefixtures("polled")
def test_matches_narrow_down_by_every_part(cli, cli_json, change):
    everything = cli_json("matches")
    change("UPDATE matches SET vote = 1 WHERE id = ?", everything[0]["id"])
    assert len(cli_json("matches", "--site", "wire.example", "--lang", "en")) == len(everything)
    assert cli_json("matches", "--site", "example.org") == []
    assert cli_json("matches", "--lang", "zh") == []
    (one,) = cli_json("matches", "--story", everything[0]["story"])
    assert one["id"] == everything[0]["id"]
    assert len(cli_json("matches", "--target", "console", "--state", "sent")) == sum(
        row["state"] == "sent" for row in everything
    )
    assert cli_json("matches", "--state", "dead") == []
    assert cli_json("matches", "--withheld", "any") == []
    assert len(cli_json("matches", "--withheld", "no")) == len(everything)
    assert [row["id"] for row in cli_json("matches", "--vote", "good")] == [one["id"]]
    assert "  good" in cli("matches", "--vote", "good")
    ranked = cli_json("matches", "--search", "alibaba", "--sort", "relevance")
    by_time = cli_json("matches", "--search", "alibaba")
    assert sorted(row["id"] for row in ranked) == sorted(row["id"] for row in by_time)


@pytest.mark.usefixtures("polled")
def test_the_next_page_is_where_the_last_one_says(cli, cli_json):
    ids = [row["id"] for row in cli_json("matches")]
    printed = " ".join(cli("matches", "--limit", 2).split())
    after = printed.split("--after ")[1].split()[0]
    assert [row["id"] for row in cli_json("matches", "--limit", 2, "--after", after)] == ids[2:4]


@pytest.mark.usefixtures("polled")
def test_matches_come_in_any_form(cli, cli_json):
    rows = cli_json("matches")
    lines = cli("matches", "--jsonl").splitlines()
    assert [json.loads(line) for line in lines] == rows
    assert cli("matches", "--ids").split() == [str(row["id"]) for row in rows]
    table = list(csv.DictReader(io.StringIO(cli("matches", "--csv"))))
    assert [row["title"] for row in table] == [row["title"] for row in rows]
    markdown = cli("matches", "--md").splitlines()
    assert markdown[0].startswith("| id | published | rule |")
    assert len(markdown) == len(rows) + 2
    near = cli("matches", "--near", "--csv").splitlines()
    assert near[0].startswith("id,rule,missing")
    assert cli("matches", "--search", "nothing-like-it", "--csv") == ""


def test_a_hostile_title_is_text_everywhere(cli, change):
    title = '=HYPERLINK("https://evil.example") | <b>*x*</b> \x1b[31m'
    change("UPDATE items SET title = ?", title)
    for row in csv.DictReader(io.StringIO(cli("matches", "--csv"))):
        assert row["title"] == f"'{title}"
    for line in cli("matches", "--md").splitlines()[2:]:
        assert r"\| \<b\>\*x\*\</b\>" in line
        assert "\x1b" not in line
    assert "\x1b[31m" not in cli("stories")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "\ra", "\na", "＝1", "＋1"])
def test_no_cell_is_a_formula(text):
    assert safe_cell(text) == f"'{text}"
    assert safe_cell([text, "b"]).startswith("'")
    assert safe_cell(f"a{text}") == f"a{text}"
    assert safe_cell(-1) == "-1"


@pytest.mark.usefixtures("polled")
@pytest.mark.parametrize(
    "words",
    [
        ("--json", "--csv"),
        ("--state", "lost"),
        ("--vote", "maybe"),
        ("--sort", "colour"),
        ("--near", "--target", "desk"),
        ("--since", "when?"),
        ("--since", "999999w"),
        ("--withheld", "baselin"),
    ],
)
def test_what_matches_cannot_do_is_said(cli, words):
    cli("matches", *words, code=2)


@pytest.mark.usefixtures("polled")
@pytest.mark.parametrize("command", ["matches", "stories"])
def test_a_search_that_cannot_be_read_says_what_to_write(cli, command):
    with pytest.raises(MonitorError, match="never closed") as told:
        cli(command, "--search", '"joe tsai')
    assert 'Add " after' in str(told.value)


@pytest.mark.usefixtures("polled")
def test_what_was_searched_for_is_marked_in_the_terminal(cli, cli_json, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "phone" in _marked(cli("matches", "--search", "phones"))
    assert _marked(cli("stories", "--search", "alibabas")) >= {"Alibaba"}
    rows = cli_json("matches", "--search", "phones")
    assert {hit["term"] for row in rows for hit in row["hits"]} == {"Apple", "China", "AI"}


def _marked(printed):
    """What stands on yellow ground."""
    return set(re.findall(r"\x1b\[[0-9;]*\b43m(.*?)\x1b", printed))


def test_what_has_no_headline_is_untitled(cli, cli_json, change):
    (story, *_) = [row["id"] for row in cli_json("stories")]
    change("UPDATE items SET title = ''")
    change("UPDATE events SET title = ''")
    change("UPDATE stories SET title = ' ', first_title = ''")
    assert "(untitled)" in cli("stories")
    lines = cli("stories", story).splitlines()
    assert lines[0] == "(untitled)"
    assert lines[1] == "first: (untitled)"
    assert any(line.endswith("  (untitled)") for line in lines)


@pytest.mark.usefixtures("polled")
def test_stories_say_who_was_first_and_one_is_told_from_its_start(cli, cli_json):
    rows = cli_json("stories")
    assert {"Sample"} <= {row["first"] for row in rows}
    with pytest.raises(MonitorError, match='there is no rule "nothing"'):
        cli_json("stories", "--rule", "nothing")
    assert "No such stories." in cli("stories", "--search", "nothing-like-it")
    assert len(cli_json("stories", "--all", "--limit", "100")) > len(rows)
    assert [row["items"] for row in cli_json("stories", "--biggest")] == sorted(
        (row["items"] for row in rows), reverse=True
    )
    told = cli_json("stories", rows[0]["id"])
    assert told["id"] == rows[0]["id"]
    assert [each["rules"] for each in told["timeline"]]
    assert all(each["why"] for each in told["timeline"])
    assert [each["id"] for each in told["events"]] == list(
        dict.fromkeys(each["event"] for each in told["timeline"])
    )
    assert "sent by Apple in China" in cli("stories", rows[0]["id"])
    assert told["title"].split()[0] in cli("stories", rows[0]["id"])
    with pytest.raises(Exception, match="no story 999"):
        cli("stories", 999)


@pytest.mark.usefixtures("polled")
def test_why_says_what_a_grouped_match_shares_with_the_event_that_was_told(cli, cli_json):
    for match in cli_json("matches"):
        told = cli_json("stories", match["story"])
        (report,) = [each for each in told["timeline"] if each["item"] == match["item"]]
        said = cli_json("why", match["id"])
        assert (said["story"], said["story_why"]) == (match["story"], report["why"])
        assert f"story {match['story']}: {report['why']}" in " ".join(
            cli("why", match["id"]).split()
        )
    assert any("shares" in cli("why", each["id"]) for each in cli_json("matches"))


@pytest.mark.usefixtures("polled")
def test_stats_count_rules_and_feeds(cli, cli_json):
    found = cli_json("stats", "--since", "2025-01-01")
    (rule,), (feed,) = found["rules"], found["feeds"]
    assert rule["matches"] == feed["matches"] == sum(rule["per_day"]) > 3
    assert rule["precision"] is None
    shown = cli("stats", "--since", "2025-01-01")
    assert "█" in shown
    assert "Apple in China" in shown
    assert "No rule matched." in cli("stats", "--since", "1h")
    cli("stats", "--since", "1h", "--until", "2d", code=2)


def test_bars_are_as_high_and_long_as_the_numbers():
    assert sparkline([0, 1, 4, 8]) == " ▁▄█"
    assert sparkline([0, 0]) == "  "
    assert (bar(0, 9), bar(1, 1000), len(bar(9, 9))) == ("", "█", 20)


def test_everything_moves_to_another_database(cli, polled):
    assert "rows written" in cli("export", "--output", "all.jsonl")
    before = (polled / "all.jsonl").read_bytes()
    assert cli("export").encode() == before
    config = (polled / "config.toml").read_text()
    (polled / "config.toml").write_text(f'database = "other.db"\n{config}')
    assert "rows read" in cli("import", "all.jsonl")
    assert cli("export").encode() == before
    with pytest.raises(Exception, match="isn't empty"):
        cli("import", "all.jsonl")
    with pytest.raises(Exception, match=r"none\.jsonl can't be read"):
        cli("import", "none.jsonl")
    (polled / "bad.jsonl").write_bytes(b"\xff\xfe")
    (polled / "config.toml").write_text(f'database = "third.db"\n{config}')
    with pytest.raises(Exception, match="UTF-8"):
        cli("import", "bad.jsonl")
    with pytest.raises(Exception, match="can't be written"):
        cli("export", "--output", "nowhere/all.jsonl")


def test_nothing_is_imported_under_a_running_daemon(cli, polled):
    cli("export", "--output", "all.jsonl")
    with InstanceLock(polled / "news.db"), pytest.raises(Exception, match="in use"):
        cli("import", "all.jsonl")


def test_a_backup_is_made_and_put_back(cli, cli_json, change, polled):
    before = cli_json("matches")
    assert "checked" in cli("backup", "copy.db")
    change("DELETE FROM matches")
    assert cli_json("matches") == []
    assert "The old one is" in cli("restore", "copy.db")
    assert cli_json("matches") == before
    with pytest.raises(Exception, match="won't be overwritten"):
        cli("backup", "copy.db")


@pytest.mark.parametrize(
    "command", ["matches", "matches --near", "alerts", "alerts --withheld", "stories"]
)
@pytest.mark.usefixtures("polled")
def test_a_rule_that_never_was_is_told_with_the_one_that_was_meant(cli, command):
    with pytest.raises(MonitorError, match='no rule "Aple"; there is Apple in China'):
        cli(*command.split(), "--rule", "Aple")
    cli(*command.split(), "--rule", "apple in china")


def test_an_export_that_nobody_reads_on_holds_up_no_writer(polled_once):
    """Else the write-ahead log would grow for as long as a pager is open."""
    with sqlite3.connect(polled_once / "news.db") as database:
        database.execute("UPDATE items SET content = hex(randomblob(50000))")
    database.close()
    command = [sys.executable, "-m", "monitor", "export"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as export:
        assert export.stdout.read(1) == b"{"
        with sqlite3.connect(polled_once / "news.db", timeout=0) as database:
            database.execute("UPDATE items SET content = ''")
            database.commit()
            busy, *_ = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        database.close()
        export.stdout.close()
    assert busy == 0
