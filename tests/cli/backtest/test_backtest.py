from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.config import make_rule, shipped_pack
from monitor.rules import Matcher
from monitor.store.database import Database, reading
from monitor.store.history import match_list
from monitor.store.reading import backtest_items
from tests.forked_process import ran

SAMPLE = "Apple in China"


@pytest.fixture
def polled(polled_once):
    """The sample feed polled once: the history of a first day."""
    return polled_once


@pytest.fixture
def jsonl(tmp_path):
    def jsonl(*items):
        path = tmp_path / "items.jsonl"
        path.write_text("".join(json.dumps(item) + "\n" for item in items))
        return path

    return jsonl


@pytest.mark.usefixtures("polled")
def test_a_rule_is_run_over_what_is_stored_and_nothing_is_written(cli, cli_json, home):
    before = (home / "news.db").read_bytes()
    report = cli_json("backtest", "Apple + Alibaba")
    (rule,) = report["rules"]
    assert report["complete"]
    assert report["items"] == report["items_in_all"] == 25
    assert rule["canonical"] == "Apple + Alibaba"
    with reading(home / "news.db") as db:
        items = [each.item for each in backtest_items.by_ids(db, range(1, 26))]
    matcher = Matcher([make_rule("Apple + Alibaba", name="A", aliases=shipped_pack())])
    assert rule["matches"] == sum(bool(matcher.names(item)) for item in items) > 0
    assert rule["alerts"] == rule["stories"] - rule["withheld"].get("old", 0) > 0
    assert sum(day["alerts"] for day in rule["days"]) == rule["alerts"]
    assert (home / "news.db").read_bytes() == before
    printed = cli("backtest", "Apple + Alibaba")
    assert f"{rule['alerts']} alerts" in printed
    assert "█" in printed
    sent = {group: each["console"] for group, each in rule["forecast"].items()}
    assert sent == {
        "story": rule["alerts"],
        "item": rule["matches"] - rule["withheld"].get("old", 0),
        "day": sent["day"],
    }
    assert 0 < sent["day"] <= rule["alerts"]  # how many depends on the time of day
    for group, count in sent.items():
        assert re.search(rf'group = "{group}" +{count}\n', printed)
    assert "each event once (current)" in printed


@pytest.mark.usefixtures("polled")
def test_a_new_text_of_a_rule_is_compared_with_the_current_one_item_by_item(cli, cli_json):
    report = cli_json("backtest", "Apple + (Japan | China) - Alibaba", "--rule", SAMPLE)
    compared = report["rules"][0]["compared"]
    assert compared["with"] == "version"
    assert compared["gained"] == len(compared["gained_items"]) > 0
    assert compared["lost"] == len(compared["lost_items"]) > 0
    assert all("Alibaba is there" in each["why"] for each in compared["lost_items"])
    printed = cli("backtest", "Apple + (Japan | China) - Alibaba", "--rule", SAMPLE)
    assert "Compared with the current version (Apple + China + AI)" in printed
    assert compared["lost_items"][0]["title"][:40] in printed


@pytest.mark.usefixtures("polled")
def test_a_rule_as_it_is_is_compared_with_what_was_recorded(cli_json):
    for words in ([], [SAMPLE], ["--rule", SAMPLE.lower()]):
        (rule,) = cli_json("backtest", *words)["rules"]
        assert rule["name"] == SAMPLE
        assert rule["compared"]["with"] == "records"
        assert (rule["compared"]["gained"], rule["compared"]["lost"]) == (0, 0)


def test_another_configuration_is_compared_rule_by_rule(polled, cli, cli_json):
    text = (polled / "config.toml").read_text()
    (polled / "new.toml").write_text(
        text.replace("Apple + China + AI", "Apple + China")
        + '[[rules]]\nname = "Chips"\nmatch = "chip"\n'
    )
    changed, new = cli_json("backtest", "--config", "new.toml")["rules"]
    assert changed["compared"]["with"] == "version"
    assert changed["compared"]["canonical"] == "Apple + China + AI"
    assert changed["compared"]["gained"] > 0 == changed["compared"]["lost"]
    assert (new["name"], new["compared"]) == ("Chips", None)
    (one,) = cli_json("backtest", "--config", "new.toml", "--rule", changed["name"])["rules"]
    assert one["compared"]["gained"] == changed["compared"]["gained"]
    printed = cli("backtest", "--config", "new.toml")
    assert "Alerts a day, of all rules" in printed
    assert "nothing yet" in printed


@pytest.mark.usefixtures("polled")
def test_time_can_be_narrowed_down(cli, cli_json):
    everything = cli_json("backtest", "Apple")
    day = everything["rules"][0]["days"][0]["date"]
    after = datetime.fromisoformat(day).date() + timedelta(days=1)
    report = cli_json("backtest", "Apple", "--since", str(after))
    assert 0 < report["items"] < everything["items"]
    assert report["since"] >= str(after)
    assert cli_json("backtest", "Apple", "--until", str(after))["until"] < str(after)
    assert "no items from that time" in cli("backtest", "Apple", "--until", "2001-01-01")


