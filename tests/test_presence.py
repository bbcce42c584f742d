"""Who asks for the news of a service as another user is told so."""

import ctypes
import os
import subprocess
import sys

import pytest

from monitor.presence import is_missing, may_look

PR_CAPBSET_DROP = 24
OVERRIDES = (1, 2)
"""capabilities(7): CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH."""


@pytest.fixture
def closed(tmp_path):
    """A folder that nobody may look into, but root."""
    folder = tmp_path / "closed"
    folder.mkdir()
    (folder / "news.db").touch()
    folder.chmod(0)
    yield folder
    folder.chmod(0o700)


def give_up_power():
    if os.geteuid() == 0:
        for capability in OVERRIDES:
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


@pytest.mark.parametrize("command", ["status", "doctor", "check", "feeds", "once"])
def test_a_folder_that_is_closed_to_this_user_is_named(command, closed, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text(f'database = "{closed}/news.db"\n[targets.console]\nurl = "console:"\n')
    ended = subprocess.run(
        [sys.executable, "-m", "monitor", command, "--config", config],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=give_up_power,
    )
    assert ended.returncode == (4 if command == "status" else 1)
    if command in {"status", "doctor"}:
        assert "no daemon is running" not in ended.stdout, "perhaps one is"
    assert "Traceback" not in ended.stderr
    assert f"you may not look into {closed}" in " ".join((ended.stdout + ended.stderr).split())


def test_a_file_that_is_not_there_is_missing(tmp_path):
    assert may_look(tmp_path / "news.db")
    assert is_missing(tmp_path / "news.db")
    assert not is_missing(tmp_path)
