"""The list of feeds fits where it is shown."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(("columns", "is_whole"), [(60, False), (100, True)])
def test_a_narrow_terminal_says_what_it_has_no_room_for(on_a_terminal, columns, is_whole):
    said = " ".join(on_a_terminal("feeds", columns=columns).split())
    assert "Next poll" in said
    assert ("Last success" in said) == is_whole
    assert ("items, a day and last success aren't shown" in said) != is_whole
