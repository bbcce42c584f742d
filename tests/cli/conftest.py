from __future__ import annotations

import contextlib
import json
import logging
import os
import pty
import shutil
from pathlib import Path

import pytest

from tests.command_line import call
from tests.forked_process import ForkedProcess

ROOT = Path(__file__).parents[2]


CONFIG = """\
timezone = "Europe/Berlin"
[targets.console]
url = "console:"
[[feeds]]
url = "seeds/sample.rss"  # the sample
name = "Sample"
backfill = "all"
[[rules]]
name = "Apple in China"
match = "Apple + China + AI"
"""


def run(*words, code=0):
    """Run a command; fail unless it ends with ``code``; return what it printed."""
    result = call(*words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result.stdout


@pytest.fixture(autouse=True)
def few_sandboxes(shared_sandboxes):
    """Commands share the processes that read documents."""


@pytest.fixture(scope="session")
def first_day(tmp_path_factory):
    """A folder in which the sample feed has been polled once: to be copied, not to be changed."""
    folder = tmp_path_factory.mktemp("first-day")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    (folder / "config.toml").write_text(CONFIG)
    logger, root = logging.getLogger("monitor"), logging.getLogger()
    before = logger.level, root.level, root.handlers[:]
    with contextlib.chdir(folder):
        run("once", "--config", folder / "config.toml")
    # The logs of that round aren't there for the tests: made for all, it is no part of any of them.
    logger.setLevel(before[0])
    root.setLevel(before[1])
    root.handlers[:] = before[2]
    return folder


@pytest.fixture
def home(tmp_path, monkeypatch, first_day):
    """A folder with a configuration that watches the sample feed, and nothing else around."""
    for name in ("NEWS_MONITOR_CONFIG", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.setattr("monitor.health.interpreter.known_fault", lambda _: "")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    (tmp_path / "config.toml").write_text(CONFIG)
    return tmp_path


@pytest.fixture
def polled_once(home, first_day):
    """``home`` after ``news-monitor once``."""
    shutil.copy(first_day / "news.db", home / "news.db")
    return home


@pytest.fixture
def cli(home):
    """``cli("feeds", "--json")``: see ``run``."""
    return run


@pytest.fixture
def cli_json(cli):
    def cli_json(*words):
        return json.loads(cli(*words, "--json"))

    return cli_json


@pytest.fixture
def on_a_terminal(home):
    """``on_a_terminal(*words, types=…)``: run a command there; return what it said."""

    def run_it(*words, types=b"", columns=80):
        ours, theirs = pty.openpty()
        process = ForkedProcess(
            *words,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            folder=home,
            environ={**os.environ, "COLUMNS": str(columns)},
        )
        os.close(theirs)
        os.write(ours, types)
        said = b""
        try:
            while piece := os.read(ours, 4096):
                said += piece
        except OSError:  # how Linux says that the other end is closed
            pass
        os.close(ours)
        assert process.wait(60) == 0, said.decode()
        return said.decode()

    return run_it
