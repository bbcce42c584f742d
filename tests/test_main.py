"""The package run as a program."""

import os
import subprocess
import sys

from monitor import __version__
from tests.command_line import call


def test_the_package_is_the_command():
    command = [sys.executable, "-m", "monitor", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"news-monitor {__version__}\n"


HEAVY = {
    *("pandas", "scipy", "dask", "distributed", "tornado", "cryptography", "slack_sdk"),
    *("trafilatura", "lxml", "babel", "dateparser", "protego", "imap_tools"),
    *("simplemma", "wordfreq", "py3langid", "jsonschema", "yaml", "httpx"),
}


def test_as_shipped_it_loads_nothing_that_it_does_not_use(tmp_path):
    """Neither what is for extras, nor what only builds lists, nor what a library would like."""
    others = tmp_path / "others"
    others.mkdir()
    (others / "pandas.py").write_text("Timestamp = type('Timestamp', (), {})\n")
    assert call("init", tmp_path / "mine").exit_code == 0
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "monitor", "once"],
        cwd=tmp_path / "mine",
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(others), *sys.path])},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.split("|")[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "25 new items, 6 matches" in done.stdout
    assert {"monitor", "sqlite_utils", "numpy"} <= loaded
    assert not HEAVY & loaded
