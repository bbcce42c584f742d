"""Edits of letters."""

import pytest

from monitor.stories.reading.polish import is_polish
from monitor.stories.reading.signature import Reader


@pytest.mark.parametrize(
    ("before", "after", "polish"),
    [
        ("Limits on artifical sweeteners", "Limits on artificial sweeteners", True),
        ("Zurich airport closed", "Zürich airport closed", True),
        ("Bosch shuts plant", "BOSCH SHUTS PLANT", True),
        ("Quake kills 14", "Quake kills 15", False),
        ("Vestby will resign", "Vestby will not resign", False),
        ("Leeds beat York", "York beat Leeds", False),
        ("Cork pub burns", "York pub burns", False),
        ("Bosch shuts plant", "Bosch shuts plant in Hildesheim", False),
    ],
)
def test_polish_changes_letters_and_no_words(zipf, item, before, after, polish):
    reader = Reader(zipf)
    edited, old = reader.signature(item(after)), reader.signature(item(before))
    assert is_polish(edited, old) is polish
