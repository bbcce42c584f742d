"""When a spike begins, and when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.volume.rhythm import Rhythm
from monitor.volume.spike import Seen, Spike, after, end_was_seen, spike_in
from monitor.volume.window import Window

NOW = datetime(2025, 2, 13, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RHYTHM = Rhythm(
    zone=ZoneInfo("UTC"),
    hours=((4.0,) * 24,) * 7,
    quarters=((1.0,) * 24,) * 7,
    bounds=dict.fromkeys(Window, 4.5),
    most={Window.QUARTER: 4, Window.HOUR: 9, Window.DAY: 110},
)
USUAL = Seen(ten=1, quarter=1, half=2, hour=4, calm=12, day=96, since=NOW - DAY)
SPIKE = Spike(began_at=NOW - HOUR, found_at=NOW, window=Window.HOUR, reports=30, usual=4.0, top=30)


def found(last=None, **seen):
    return spike_in(RHYTHM, replace(USUAL, **seen), now=NOW, last=last)


def test_what_is_usual_is_no_spike():
    assert found() is None
    assert found(hour=9) is None


@pytest.mark.parametrize(
    ("seen", "window"),
    [
        ({"ten": 10, "quarter": 10, "half": 10, "hour": 10}, Window.TEN),
        ({"ten": 9, "quarter": 10, "half": 10, "hour": 10}, Window.QUARTER),
        ({"hour": 20}, Window.HOUR),
        ({"day": 300}, Window.DAY),
    ],
)
def test_minutes_an_hour_or_a_day_may_be_a_spike(seen, window):
    spike = found(**seen)
    assert spike.window is window
    assert (spike.began_at, spike.found_at) == (NOW - window.length, NOW)


def test_nine_reports_are_none_however_rare_they_are():
    rare = replace(RHYTHM, hours=((0.01,) * 24,) * 7, quarters=((0.0025,) * 24,) * 7)
    nine = Seen(ten=9, quarter=9, half=9, hour=9, calm=9, day=9, since=NOW - DAY)
    assert spike_in(rare, nine, now=NOW, last=None) is None
    ten = replace(nine, ten=10, quarter=10, half=10, hour=10, calm=10, day=10)
    assert spike_in(rare, ten, now=NOW, last=None) is not None


def test_a_day_counts_only_since_the_last_spike_was_over():
    since = NOW - 6 * HOUR
    assert found(day=50, since=since) is None
    spike = found(day=80, since=since)
    assert (spike.window, spike.began_at, spike.usual) == (Window.DAY, since, 24)


def test_the_next_wave_within_a_day_must_top_the_first():
    last = replace(SPIKE, began_at=NOW - 12 * HOUR, ended_at=NOW - 6 * HOUR, top=30)
    assert found(last, hour=30) is None
    assert found(last, hour=31) is not None
    assert found(replace(last, began_at=NOW - 25 * HOUR), hour=30) is not None


def test_it_is_over_after_three_hours_as_usual():
    seen = replace(USUAL, calm=20)
    assert after(SPIKE, RHYTHM, seen, now=NOW + 2 * HOUR).ended_at is None
    over = after(SPIKE, RHYTHM, seen, now=NOW + 3 * HOUR)
    assert over.ended_at == NOW
    assert not over.lasted
    later = after(SPIKE, RHYTHM, seen, now=NOW + 8 * HOUR)
    assert (later.ended_at, later.lasted) == (NOW + 5 * HOUR, True)


def test_while_it_goes_on_its_top_is_remembered():
    going = after(SPIKE, RHYTHM, replace(USUAL, hour=50, calm=90), now=NOW + 5 * HOUR)
    assert (going.ended_at, going.top) == (None, 50)
    assert after(going, RHYTHM, replace(USUAL, calm=90), now=NOW + 6 * HOUR).top == 50


def test_after_a_week_it_is_the_usual():
    going = after(SPIKE, RHYTHM, replace(USUAL, calm=90), now=NOW + 7 * DAY)
    assert (going.is_settled, going.ended_at) == (True, NOW + 7 * DAY)


def test_a_week_in_which_nobody_watched_makes_nothing_usual():
    back = NOW + 8 * DAY
    going = after(SPIKE, RHYTHM, replace(USUAL, calm=0), now=back, watched_since=back)
    assert (going.is_settled, going.ended_at) == (False, None)
    over = after(SPIKE, RHYTHM, USUAL, now=back + 3 * HOUR, watched_since=back)
    assert (over.is_settled, over.ended_at) == (False, back)


@pytest.mark.parametrize(("hours", "is_known"), [(3, False), (4, True)])
def test_when_a_spike_was_over_is_known_only_if_somebody_watched(hours, is_known):
    back = NOW + 9 * HOUR
    over = after(SPIKE, RHYTHM, USUAL, now=back + hours * HOUR, watched_since=back)
    assert over.ended_at == back + (hours - 3) * HOUR
    assert end_was_seen(over, watched_since=back) is is_known
    assert end_was_seen(over, watched_since=NOW - DAY)


def test_without_a_rhythm_three_hours_are_compared_with_three_hours():
    assert after(SPIKE, None, replace(USUAL, calm=20), now=NOW + 3 * HOUR).ended_at == NOW
    assert after(SPIKE, None, replace(USUAL, calm=21), now=NOW + 3 * HOUR).ended_at is None
