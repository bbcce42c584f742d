"""Pairs of words that are written as one."""

import pytest

from monitor.rules.forms.spellings.compounds import written_together


@pytest.mark.parametrize(
    ("phrase", "together"),
    [
        ("health care workers", "healthcare workers"),
        ("Health Care Workers", "Healthcare Workers"),
        ("the data center boom", "the datacenter boom"),
    ],
)
def test_a_pair_is_written_together(phrase, together):
    assert written_together(phrase) == together


@pytest.mark.parametrize("phrase", ["health care", "Bank of England", "care health workers", ""])
def test_others_are_not(phrase):
    assert written_together(phrase) == ""
