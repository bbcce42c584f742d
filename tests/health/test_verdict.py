"""Whether the program is well is judged by what keeps news from being found or told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.health.facts import Facts, Outbox
from monitor.health.verdict import LATE, LITTLE_SPACE, WAITING, State, verdict_on
from monitor.troubles import Trouble

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
WELL = Facts(feeds=3, failing=1, read_at=NOW, free_bytes=10 * LITTLE_SPACE)
SECOND = timedelta(seconds=1)


def verdict(facts, *troubles, targets=("desk",), **rest):
    return verdict_on(facts, troubles, targets=targets, now=NOW, **rest)


def target(**fields):
    return replace(WELL, targets={"desk": Outbox(**fields)})


@pytest.mark.parametrize(
    "facts",
    [
        WELL,
        Facts(free_bytes=LITTLE_SPACE),  # nothing is watched yet
        replace(WELL, overdue=LATE),
        replace(WELL, given_up=2),  # a person has been told of these, and takes them out
        target(held=40, delivered_at=NOW),
        target(pending=4, oldest_at=NOW - WAITING),
        target(dead=7),  # long ago
    ],
)
def test_it_is_well(facts):
    assert verdict(facts).state is State.WELL
    assert verdict(facts).reasons == ()


@pytest.mark.parametrize(
    ("facts", "name", "what"),
    [
        (replace(WELL, overdue=LATE + SECOND), "polling", "polls are late, by up to 5 min"),
        (replace(WELL, failing=3), "feeds", "no feed can be read"),
        (replace(WELL, feeds=1), "feeds", "the only feed can't be read"),
        (replace(WELL, free_bytes=LITTLE_SPACE - 1), "disk", "only 199 MiB are free"),
        (
            target(pending=1, oldest_at=NOW - WAITING - SECOND, error="it answers 500"),
            "target desk",
            "1 delivery to desk waits: it answers 500",
        ),
        (
            target(pending=2, oldest_at=NOW - WAITING - SECOND),
            "target desk",
            "2 deliveries to desk wait",
        ),
        (target(recently_dead=1), "target desk", "1 delivery to desk was given up"),
    ],
)
def test_what_keeps_news_from_being_found_or_told_is_a_reason(facts, name, what):
    found = verdict(facts)
    assert found.state is State.DEGRADED
    (reason,) = found.reasons
    assert reason.name == name
    assert reason.what.startswith(what)
    assert reason.cure


def test_a_clock_from_before_the_program_is_a_reason():
    early = datetime(1970, 1, 1, 0, 2, tzinfo=UTC)
    (reason,) = verdict_on(WELL, (), targets=(), now=early).reasons
    assert (reason.name, reason.cure) == ("clock", "set it: timedatectl")
    assert reason.what.startswith("the clock shows 1970-01-01 00:02 UTC")


def test_a_target_that_is_gone_no_longer_matters():
    assert verdict(target(recently_dead=1), targets=()).is_well


def test_what_the_daemon_says_comes_first():
    trouble = Trouble("database", "the disk is full", "make room", NOW, NOW)
    first, second = verdict(replace(WELL, failing=3), trouble).reasons
    assert (first.name, first.what, first.cure, first.since) == (
        "database",
        "the disk is full",
        "make room",
        NOW,
    )
    assert second.name == "feeds"


def test_a_database_that_cannot_be_read_is_no_sign_of_health():
    trouble = Trouble("database", "it is damaged", "", NOW, NOW)
    assert verdict(None, trouble).state is State.DEGRADED


def test_without_a_daemon_its_polls_are_not_called_late():
    found = verdict(replace(WELL, overdue=timedelta(days=3)), down="no daemon is running")
    assert found.state is State.DOWN
    assert [reason.name for reason in found.reasons] == ["daemon"]
