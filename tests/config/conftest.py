"""A folder to put a config.toml into, and what is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config import load_config
from monitor.errors import ConfigError

CONSOLE = '[targets.console]\nurl = "console:"\n'


class Folder:
    """A configuration's folder. ``environ`` is empty but for what a test passes."""

    def __init__(self, path: Path):
        self.path = path
        self.config = path / "config.toml"

    def file(self, name, text):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def write(self, text):
        self.file("config.toml", text)
        self.config.chmod(0o600)
        return self.config

    def load(self, text, *, secrets=True, complete=True, **environ):
        """As ``check`` does; with ``complete=False``, as the daemon."""
        return load_config(
            self.write(text),
            environ={"TZ": "UTC", **environ},
            secrets=secrets,
            complete=complete,
        )

    def problems(self, text, *, secrets=True, **environ):
        """Load what can't be loaded; return its problems by path."""
        with pytest.raises(ConfigError) as caught:
            self.load(text, secrets=secrets, **environ)
        return {problem.path: problem for problem in caught.value.problems}

    def mistakes(self, text, **environ):
        return {path: problem.message for path, problem in self.problems(text, **environ).items()}

    def warnings(self, text, **environ):
        return {problem.path: problem.message for problem in self.load(text, **environ).warnings}


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


@pytest.fixture
def console():
    return CONSOLE
