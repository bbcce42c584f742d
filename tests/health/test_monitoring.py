"""The dashboard and the alert rules that come along ask for numbers that there are."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from monitor.health.current import Health
from monitor.health.facts import Facts, Outbox
from monitor.health.metrics import Metrics
from monitor.health.verdict import Reason, State, Verdict
from monitor.inbound.summary import PollResult, PollSummary

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "monitoring"
PROMTOOL = shutil.which("promtool") or ""
NOW = datetime(2026, 11, 29, 14, 0, tzinfo=UTC)
NAME = re.compile(r"\b(?:news_monitor|process|python)_[a-z_]+\b")
LABELS = re.compile(r"\bby \(([^)]*)\)|\{\{ ?(?:\$labels\.)?(\w+) ?\}\}")


def expressions():
    dashboard = json.loads((FOLDER / "grafana-dashboard.json").read_text())
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            yield target["expr"], target["legendFormat"]
    alerts = yaml.safe_load((FOLDER / "prometheus-alerts.yaml").read_text())
    for group in alerts["groups"]:
        for rule in group["rules"]:
            yield rule["expr"], rule["annotations"]["summary"]


@pytest.fixture(scope="module")
def series():
    """The labels of each series, by its name, of a process that has everything to tell."""
    outbox = Outbox(
        pending=1, held=1, dead=1, recently_dead=1, oldest_at=NOW, delivered_at=NOW, error=""
    )
    facts = Facts(
        feeds=3,
        failing=1,
        given_up=1,
        overdue=timedelta(seconds=1),
        read_at=NOW,
        targets={"desk": outbox},
        database_bytes=1,
        log_bytes=1,
        free_bytes=1,
    )
    verdict = Verdict(State.DEGRADED, (Reason("disk", "little is free", "", None),))
    metrics = Metrics(lambda: Health(verdict, facts, None), lambda: NOW)
    metrics.polled(PollSummary(url="", feed="", result=PollResult.POLLED, withheld={"silenced": 1}))
    lines = re.findall(r"^(\w+)(?:\{(.*)\})? ", metrics.text().decode(), re.MULTILINE)
    return {name: set(re.findall(r'(\w+)="', within)) for name, within in lines}


def test_each_number_they_ask_for_is_there(series):
    asked = {name for expr, _ in expressions() for name in NAME.findall(expr)}
    assert len(asked) > 12
    assert asked - series.keys() == set()


def test_each_number_that_is_there_is_in_the_docs(series):
    said = (ROOT / "docs" / "health.md").read_text()
    ours = {name for name in series if name.startswith("news_monitor_")}
    assert {name for name in ours if not name.endswith("_created") and name not in said} == set()


def test_each_label_they_group_by_is_one_of_its_series(series):
    for expr, legend in expressions():
        known = {"job", "instance"}.union(*(series[name] for name in NAME.findall(expr)))
        for grouped, shown in LABELS.findall(expr + legend):
            assert {each.strip() for each in (grouped or shown).split(",")} <= known, expr


def test_panels_do_not_overlap():
    dashboard = json.loads((FOLDER / "grafana-dashboard.json").read_text())
    taken = set()
    for panel in dashboard["panels"]:
        grid = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(grid["x"], grid["x"] + grid["w"])
            for y in range(grid["y"], grid["y"] + grid["h"])
        }
        assert not cells & taken, panel["title"]
        assert grid["x"] + grid["w"] <= 24
        taken |= cells


def test_before_anything_happens_there_are_zeros_with_which_alarms_can_reckon():
    facts = Facts(targets={"desk": Outbox()})
    metrics = Metrics(lambda: Health(Verdict(State.WELL), facts, None), lambda: NOW)
    lines = set(metrics.text().decode().splitlines())
    assert {
        'news_monitor_deliveries{state="pending",target="desk"} 0.0',
        'news_monitor_deliveries{state="dead",target="desk"} 0.0',
        'news_monitor_delivery_age_seconds{target="desk"} 0.0',
        'news_monitor_polls_total{result="failed"} 0.0',
        'news_monitor_items_total{kind="new"} 0.0',
        'news_monitor_withheld_matches_total{reason="silenced"} 0.0',
    } <= lines
    assert not [line for line in lines if 'reason="judged"' in line], "polls don't know of these"


def test_the_seconds_of_parsing_add_up():
    metrics = Metrics(lambda: Health(Verdict(State.WELL), None, None), lambda: NOW)
    for seconds in (0.25, 0.5):
        metrics.polled(PollSummary(url="", feed="", result=PollResult.POLLED, parsing=seconds))
    assert "news_monitor_parse_seconds_total 0.75" in metrics.text().decode()


def test_each_alert_has_a_test_of_when_it_fires():
    alerts = yaml.safe_load((FOLDER / "prometheus-alerts.yaml").read_text())
    names = {rule["alert"] for group in alerts["groups"] for rule in group["rules"]}
    tests = yaml.safe_load((FOLDER / "prometheus-alerts-test.yaml").read_text())["tests"]
    tried = [each for test in tests for each in test["alert_rule_test"]]
    for expected in (True, False):
        assert {
            each["alertname"] for each in tried if bool(each["exp_alerts"]) is expected
        } == names


@pytest.mark.skipif(not PROMTOOL, reason="promtool isn't installed")
@pytest.mark.parametrize(
    "words",
    [
        ("check", "rules", "prometheus-alerts.yaml"),
        ("test", "rules", "prometheus-alerts-test.yaml"),
    ],
)
def test_prometheus_itself_reads_the_rules_and_they_fire(words):
    done = subprocess.run(
        [PROMTOOL, *words], cwd=FOLDER, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not PROMTOOL, reason="promtool isn't installed")
def test_prometheus_has_nothing_against_the_numbers():
    facts = Facts(feeds=1, read_at=NOW, targets={"desk": Outbox(pending=1, oldest_at=NOW)})
    metrics = Metrics(lambda: Health(Verdict(State.WELL), facts, None), lambda: NOW)
    done = subprocess.run(
        [PROMTOOL, "check", "metrics"],
        input=metrics.text(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
