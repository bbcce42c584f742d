"""The list of feeds fits where it is shown."""

from __future__ import annotations

import resource

import pytest

from monitor.errors import MonitorError


@pytest.mark.parametrize(("columns", "is_whole"), [(60, False), (100, True)])
def test_a_narrow_terminal_says_what_it_has_no_room_for(on_a_terminal, columns, is_whole):
    said = " ".join(on_a_terminal("feeds", columns=columns).split())
    assert "Next poll" in said
    assert ("Last success" in said) == is_whole
    assert ("items, a day and last success aren't shown" in said) != is_whole


def test_a_list_that_cannot_be_written_whole_leaves_the_one_that_was_there(cli, tmp_path):
    file = tmp_path / "mine.opml"
    cli("feeds", "export", str(file))
    before = file.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, hard))
    try:
        with pytest.raises(MonitorError, match="can't be written: File too large"):
            cli("feeds", "export", str(file))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.glob("*mine*")] == ["mine.opml"]
