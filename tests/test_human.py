"""Facts about durations in words."""

from datetime import timedelta

import pytest

from monitor.human import in_words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "0 s"), (0, "0 s"), (89, "89 s"), (90, "2 min"), (750, "12 min"), (5_399, "90 min"),
     (5_400, "2 h"), (172_799, "48 h"), (172_800, "2 days"), (86_400 * 90, "90 days")],
)  # fmt: skip
def test_in_words(seconds, words):
    assert in_words(timedelta(seconds=seconds)) == words
