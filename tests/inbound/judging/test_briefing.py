"""Briefs are written before a digest, and left out where they aren't there in time."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest

from monitor.alerts.planning.policy import Mode
from monitor.alerts.timetable import parse_timetable
from monitor.inbound.judging.briefing import Briefing
from monitor.judge.client import NoAnswerError
from monitor.judge.model import Judge
from tests.desk import Desk
from tests.judge.stand_in import completion
from tests.store.conftest import database

__all__ = ["database"]

JUDGE = Judge(url="http://127.0.0.1:9/v1", model="llama3.2", briefs=True)
DIGEST = parse_timetable("daily 08:00")


class DigestDesk(Desk):
    """It is 7:00; the rule's digest goes out at 8:00."""

    def __init__(self, database):
        super().__init__(database)
        daily = replace(self.policies["Boeing"], mode=Mode.DIGEST, digest=DIGEST)
        self.policies["Boeing"] = daily
        self.restart()
        self.asked, self.busy, self.seconds = [], False, 0.0
        self.answer = json.dumps({"brief": "A jet crashed; nine died."})
        self.briefing = self.begin()

    def begin(self, judge=JUDGE):
        return Briefing(
            self.database,
            judge,
            busy=lambda: self.busy,
            clock=lambda: self.now,
            put=self._put,
            seconds=lambda: self.seconds,
        )

    def _put(self, judge, body, key):
        self.asked.append(json.loads(body))
        if isinstance(self.answer, Exception):
            raise self.answer
        return completion(self.answer)

    def tick(self):
        self.seconds += 60
        self.briefing.tick()
        while self.briefing.is_writing:
            time.sleep(0.005)

    def digest(self):
        self.now = self.now.replace(hour=8, minute=0)
        self.deliver()
        return self.messages[-1][1]


@pytest.fixture
def desk(database):
    desk = DigestDesk(database)
    desk.poll(
        wire="Boeing 737 jet crash kills nine in Ohio",
        herald="Boeing 737 jet crash in Ohio kills nine",
    )
    desk.poll(post="Boeing names a new chief for its space unit")
    return desk


def test_a_story_of_several_outlets_gets_a_brief_that_says_who_wrote_it(desk):
    desk.tick()
    assert desk.asked == []  # it is an hour before the digest
    desk.later(51)
    desk.tick()
    desk.tick()
    assert len(desk.asked) == 1
    message = desk.digest()
    written = "A jet crashed; nine died. (Written by llama3.2 from wire and herald.)"
    assert message.text.count(written) == 1
    assert written in json.dumps(message.blocks)


@pytest.mark.parametrize("answer", ["rubbish", NoAnswerError("down")])
def test_where_there_is_none_the_digest_goes_out_without(desk, answer):
    desk.answer = answer
    desk.later(51)
    desk.tick()
    assert len(desk.asked) == 1
    assert "Written by" not in desk.digest().text


def test_it_is_written_anew_when_the_event_has_grown(desk):
    desk.later(51)
    desk.tick()
    desk.poll(radio="Boeing 737 jet crash kills nine people in Ohio")
    desk.tick()
    assert len(desk.asked) == 2
    reports = json.loads(desk.asked[1]["messages"][1]["content"])["reports"]
    assert [each["outlet"] for each in reports] == ["wire", "herald", "radio"]


@pytest.mark.parametrize("judge", [None, replace(JUDGE, briefs=False)])
def test_who_asked_for_none_gets_none(desk, judge):
    desk.briefing.take_up(judge)
    desk.later(51)
    desk.tick()
    assert desk.asked == []


def test_what_is_to_be_judged_goes_before(desk):
    desk.busy = True
    desk.later(51)
    desk.tick()
    assert desk.asked == []
    desk.busy = False
    desk.tick()
    assert len(desk.asked) == 1


def test_after_no_answer_it_rests_a_minute(desk):
    desk.answer = NoAnswerError("down")
    desk.later(51)
    desk.tick()
    desk.seconds -= 59
    desk.tick()
    assert len(desk.asked) == 1
