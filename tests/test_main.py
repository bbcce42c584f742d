"""The package run as a program."""

import subprocess
import sys

from monitor import __version__


def test_the_package_is_the_command():
    command = [sys.executable, "-m", "monitor", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"news-monitor {__version__}\n"
