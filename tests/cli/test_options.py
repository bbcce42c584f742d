import os
from pathlib import Path

import pytest

from monitor.cli.options import find_config
from monitor.errors import ConfigError


def test_a_user_without_a_home_is_told_where_a_configuration_was_looked_for(tmp_path, monkeypatch):
    """A container may run as a number that no user has."""
    monkeypatch.chdir(tmp_path)
    for name in ("NEWS_MONITOR_CONFIG", "XDG_CONFIG_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)
    with pytest.raises(RuntimeError):
        Path("~").expanduser()
    with pytest.raises(ConfigError, match=r"looked for config.toml, /etc/news-monitor/config.toml"):
        find_config(None)