def test_applied_matches_are_history_that_nobody_is_told_of(polled, cli, cli_json):
    with reading(polled / "news.db") as db:
        before = db.execute("SELECT count(*) FROM deliveries").fetchone()
    report = cli_json("backtest", "Apple", "--rule", "Fruit", "--apply")
    assert report["recorded"] == report["rules"][0]["matches"] > 5
    assert "The history already had them all" in cli(
        "backtest", "Apple", "--rule", "Fruit", "--apply"
    )
    with reading(polled / "news.db") as db:
        rows = match_list.matches(db, match_list.MatchQuery(rule="Fruit"))
        assert len(rows) == report["recorded"]
        assert {row.withheld for row in rows} == {"backtest"}
        assert db.execute("SELECT count(*) FROM deliveries").fetchone() == before


@pytest.mark.usefixtures("polled")
def test_what_cant_be_meant_is_refused(cli):
    cli("backtest", "Apple", "--apply", code=2)
    cli("backtest", "Apple", "--items", "x.jsonl", "--rule", "Fruit", "--apply", code=2)


def test_items_of_a_file_need_no_database_and_no_configuration(cli_json, home, jsonl):
    (home / "config.toml").unlink()
    title = "Coastal town rebuilds harbour after record storm"
    path = jsonl(
        {"id": "1", "title": title, "published": "2026-03-02T08:00:00Z", "source": "One"},
        {"id": "2", "title": title, "published": "2026-03-02T09:00:00Z", "source": "Two"},
        {"id": "3", "title": "Football", "published": 1772500000000, "source": "Two"},
    )
    report = cli_json("backtest", "storm", "--items", path)
    (rule,) = report["rules"]
    assert (report["items"], rule["matches"], rule["alerts"]) == (3, 2, 1)
    assert rule["withheld"] == {"grouped": 1}
    assert rule["targets"][0]["target"] == "you"
    assert rule["samples"][0]["item"] == "2"


def test_a_file_with_a_date_that_is_none_names_its_line(jsonl, home):
    path = jsonl({"id": "1", "title": "a"}, {"id": "2", "title": "b", "published": "soon"})
    result = ran("backtest", "a", "--items", path)
    assert result.returncode == 1
    assert 'line 2: "published" is not a plausible date' in result.stderr


def test_without_a_database_it_says_what_to_do(home):
    result = ran("backtest", "Apple")
    assert result.returncode == 1
    assert "isn't there yet" in result.stderr
    assert "--items" in result.stderr


def test_ctrl_c_ends_it_with_what_was_found_so_far(home):
    """On a terminal, with a bar; the bar is how the test knows that it is under way."""
    now = datetime.now(UTC) - timedelta(days=1)
    with Database(home / "news.db") as database:

        def fill(db):
            db.execute("INSERT INTO feeds (url, added_at) VALUES ('https://a.example', '2026')")
            db.execute(
                "INSERT INTO stories (id, title, opened_at, last_item_at) VALUES (1, '', '', '')"
            )
            db.execute(
                "INSERT INTO events (id, story_id, title, opened_at, last_item_at) "
                "VALUES (1, 1, '', '', '')"
            )
            db.conn.executemany(
                "INSERT INTO items (feed_id, key, title, link, summary, content, author, source, "
                "lang, tags, published_at, first_seen_at, revision, story_id, event_id) "
                "VALUES (1, ?, ?, '', ?, '', '', '', 'en', '[]', ?, ?, '', 1, 1)",
                (
                    (n, f"Apple {n}", f"words{n} " * 40, f"{now:%Y-%m-%dT%H:%M:%S.000Z}",
                     f"{now + timedelta(seconds=n / 100):%Y-%m-%dT%H:%M:%S.000Z}")
                    for n in range(60_000)
                ),
            )  # fmt: skip

        database.write(fill)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "backtest", "Apple", "--json"],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm", "PYTHONPATH": str(Path(__file__).parents[3])},
        start_new_session=True,  # as of a terminal: Ctrl-C reaches its workers too
    )
    os.close(theirs)
    told = b""
    while b"2000/60000" not in told and b"000/60000" not in told:
        told += os.read(ours, 4096)
    os.killpg(process.pid, signal.SIGINT)
    threading.Thread(target=_drain, args=(ours,), daemon=True).start()
    out, _ = process.communicate()
    report = json.loads(out)
    assert process.returncode == 0
    assert 0 < report["items"] < 60_000
    assert not report["complete"]
    assert report["rules"][0]["matches"] == report["items"]


def _drain(handle):
    try:
        while os.read(handle, 4096):
            pass
    except OSError:
        os.close(handle)
