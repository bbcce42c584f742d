"""How long alerts wait for what other rules find about the same event, as people write it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.config import load_config
from monitor.errors import ConfigError


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "config.toml"
        path.write_text(text)
        return load_config(path, environ={}).gather

    return read


def test_it_is_a_few_seconds(read):
    assert read("") == timedelta(seconds=3)
    assert read('gather = "10s"') == timedelta(seconds=10)


@pytest.mark.parametrize("nothing", ["0", '"0"', '"0s"'])
def test_nothing_is_waited_for_when_it_is_zero(read, nothing):
    assert read(f"gather = {nothing}") == timedelta(0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"5m"', "at most a minute"),
        ('"soon"', "not a duration"),
        ("3", "duration"),
        ("false", "dur"),
    ],
)
def test_mistakes_say_what_to_write(read, text, said):
    with pytest.raises(ConfigError, match=said):
        read(f"gather = {text}")
