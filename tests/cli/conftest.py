from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.cli.main import app

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder with a configuration that watches the sample feed, and nothing else around."""
    for name in ("NEWS_MONITOR_CONFIG", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.setattr("monitor.interpreter.known_fault", lambda _: "")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    (tmp_path / "config.toml").write_text(
        'timezone = "Europe/Berlin"\n'
        "[targets.console]\n"
        'url = "console:"\n'
        "[[feeds]]\n"
        'url = "seeds/sample.rss"  # the sample\n'
        'name = "Sample"\n'
        'backfill = "all"\n'
        "[[rules]]\n"
        'name = "Apple in China"\n'
        'match = "Apple + China + AI"\n'
    )
    return tmp_path


@pytest.fixture
def cli(home):
    """Run a command; fail unless it ends with ``code``; return what it printed."""

    def cli(*words, code=0):
        result = CliRunner().invoke(app, [str(word) for word in words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result.stdout

    return cli


@pytest.fixture
def cli_json(cli):
    def cli_json(*words):
        return json.loads(cli(*words, "--json"))

    return cli_json
