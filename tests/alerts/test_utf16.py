"""Lengths as services count them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.utf16 import length, shorten


@pytest.mark.parametrize(("text", "units"), [("", 0), ("news", 4), ("苹果", 2), ("🛫", 2)])
def test_an_emoji_counts_twice(text, units):
    assert length(text) == units


@pytest.mark.parametrize(
    ("text", "cut"), [("news", "news"), ("newspaper", "new…"), ("🛫🛫", "🛫🛫"), ("🛫🛫🛫", "🛫…")]
)
def test_what_is_too_long_ends_in_an_ellipsis(text, cut):
    assert shorten(text, 4) == cut


@given(text=st.text(), limit=st.integers(1, 50))
def test_no_text_is_longer_than_its_limit(text, limit):
    cut = shorten(text, limit)

    assert length(cut) <= limit
    assert cut == text or text.startswith(cut[:-1])
