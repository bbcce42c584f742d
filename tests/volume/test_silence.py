"""When a rule is overdue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.volume.silence import OWN_RHYTHM, overdue_at, patience

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG_AGO = NOW - 400 * DAY


def ago(*hours):
    return [NOW - hour * HOUR for hour in hours]


def at(expect, matched, first_seen_at=LONG_AGO, now=NOW):
    return overdue_at(expect, matched, first_seen_at=first_seen_at, now=now)


@pytest.mark.parametrize(
    ("matched", "first_seen_at", "due"),
    [
        (ago(29), LONG_AGO, None),
        (ago(30), LONG_AGO, NOW),
        (ago(90, 31), LONG_AGO, NOW - HOUR),
        ([], NOW - 29 * HOUR, None),
        ([], NOW - 32 * HOUR, NOW - 2 * HOUR),
        # What it matched before it was switched off, or read differently, doesn't count.
        (ago(90), NOW - HOUR, None),
    ],
)
def test_a_rule_is_overdue_so_long_after_its_last_match_or_its_beginning(
    matched, first_seen_at, due
):
    assert at(30 * HOUR, matched, first_seen_at) == due


def test_its_own_rhythm_is_twice_the_longest_pause():
    matched = ago(400, 380, 350, 330, 300, 260, 240, 230)
    assert patience(OWN_RHYTHM, matched, now=NOW) == 80 * HOUR
    assert at(OWN_RHYTHM, matched) == matched[-1] + 80 * HOUR


def test_a_busy_rule_is_given_a_day():
    matched = ago(*range(100, 30, -1))
    assert patience(OWN_RHYTHM, matched, now=NOW) == DAY
    assert at(OWN_RHYTHM, matched) == matched[-1] + DAY


def test_a_rhythm_needs_eight_matches():
    assert at(OWN_RHYTHM, ago(*range(800, 100, -100))) is None
    assert at(OWN_RHYTHM, ago(*range(900, 100, -100)), now=NOW + DAY) is not None


def test_eight_matches_of_one_afternoon_are_no_rhythm():
    assert at(OWN_RHYTHM, ago(*range(58, 50, -1))) is None


def test_pauses_older_than_ninety_days_are_forgotten():
    old = ago(200 * 24, 150 * 24)
    matched = [*old, *ago(*range(900, 100, -100))]
    assert patience(OWN_RHYTHM, matched, now=NOW) == 200 * HOUR


@given(
    st.lists(st.integers(0, 3_000), max_size=30),
    st.sampled_from([OWN_RHYTHM, 5 * HOUR]),
)
def test_who_has_just_matched_is_never_overdue(hours, expect):
    assert at(expect, sorted([*ago(*hours), NOW])) is None
