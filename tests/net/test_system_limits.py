"""How much may go on at a time with what the system allows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.net.system_limits import (
    KEPT,
    LOOKUPS,
    POLLS,
    UNLIMITED,
    VISITORS,
    Limits,
    Room,
    room_within,
)

UNIT = Path(__file__).parents[2] / "systemd" / "news-monitor.service"
ALL = Room(polls=POLLS, lookups=LOOKUPS, kept=KEPT, visitors=VISITORS)


def test_without_limits_there_is_room_for_all():
    assert room_within(Limits(), targets=3) == ALL


def test_the_unit_allows_what_the_program_may_start():
    unit = UNIT.read_text()
    tasks, files = (
        int(re.search(rf"^{name}=(\d+)", unit, re.MULTILINE)[1])
        for name in ("TasksMax", "LimitNOFILE")
    )
    assert room_within(Limits(descriptors=files, threads=tasks), targets=30) == ALL


@pytest.mark.parametrize("descriptors", [0, 64, 128, 256, 1024, 2048, UNLIMITED])
@pytest.mark.parametrize("threads", [0, 64, 128, 512, 1024, UNLIMITED])
@pytest.mark.parametrize("targets", [0, 1, 20])
def test_what_goes_on_fits_into_what_there_is(descriptors, threads, targets):
    room = room_within(Limits(descriptors=descriptors, threads=threads), targets=targets)
    assert room.polls >= 1, "however little there is, feeds are polled"
    least = room.polls == 1
    used = room.polls + room.lookups
    assert least or used + 64 + 4 * targets <= threads
    assert least or used + room.kept + room.visitors + 48 + 4 * targets <= descriptors


def test_limits_that_are_too_small_for_the_feeds_are_told_with_the_cure():
    few = Limits(descriptors=128)
    (warning,) = room_within(few, targets=1).warnings(feeds=300)
    assert "of 300 feeds" in warning
    assert "only 128 files may be open" in warning
    assert "LimitNOFILE" in warning
    few = Limits(threads=100)
    (warning,) = room_within(few, targets=1).warnings(feeds=300)
    assert "only 100 threads may run" in warning
    assert "TasksMax" in warning


def test_limits_that_suffice_for_the_feeds_are_no_matter():
    few = Limits(descriptors=128)
    assert room_within(few, targets=1).warnings(feeds=3) == []
    assert ALL.warnings(feeds=100_000) == []
