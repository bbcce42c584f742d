"""``feeds test`` takes a file as well as an address."""

from __future__ import annotations

import pytest

from tests.command_line import call


@pytest.mark.parametrize("where", ["here", "the configuration's folder", "the root"])
def test_a_file_is_read_wherever_it_is_named_from(home, tmp_path, monkeypatch, where):
    name = "other.rss"
    (home / name).write_bytes((home / "seeds" / "sample.rss").read_bytes())
    if where == "the root":
        name = str(home / name)
    if where != "here":
        (tmp_path / "elsewhere").mkdir()
        monkeypatch.chdir(tmp_path / "elsewhere")
    result = call("feeds", "test", name, "--config", str(home / "config.toml"))
    assert "25 items" in result.output


def test_what_is_neither_a_file_nor_an_address_is_said_to_be_neither(home):
    result = call("feeds", "test", "nowhere.xml")
    assert result.exit_code == 1
    assert "there is no file nowhere.xml; a web address begins with https://" in str(
        result.exception
    )
