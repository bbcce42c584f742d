"""What is hardly meant is told in the log, at a start and after a change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.config import load_config
from monitor.process.logs import config_warnings
from monitor.process.logs.config_warnings import log_warnings

CONFIG = """
[targets.console]
url = "console://"

[[feeds]]
url = "https://example.org/feed"

[[rules]]
name = "Arnold"
match = "Schwarzeneger + film"

[[rules]]
name = "Listed"
match = "Paris, London"
"""

RULE = """
[[rules]]
name = "New"
match = "Rome, Milan"
"""


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    return load_config(path, environ={})


def test_what_is_hardly_meant_is_told_in_the_log(config, caplog):
    log_warnings(config)

    listed, misspelled = caplog.messages
    assert 'in "Listed": Paris, London is read as one phrase' in listed
    assert 'in "Arnold": Schwarzeneger looks misspelled' in misspelled
    assert {record.event for record in caplog.records} == {"config-warning"}


def test_after_a_change_only_rules_that_changed_are_spelled(config, caplog):
    log_warnings(config, before=config)
    assert "misspelled" not in caplog.text

    before = replace(config, rules=config.rules[1:])
    log_warnings(config, before=before)
    assert "Schwarzeneger looks misspelled" in caplog.text


def test_after_a_change_only_what_is_new_is_told(config, caplog):
    path = config.path
    path.write_text(CONFIG.replace("[targets", '[web]\nlisten = ""\n[targets') + RULE)
    log_warnings(load_config(path, environ={}), before=config)
    (told,) = caplog.messages
    assert 'in "New": Rome, Milan is read as one phrase' in told


def test_a_mistake_of_ours_over_the_spelling_ends_nothing(config, caplog, monkeypatch):
    def broken(rules, known):
        raise ValueError

    monkeypatch.setattr(config_warnings, "problems_with", broken)
    log_warnings(config)

    assert [record.event for record in caplog.records] == ["config-warning", "bug"]
