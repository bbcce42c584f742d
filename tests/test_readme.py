"""The README is true: its commands run and its configuration loads."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from monitor.cli.main import app
from monitor.config import load_config
from tests.command_line import call

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
SLACK = "https://hooks.slack.com/services/T00000000/B00000000/abcdefghijklmnopqrstuvwx"
MAIL = "mailtos://user:secret@mail.example.org?to=me@example.org"
BLOCKS = re.findall(r"^```(\w+)(?: (\w+))?\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def _blocks(kind, only=""):
    return [text for found, more, text in BLOCKS if (found, more) == (kind, only)]


@pytest.fixture
def somewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("NEWS_MONITOR_CONFIG", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_every_command_shown_runs_in_the_order_shown(somewhere, monkeypatch):
    commands = [line for block in _blocks("sh") for line in block.splitlines()]
    assert len(commands) > 10
    for line in commands:
        words = shlex.split(line)
        if words[0] == "cd":
            monkeypatch.chdir(words[1])
            continue
        assert words[0] == "news-monitor"
        result = call(*words[1:], catch_exceptions=False)
        assert result.exit_code == 0, f"{line}\n{result.output}"
        assert result.stdout.strip(), f"{line} says nothing"


@pytest.mark.parametrize("text", _blocks("toml"))
def test_every_configuration_shown_loads(somewhere, text):
    path = somewhere / "config.toml"
    path.write_text(text, "utf-8")
    config = load_config(path, environ={"DESK_SLACK_URL": SLACK, "MAIL_URL": MAIL})
    assert config.rules
    assert config.feeds
    assert not config.warnings


@pytest.mark.parametrize("text", _blocks("toml", "partial"))
def test_every_part_of_a_configuration_shown_loads_with_the_rest(somewhere, text):
    path = somewhere / "config.toml"
    (whole,) = _blocks("toml")
    path.write_text(whole + text, "utf-8")
    config = load_config(path, environ={"DESK_SLACK_URL": SLACK, "MAIL_URL": MAIL})
    assert config.subscriptions
    assert config.health_targets == ("desk",)


def test_the_service_is_installed_where_its_unit_looks_for_it():
    (text,) = _blocks("sh", "root")
    unit = (ROOT / "systemd" / "news-monitor.service").read_text("utf-8")
    (program,) = re.findall(r"^ExecStart=(\S+) run --config (\S+)", unit, re.MULTILINE)
    assert program == ("/opt/news-monitor/bin/news-monitor", "/etc/news-monitor/config.toml")
    assert f"sudo {program[0]} install-service" in text.splitlines()
    assert "sudo python3 -m venv /opt/news-monitor" in text.splitlines()


def test_every_document_linked_is_there():
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert len(links) > 5
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_document_is_linked():
    documents = sorted(path.name for path in (ROOT / "docs").glob("*.md"))
    assert [name for name in documents if f"(docs/{name})" not in README] == []


def _names(command, before=()):
    for name, each in getattr(command, "commands", {}).items():
        yield (*before, name)
        yield from _names(each, (*before, name))


def test_every_command_is_in_the_list_of_commands():
    listed = (ROOT / "docs" / "commands.md").read_text("utf-8")
    rows = [set(re.findall(r"[\w-]+", row)) for row in listed.splitlines() if row.startswith("| `")]
    names = list(_names(get_command(app)))
    assert ("feeds", "add") in names
    assert [name for name in names if not any(row.issuperset(name) for row in rows)] == []


def test_every_folder_of_the_program_is_in_the_table_of_the_house():
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    folders = {
        path.parent for path in (ROOT / "monitor").rglob("*.*") if "__" not in path.parent.name
    }
    house = {folder.relative_to(ROOT / "monitor") for folder in folders} - {Path()}
    assert len(house) > 30
    assert [str(each) for each in sorted(house) if f"{each.name}/`" not in text] == []
