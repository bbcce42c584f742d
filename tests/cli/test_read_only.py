"""In a folder, or on a database, that can't be written to, every command says so in plain words.

Each runs as well where it may write: what changes a file there must fail where it may not.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# All look at the same runs, which take seconds: one process makes them.
pytestmark = pytest.mark.xdist_group("read_only")
ROOT = Path(__file__).parents[2]
CURES = ("can't be written", "can't be opened", "can't be copied", "ermission denied", "read-only")
ALL_THE_SAME = {
    ("folder", "targets test console"),  # the message arrived; that it did isn't remembered
    ("database", "targets test console"),
    ("database", "restore sound.db"),  # it puts another file in its place
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory, first_day):
    """How each command ended: a dictionary for each."""
    folder = tmp_path_factory.mktemp("desk") / "desk"
    shutil.copytree(first_day, folder)
    (folder / "rules.toml").write_text('[[rules]]\nname = "A"\nmatch = "Apple"\n')
    shutil.copy(folder / "news.db", folder / "sound.db")
    (folder / "export.jsonl").write_text("")
    environ = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/cli/every_command.py"), str(folder)],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"command"')]


def test_all_commands_were_tried(runs):
    assert len(runs) > 50
    assert sum(bool(run["changed"]) for run in runs) > 20


@pytest.mark.parametrize("where", ["folder", "database"])
def test_no_command_ends_with_a_traceback(runs, where):
    for run in runs:
        assert not run[where]["error"], run
        assert "Traceback" not in run[where]["said"], run


@pytest.mark.parametrize("where", ["folder", "database"])
def test_what_would_change_a_file_fails_and_names_the_cure(runs, where):
    for run in runs:
        wanted = run["changed"] if where == "folder" else "news.db" in run["changed"]
        if wanted and run["code"] == 0 and (where, run["command"]) not in ALL_THE_SAME:
            assert run[where]["code"] != 0, run
            assert any(cure in run[where]["said"] for cure in CURES), run


@pytest.mark.parametrize("where", ["folder", "database"])
def test_what_only_reads_works_all_the_same(runs, where):
    for run in runs:
        if run["code"] == 0 and not run["changed"]:
            assert run[where]["code"] == 0, run


def test_a_database_that_can_only_be_read_can_be_backed_up(runs):
    (backup,) = (run for run in runs if run["command"].startswith("backup"))
    assert backup["database"]["code"] == 0, backup
