from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.troubles import Troubles


class Clock:
    now = datetime(2025, 2, 13, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_the_same_trouble_told_again_and_again_is_one_and_news_once_an_hour(clock):
    troubles = Troubles(clock)
    assert troubles.met("database", "the disk is full", cure="make room")
    began = clock.now
    for _ in range(59):
        clock.now += timedelta(minutes=1)
        assert not troubles.met("database", "the disk is full", cure="make room")
    (trouble,) = troubles.now()
    assert (trouble.what, trouble.cure, trouble.since) == ("the disk is full", "make room", began)
    clock.now += timedelta(minutes=1)
    assert troubles.met("database", "the disk is full", cure="make room")
    assert troubles.counts() == {"database": 61}


def test_another_wording_is_news_and_keeps_since(clock):
    troubles = Troubles(clock)
    troubles.met("database", "the disk is full")
    began = clock.now
    clock.now += timedelta(seconds=1)
    assert troubles.met("database", "it is locked")
    assert [(each.what, each.since) for each in troubles.now()] == [("it is locked", began)]


def test_what_is_over_is_gone_but_counted(clock):
    troubles = Troubles(clock)
    assert not troubles.over("database")
    troubles.met("database", "the disk is full")
    assert troubles.over("database")
    assert troubles.now() == ()
    assert troubles.counts() == {"database": 1}
    assert troubles.met("database", "the disk is full")


def test_a_trouble_that_lasts_so_long_ends_by_itself_unless_met_again(clock):
    troubles = Troubles(clock)
    troubles.met("thread recorder", "it ended", lasting=timedelta(minutes=10))
    clock.now += timedelta(minutes=9)
    troubles.met("thread recorder", "it ended", lasting=timedelta(minutes=10))
    clock.now += timedelta(minutes=9)
    assert troubles.now()
    clock.now += timedelta(minutes=1)
    assert troubles.now() == ()


def test_the_oldest_comes_first(clock):
    troubles = Troubles(clock)
    troubles.met("b", "first")
    clock.now += timedelta(seconds=1)
    troubles.met("a", "second")
    assert [each.name for each in troubles.now()] == ["b", "a"]
