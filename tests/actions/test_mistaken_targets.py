"""An address that can't be used never gets into the configuration."""

from __future__ import annotations

import pytest

from monitor.actions import targets
from monitor.actions.configuration import takes_effect
from monitor.errors import TargetError


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text('[targets.desk]\nurl = "json://127.0.0.1/a"\n')
    return path


@pytest.mark.parametrize("url", ["http://127.0.0.1:9901/hook", "foo", "nosuch://x"])
def test_it_is_refused_with_what_to_write_instead(path, url):
    before = path.read_text()
    with pytest.raises(TargetError):
        targets.add(path, "new", url)
    with pytest.raises(TargetError):
        targets.change(path, "desk", {"url": url})
    assert path.read_text() == before


def test_a_change_beside_a_mistake_takes_effect_once_that_is_mended(path):
    assert takes_effect(path) == "A running daemon takes it up within seconds."
    path.write_text(path.read_text() + "max_attempts = 0\n")
    assert "once 1 mistake elsewhere in the file is mended" in takes_effect(path)
